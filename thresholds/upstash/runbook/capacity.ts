import type { Entry } from '../../runbook';
import { info, neverExpire } from './keys';

export const connectedClients: Entry = {
  means:
    'More clients are connected than a handful of services needs. Beyond the server’s limit new ones are refused with "max concurrent connections exceeded".',
  look: [
    {
      shows:
        'Clients by address: many from one address are one application that does not reuse its connection',
      shell: `redis-cli -u "$REDIS_URL" CLIENT LIST | sed -E 's/.* addr=([^ ]*):[0-9]+ .*/\\1/' | sort | uniq -c | sort -rn | head -n 20`,
    },
    {
      shows: 'The clients themselves: age and idle are in seconds, cmd is the last command',
      shell: 'redis-cli -u "$REDIS_URL" CLIENT LIST | head -n 20',
    },
    info('How many there are, and how many there may be', 'connected_clients|maxclients'),
  ],
  causes: [
    {
      cause:
        'A function or a request handler opens a client and does not close it; the server drops it only after hours.',
      remedy:
        'Create one client per process outside the handler, or use the REST API, which holds no connection.',
    },
    {
      cause: 'More instances of the application (a deployment, autoscaling).',
      remedy:
        'If the number is right for the new size, raise the threshold in `environments.ts` (`overrides.upstash.ConnectedClients`).',
    },
    {
      cause: 'A client that reconnects in a loop after an error.',
      remedy: 'The newest ages are all a few seconds: find the address, read the errors of that application.',
    },
  ],
  harmless:
    'During a deployment, while old and new instances overlap. Upstash itself takes thousands of connections; the threshold is about your application, not about the server.',
};

export const memoryUsagePercent: Entry = {
  means:
    'The database nears the data size of its plan. Beyond it writes fail with "DB capacity quota exceeded", or keys are evicted where eviction is on; reads go on.',
  look: [
    info(
      'Size, limit and policy',
      'total_data_size|max_data_size|used_memory|maxmemory|maxmemory_policy|total_keys|db0',
    ),
    neverExpire,
    {
      shows:
        'The largest key of each type. Reads every key: two or more billed commands for each, so not on a database of millions',
      shell: 'redis-cli -u "$REDIS_URL" --bigkeys -i 0.01',
    },
  ],
  causes: [
    {
      cause: 'Keys are written without an expiry.',
      remedy:
        'Set a TTL where they are written; give existing ones an `EXPIRE`, or delete them with `UNLINK`.',
    },
    {
      cause: 'One list, stream, set or hash grows without end.',
      remedy: 'Trim it: `LTRIM`, `XTRIM … MAXLEN ~`, `ZREMRANGEBYRANK`; cap it where it is written.',
    },
    {
      cause: 'It is a cache and holds what it should.',
      remedy: 'Switch eviction on in the Upstash console, or raise the plan.',
    },
  ],
  harmless:
    'A cache with eviction switched on may be full for ever: what tells you whether it is too small is [CacheHitRate](#upstash-cache-hit-rate).',
};
