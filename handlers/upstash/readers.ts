import type { CommonRow } from '../../thresholds/common/rows';
import type { upstashRows } from '../../thresholds/upstash/rows';
import { Absent, count, gauge, map, perSecond, type Readers, rate } from '../driver/readings';
import type { UpstashSnapshot } from './snapshot';

const read = gauge<UpstashSnapshot>;

/** One line per row: how each reading is derived from one INFO, or from two. */
export const readers: Readers<typeof upstashRows, UpstashSnapshot, CommonRow> = {
  ConnectedClients: read(({ clients }) => clients),
  MemoryUsage: read(({ bytes }) => bytes),
  MemoryUsagePercent: read(({ bytes, limitBytes }) =>
    map(bytes, (used) => map(limitBytes, (limit) => (100 * used) / limit)),
  ),
  CacheHitRate: rate(({ delta }) =>
    map(delta('keyspace_hits'), (hits) =>
      map(delta('keyspace_misses'), (misses) =>
        hits + misses === 0
          ? new Absent('no lookups since the previous sample')
          : (100 * hits) / (hits + misses),
      ),
    ),
  ),
  CommandsPerSecond: perSecond('total_commands_processed'),
  KeyspaceHits: count('keyspace_hits'),
  KeyspaceMisses: count('keyspace_misses'),
  EvictedKeys: count('evicted_keys'),
  ExpiredKeys: count('expired_keys'),
  TotalKeys: read(({ keys }) => keys),
};
