import type { Entry } from '../../runbook';
import { info, neverExpire } from './keys';

export const cacheHitRate: Entry = {
  means:
    'More lookups than usual find nothing, so the application asks its database instead: slower answers, and load where the cache used to protect.',
  look: [
    info(
      'Hits, misses, evictions and expirations since the server started; run it twice, a minute apart',
      'keyspace_hits|keyspace_misses|evicted_keys|expired_keys|total_keys',
    ),
    neverExpire,
  ],
  causes: [
    {
      cause: 'A deployment changed the keys, or somebody flushed the cache: it fills again.',
      remedy:
        'Wait, and watch the load of the database meanwhile. The alarm needs three bad periods for this reason.',
    },
    {
      cause: 'Evictions: the cache is too small.',
      remedy: 'Follow [EvictedKeys](#upstash-evicted-keys).',
    },
    {
      cause:
        'The expiry is shorter than the time between two uses of a key: expirations rise with the misses.',
      remedy: 'Lengthen the TTL of these keys.',
    },
    {
      cause: 'Lookups of keys that never exist: a scan by a bot, or "not found" that is not cached.',
      remedy: 'Cache the negative answer for a short time; limit the rate of such requests.',
    },
  ],
  harmless:
    'At night, with few lookups, a handful of misses is a low rate. Where Redis is a queue or a lock and not a cache, misses are normal: set the thresholds to 0 in `environments.ts`.',
};

export const evictedKeys: Entry = {
  means:
    'The server throws keys out to make room. For a cache that costs hits; for anything else (sessions, queues, locks) it is loss of data.',
  look: [
    info(
      'Whether the memory is full, by which policy keys go, how many went',
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
      remedy: 'Spread it, or write less of it.',
    },
    {
      cause: 'Data that must not be lost shares a database with a cache.',
      remedy: 'Move it to a database of its own with eviction switched off.',
    },
  ],
  harmless: 'A pure cache whose hit rate stays up: then what is evicted is what nobody asks for.',
};
