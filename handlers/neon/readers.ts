import type { CommonRow } from '../../thresholds/common/rows';
import type { neonRows } from '../../thresholds/neon/rows';
import { Absent, map, type Readers, read } from '../driver/readings';
import { slowExecutions } from './slow';
import type { NeonSnapshot } from './snapshot';

const BYTES_PER_GIGABYTE = 1e9;

/** One line per row: how each reading is derived from one snapshot, or from two. */
export const readers: Readers<typeof neonRows, NeonSnapshot, CommonRow> = {
  ActiveConnections: read.gauge(({ active }) => active),
  IdleConnections: read.gauge(({ idle }) => idle),
  TotalConnections: read.gauge(({ total }) => total),
  ConnectionLimit: read.gauge(({ limit }) => limit),
  DatabaseSize: read.gauge(({ bytes }) => map(bytes, (n) => n / BYTES_PER_GIGABYTE)),
  AverageQueryTime: read.rate(({ delta }) =>
    map(delta('calls'), (calls) =>
      calls === 0
        ? new Absent('no statement finished since the previous sample')
        : map(delta('milliseconds'), (ms) => ms / calls),
    ),
  ),
  SlowQueries: read.rate(({ before, now: { detail, gauges }, delta, seconds }) =>
    map(delta('calls'), (calls) => {
      if (!detail?.slow || !gauges.statistics)
        return new Absent('statements cannot be told apart without pg_monitor', true);
      const known = before && { ...before.detail, takenAt: before.takenAt };
      const executions = slowExecutions(known, gauges.statistics, detail.slow.slowQueryMs, calls);
      return map(executions, (n) => n / (seconds / 60));
    }),
  ),
  LockWaitTime: read.gauge(({ lockWait }) => lockWait),
  ConnectionPoolUtilization: read.gauge(({ slots, limit }) =>
    map(slots, (used) => map(limit, (all) => (100 * used) / all)),
  ),
  QueryThroughput: read.perSecond('calls'),
  BlockedSessions: read.gauge(({ blocked }) => blocked),
  OldestTransactionAge: read.gauge(({ oldest }) => oldest),
  // What the previous visit took has been counted since, and was in the counter before.
  AverageActiveSessions: read.rate(({ delta, seconds, now: { gauges } }) =>
    map(delta('activeMs'), (ms) => Math.max(0, ms - gauges.spent) / 1000 / seconds),
  ),
  Deadlocks: read.count('deadlocks'),
  DatabaseSizeLimit: read.gauge(({ sizeLimit }) => sizeLimit),
  ConnectTime: read.gauge(({ connectMs }) => connectMs),
  ComputeActive: read.gauge(({ computeActive }) => computeActive),
  ComputeQuotaPercent: read.gauge(({ computeQuota }) => computeQuota),
  ComputeLimit: read.gauge(({ computeLimit }) => computeLimit),
};
