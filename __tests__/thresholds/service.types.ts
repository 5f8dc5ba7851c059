/** Checked by the compiler (`npm run typecheck`): a service must have everything that its rows refer to. */
import { neon } from '../../thresholds/neon';
import type { neonRows } from '../../thresholds/neon/rows';
import type { Row } from '../../thresholds/row';
import type { Service } from '../../thresholds/service';

type Neon = Service<typeof neonRows>;

export const complete: Neon = neon;
// @ts-expect-error DatabaseSize is a share of a limit that does not exist
export const limitless: Neon = { ...neon, limits: { gigabytes: 1 } };
const { DatabaseSize: size } = neon.rows;
export const foreseen: Row = { ...size, forecast: { to: { value: 5 } } };
// @ts-expect-error a quota is a share in percent
export const unitless: Row = { ...size, forecast: 'quota' };
// @ts-expect-error what is derived from two samples has no trend of its own
export const derived: Row = { ...neon.rows.SlowQueries, forecast: { to: { value: 5 } } };
// @ts-expect-error ComputeActive needs a flag that does not exist
export const flagless: Neon = { ...neon, options: {} };
// @ts-expect-error a row needs a flag, not a number
export const numeric: Neon = { ...neon, options: { neonApi: neon.options.slowQueryMs } };
const { statements, ...others } = neon.queries;
// @ts-expect-error SlowQueries links to a query that does not exist
export const queryless: Neon = { ...neon, queries: others };
const { warnings, ...uncommon } = neon.queries;
// @ts-expect-error a query that every service has is missing
export const dumb: Neon = { ...neon, queries: uncommon };
export const asked: Neon = { ...neon, queries: { ...others, statements, warnings } };
const { runbook, ...unwritten } = neon;
// @ts-expect-error it has no runbook
export const silent: Neon = unwritten;
export const written: Neon = { ...unwritten, runbook };
