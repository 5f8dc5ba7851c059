/** Checked by the compiler (`npm run typecheck`): exactly the rows with alarms have a series. */
import type { neonRows } from '../../thresholds/neon/rows';
import { neonSeries } from '../../thresholds/neon/series';
import type { Series } from '../../thresholds/series';

type Proofs = Series<typeof neonRows>;
const { SlowQueries, ...withoutSlowQueries } = neonSeries;
const proof = SlowQueries;

// @ts-expect-error a row with alarms has no series
export const missing: Proofs = withoutSlowQueries;
// @ts-expect-error a row without alarms has a series
export const needless: Proofs = { ...neonSeries, IdleConnections: proof };
// @ts-expect-error there is no such row
export const unknown: Proofs = { ...neonSeries, SlowQuerys: proof };
export const complete: Proofs = { ...withoutSlowQueries, SlowQueries: proof };
