import { commonSeries } from '../common/series';
import type { Series } from '../series';
import type { neonRows } from './rows';

export const neonSeries: Series<typeof neonRows> = {
  ActiveConnections: {
    // A burst that lasts one period, such as the start of a batch job.
    healthy: [0.05, 0.12, 0.3, 0.95, 0.2, 0.08, 0.5, 0.79],
    sick: [0.93, 0.97, 0.98, 1, 1, 0.96],
  },
  TotalConnections: {
    // Pools fill up during a deployment, when the old and the new instances hold their sessions.
    healthy: [0.35, 0.4, 0.38, 0.84, 0.4, 0.36, 0.52, 0.79],
    sick: [0.91, 0.93, 0.95, 0.97, 0.99, 1],
  },
  DatabaseSize: {
    healthy: [0.42, 0.42, 0.45, 0.61, 0.6, 0.79],
    sick: [0.92, 0.95, 0.97, 0.97, 0.98, 0.99],
  },
  SlowQueries: {
    healthy: [0, 0, 1.2, 4.8, 14, 0.4, 0, 3],
    sick: [22, 31, 27, 25, 40, 38],
  },
  LockWaitTime: {
    healthy: [0, 0, 35, 0, 480, 0, 0, 12],
    sick: [900, 1200, 4100, 9000, 12_500, 15_000],
  },
  BlockedSessions: {
    // Somebody waits now and then; a queue that is gone at the next sample.
    healthy: [0, 0, 1, 0, 2, 1, 0, 0, 7, 0, 0, 1],
    sick: [6, 9, 14, 22, 31, 40],
  },
  OldestTransactionAge: {
    // Backups and reports of a few minutes.
    healthy: [0, 2, 45, 0, 290, 120, 0, 3],
    sick: [960, 1260, 1560, 1860, 2160, 2460],
  },
  AverageActiveSessions: {
    // A burst of one job, and the time of a long statement that was counted late.
    healthy: [0.2, 0.4, 1.6, 2.7, 0.9, 0.3, 0.5, 0.95],
    sick: [2.4, 3.1, 4.6, 5.2, 5.8, 4.9],
  },
  Deadlocks: {
    healthy: [0, 0, 2, 0, 0, 0],
    sick: [7, 9, 8, 12, 10, 11],
  },
  ComputeQuotaPercent: {
    // A month of a small project; it starts over when the period ends.
    healthy: [4, 18, 33, 51, 69, 2],
    sick: [91, 92, 94, 95, 97, 99],
  },
  ...commonSeries,
};
