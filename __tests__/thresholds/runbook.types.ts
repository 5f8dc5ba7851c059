/**
 * What must not compile. The type checker (`npm run typecheck`) is the test: an expected error that does not come is
 * an error itself.
 */

import type { neon } from '../../thresholds/neon/rows';
import { neonRunbook } from '../../thresholds/neon/runbook';
import type { Table } from '../../thresholds/row';
import type { AlarmedRow, Runbook } from '../../thresholds/runbook';

const { Up, ...others } = neonRunbook;

export const complete: Runbook<typeof neon> = { Up, ...others };
// @ts-expect-error a row with alarms and no entry
export const missing: Runbook<typeof neon> = others;
// @ts-expect-error an entry of a row that has no alarms
export const idle: Runbook<typeof neon> = { Up, ...others, IdleConnections: Up };
// @ts-expect-error a row that is not there
export const unknown: AlarmedRow<typeof neon & Table> extends never ? never : AlarmedRow<typeof neon> =
  'Nothing';
