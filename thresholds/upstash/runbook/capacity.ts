import type { Command, Entry } from '../../runbook';
import { info, neverExpire } from './keys';

/** Who is connected. */
export const clientsByAddress: Command = {
  shows: 'Clients by address: many from one address mean that an application does not reuse its connection',
  shell: `redis-cli -u "$REDIS_URL" CLIENT LIST | grep -oE ' addr=[^ ]*:' | sort | uniq -c | sort -rn | head -n 20`,
};

export const connectedClients: Entry = {
  impact: 'Above the limit of the server, connections of the application are refused.',
  means:
    'More clients are connected than a handful of services should need. Above the server’s limit, new clients are rejected with "max concurrent connections exceeded".',
  look: [
    {
      shows: 'The clients themselves: age and idle are in seconds, cmd is the last command',
      shell: 'redis-cli -u "$REDIS_URL" CLIENT LIST | head -n 20',
    },
    clientsByAddress,
    info('The number of clients, and the limit', 'connected_clients|maxclients'),
  ],
  causes: [
    {
      cause:
        'A function or request handler opens a client and does not close it; the server drops it only after hours.',
      remedy:
        'Create one client per process outside the handler, or use the REST API, which holds no connection.',
    },
    {
      cause: 'The application has more instances (a deployment, autoscaling).',
      remedy:
        'If the number is normal for the new size, raise the threshold in `environments.ts` (`overrides.upstash.ConnectedClients`).',
    },
    {
      cause: 'A client reconnects in a loop after an error.',
      remedy: 'Many ages are only a few seconds: find the address and read that application’s errors.',
    },
  ],
  harmless:
    'During a deployment, while old and new instances overlap. Upstash itself accepts thousands of connections; the threshold is about your application, not the server.',
};

export const memoryUsagePercent: Entry = {
  impact: 'Above the data size of the plan, writes of the application fail, or keys are evicted.',
  cannotFire: 'when the server reports no limit and the environment does not set upstashMemoryLimitBytes.',
  means:
    'The database is close to the data size limit of its plan. Above it, writes fail with "DB capacity quota exceeded", or keys are evicted if eviction is on; reads still work.',
  look: [
    info(
      'Size, limit and policy',
      'total_data_size|max_data_size|used_memory|maxmemory|maxmemory_policy|total_keys|db0',
    ),
    neverExpire,
    {
      shows:
        'The largest key of each type. It reads every key, with two or more billed commands each: do not use it on a database with millions of keys',
      shell: 'redis-cli -u "$REDIS_URL" --bigkeys -i 0.01',
    },
  ],
  causes: [
    {
      cause: 'Keys are written without an expiry.',
      remedy:
        'Set a TTL where they are written; set one on existing keys with `EXPIRE`, or delete them with `UNLINK`.',
    },
    {
      cause: 'A list, stream, set or hash grows without bound.',
      remedy: 'Trim it: `LTRIM`, `XTRIM … MAXLEN ~`, `ZREMRANGEBYRANK`; cap it where it is written.',
    },
    {
      cause: 'It is a cache and holds what it should.',
      remedy: 'Enable eviction in the Upstash console, or upgrade the plan.',
    },
  ],
  harmless:
    'A cache with eviction enabled may always be full. [CacheHitRate](#upstash-cache-hit-rate) tells you whether it is too small.',
};
