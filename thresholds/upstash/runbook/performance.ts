import type { Entry } from '../../runbook';
import { info, neverExpire } from './keys';

export const cacheHitRate: Entry = {
  impact: 'Responses are slower, and the database behind the cache gets its load.',
  means:
    'More lookups than usual miss, so the application queries its database instead, which gets the load that the cache used to absorb.',
  cannotFire: 'while there are no lookups.',
  look: [
    info(
      'Hits, misses, evictions and expirations since the server started; run it twice, a minute apart',
      'keyspace_hits|keyspace_misses|evicted_keys|expired_keys|total_keys',
    ),
    neverExpire,
  ],
  causes: [
    {
      cause: 'A deployment changed the keys, or somebody flushed the cache, and it is filling again.',
      remedy: 'Wait, and watch the database load meanwhile. This is why the alarm needs three bad periods.',
    },
    {
      cause: 'Evictions: the cache is too small.',
      remedy: 'Follow [EvictedKeys](#upstash-evicted-keys).',
    },
    {
      cause: 'The TTL is shorter than the time between two uses of a key: expirations rise with the misses.',
      remedy: 'Increase the TTL of these keys.',
    },
    {
      cause: 'Lookups of keys that never exist: a bot is scanning, or "not found" is not cached.',
      remedy: 'Cache negative results for a short time; rate-limit such requests.',
    },
  ],
  harmless:
    "At night there are few lookups, so a handful of misses lowers the rate. If Redis is a queue or a lock rather than a cache, misses are normal: switch the alarm off in `environments.ts` (`overrides: { upstash: { CacheHitRate: { alarm: 'off', reason: … } } }`).",
};

export const evictedKeys: Entry = {
  impact: 'The cache loses hits; anything else that is stored here (sessions, queues, locks) loses data.',
  cannotFire:
    'on a database without eviction (maxmemory_policy is noeviction, the default of Upstash): writes fail there instead, and MemoryUsagePercent alarms before that.',
  means:
    'The server evicts keys to make room. A cache loses hits; anything else (sessions, queues, locks) loses data.',
  look: [
    info(
      'Whether memory is full, the eviction policy, and the number of evicted keys',
      'used_memory|maxmemory|maxmemory_policy|total_data_size|max_data_size|evicted_keys|keyspace_hits|keyspace_misses',
    ),
    neverExpire,
  ],
  causes: [
    {
      cause: 'The data outgrew the plan.',
      remedy:
        'Follow [MemoryUsagePercent](#upstash-memory-usage-percent): shorter expiries, smaller values, or a larger plan.',
    },
    {
      cause: 'A burst of large values, such as an import or a cache warm-up.',
      remedy: 'Spread it out, or write less.',
    },
    {
      cause: 'Data that must not be lost shares a database with a cache.',
      remedy: 'Move it to a separate database with eviction disabled.',
    },
  ],
  harmless: 'A pure cache whose hit rate stays high: only keys that nobody uses are evicted.',
};
