/**
 * Code that must not compile. The type checker (`npm run typecheck`) is the test: a missing expected error is an error
 * itself.
 */

import type { neonRows } from '../../thresholds/neon/rows';
import { neonRunbook } from '../../thresholds/neon/runbook';
import type { AlarmedName, Table } from '../../thresholds/row';
import type { Entry, Runbook } from '../../thresholds/runbook';

const { Up, ...others } = neonRunbook.entries;

export const complete: Runbook<typeof neonRows> = { Up, ...others };
// @ts-expect-error a row with alarms but no entry
export const missing: Runbook<typeof neonRows> = others;
// @ts-expect-error an entry for a row without alarms
export const idle: Runbook<typeof neonRows> = { Up, ...others, IdleConnections: Up };
// @ts-expect-error an entry with a single cause
export const hasty: Entry = { ...Up, causes: [Up.causes[0]] };
// @ts-expect-error an entry without a command
export const blind: Entry = { ...Up, look: [] };
// @ts-expect-error a row that does not exist
export const unknown: AlarmedName<typeof neonRows & Table> extends never
  ? never
  : AlarmedName<typeof neonRows> = 'Nothing';
