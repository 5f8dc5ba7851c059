import type { Service } from '../service';
import { upstashChecks } from './checks';
import { upstashQueries } from './queries';
import { upstashRows } from './rows';
import { upstashRunbook } from './runbook';
import { upstashSeries } from './series';
import { service } from './service';

export const upstash = {
  ...service,
  rows: upstashRows,
  series: upstashSeries,
  runbook: upstashRunbook,
  checks: upstashChecks,
  queries: upstashQueries,
} as const satisfies Service<typeof upstashRows>;
