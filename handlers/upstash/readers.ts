import type { CommonRow } from '../../thresholds/common/rows';
import type { upstashRows } from '../../thresholds/upstash/rows';
import { Absent, map, type Readers, read } from '../driver/readings';
import { commandsOf } from './month';
import type { UpstashSnapshot } from './snapshot';

const NO_QUOTA = new Absent(
  'no limit of commands is known: where the plan has one, set limits.monthlyCommands in environments.ts (UPSTASH_MONTHLY_COMMANDS)',
);

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
  ClientsPercent: read.gauge(({ clientShare }) => clientShare),
  ThroughputPercent: read.rate(({ delta, seconds, now }) =>
    map(now.gauges.mostPerSecond, (most) =>
      map(delta('total_commands_processed'), (grown) => (100 * grown) / seconds / most),
    ),
  ),
  CommandQuotaPercent: read.gauge(({ usage }) =>
    usage ? map(commandsOf(usage.month), (commands) => (100 * commands) / usage.limit) : NO_QUOTA,
  ),
  ConnectTime: read.gauge(({ connectMs }) => connectMs),
};
