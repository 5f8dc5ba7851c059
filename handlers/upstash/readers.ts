import type { CommonRow } from '../../thresholds/common/rows';
import type { upstashRows } from '../../thresholds/upstash/rows';
import { Absent, map, type Readers, read } from '../driver/readings';
import type { UpstashSnapshot } from './snapshot';

/** One line per row: how each reading is derived from one INFO, or from two. */
export const readers: Readers<typeof upstashRows, UpstashSnapshot, CommonRow> = {
  ConnectedClients: read.gauge(({ clients }) => clients),
  MemoryUsage: read.gauge(({ bytes }) => bytes),
  MemoryUsagePercent: read.gauge(({ fullness }) => fullness),
  CacheHitRate: read.rate(({ delta }) =>
    map(delta('keyspace_hits'), (hits) =>
      map(delta('keyspace_misses'), (misses) =>
        hits + misses === 0
          ? new Absent('no lookups since the previous sample')
          : (100 * hits) / (hits + misses),
      ),
    ),
  ),
  CommandsPerSecond: read.perSecond('total_commands_processed'),
  KeyspaceHits: read.count('keyspace_hits'),
  KeyspaceMisses: read.count('keyspace_misses'),
  EvictedKeys: read.count('evicted_keys'),
  ExpiredKeys: read.count('expired_keys'),
  TotalKeys: read.gauge(({ keys }) => keys),
};
