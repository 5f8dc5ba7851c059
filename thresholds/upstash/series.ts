import { commonSeries } from '../common/series';
import type { Series } from '../series';
import type { upstashRows } from './rows';

export const upstashSeries: Series<typeof upstashRows> = {
  ConnectedClients: {
    healthy: [3, 12, 40, 130, 60, 22, 79, 8],
    sick: [120, 180, 240, 400, 400, 390],
  },
  MemoryUsagePercent: {
    healthy: [31, 35, 44, 61, 74, 52],
    sick: [91, 93, 96, 97, 97, 98],
  },
  CacheHitRate: {
    // An empty cache for two periods, as after a deployment.
    healthy: [97, 95, 12, 58, 81, 92, 99],
    sick: [35, 22, 18, 20, 17, 15],
  },
  EvictedKeys: {
    healthy: [0, 0, 8, 240, 15, 0, 49, 2],
    sick: [180, 420, 390, 510, 600, 580],
  },
  ClientsPercent: {
    // During a deployment old and new instances are connected.
    healthy: [12, 20, 35, 84, 41, 22, 79, 15],
    sick: [91, 93, 96, 98, 99, 99],
  },
  ThroughputPercent: {
    // A burst that lasts one period, such as a warm-up of the cache.
    healthy: [8, 15, 22, 93, 30, 69, 12],
    sick: [92, 95, 97, 99, 99, 98],
  },
  CommandQuotaPercent: {
    // A month, and the first days of the next one.
    healthy: [3, 17, 34, 52, 69, 2, 5],
    sick: [91, 93, 94, 96, 98, 99],
  },
  ...commonSeries,
};
