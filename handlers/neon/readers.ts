import type { CommonRow } from '../../thresholds/common/rows';
import type { neonRows } from '../../thresholds/neon/rows';
import { Absent, gauge, map, perSecond, type Readers, rate } from '../driver/readings';
import { slowExecutions } from './slow';
import type { NeonSnapshot } from './snapshot';

const BYTES_PER_GIGABYTE = 1e9;

const read = gauge<NeonSnapshot>;

/** One line per row: how each reading is derived from one snapshot, or from two. */
export const readers: Readers<typeof neonRows, NeonSnapshot, CommonRow> = {
  ActiveConnections: read(({ active }) => active),
  IdleConnections: read(({ idle }) => idle),
  TotalConnections: read(({ total }) => total),
  ConnectionLimit: read(({ limit }) => limit),
  DatabaseSize: read(({ bytes }) => map(bytes, (n) => n / BYTES_PER_GIGABYTE)),
  AverageQueryTime: rate(({ delta }) =>
    map(delta('calls'), (calls) =>
      calls === 0
        ? new Absent('no statement finished since the previous sample')
        : map(delta('milliseconds'), (ms) => ms / calls),
    ),
  ),
  SlowQueries: rate(({ before, now, delta, seconds }) =>
    map(delta('calls'), () =>
      now.detail?.statements
        ? map(slowExecutions(before?.detail?.statements, now.detail.statements), (n) => n / (seconds / 60))
        : new Absent('statements cannot be told apart without pg_monitor'),
    ),
  ),
  LockWaitTime: read(({ lockWait }) => lockWait),
  ConnectionPoolUtilization: read(({ slots, limit }) =>
    map(slots, (used) => map(limit, (all) => (100 * used) / all)),
  ),
  QueryThroughput: perSecond('calls'),
  ComputeActive: read(({ computeActive }) => computeActive),
};
