/** Checked by the compiler (`npm run typecheck`): every row with alarms has a proof, and only those. */
import { type Proofs, series } from '../../thresholds/series';

const { SlowQueries, ...withoutSlowQueries } = series.neon;
const proof = SlowQueries;

// @ts-expect-error a row with alarms has no proof
export const missing: Proofs['neon'] = withoutSlowQueries;
// @ts-expect-error a row without alarms has a proof
export const needless: Proofs['neon'] = { ...series.neon, TotalConnections: proof };
// @ts-expect-error there is no such row
export const unknown: Proofs['neon'] = { ...series.neon, SlowQuerys: proof };
export const complete: Proofs['neon'] = { ...withoutSlowQueries, SlowQueries: proof };
