import type { Series } from '../series';
import type { commonRows } from './rows';

export const commonSeries: Series<typeof commonRows> = {
  Up: { healthy: [1, 1, 1, 1], sick: [0, 0, 0, 0, 0, 0] },
  Findings: { healthy: [0, 0, 0, 0], sick: [2, 2, 2, 1] },
  // A single failed call that a retry fixes is normal.
  ApiErrors: { healthy: [0, 0, 1, 0, 0, 0, 2, 0], sick: [3, 2, 4, 3, 3, 2] },
};
