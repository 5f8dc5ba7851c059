import type { Service } from '../service';
import { neonChecks } from './checks';
import { neonQueries } from './queries';
import { neonRows } from './rows';
import { neonRunbook } from './runbook';
import { neonSeries } from './series';
import { service } from './service';

export const neon = {
  ...service,
  rows: neonRows,
  series: neonSeries,
  runbook: neonRunbook,
  queries: neonQueries,
  checks: neonChecks,
} as const satisfies Service<typeof neonRows>;
