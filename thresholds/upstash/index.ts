import type { Service } from '../service';
import { upstashRows } from './rows';
import { upstashRunbook } from './runbook';
import { upstashSeries } from './series';
import { service } from './service';

export const upstash = {
  ...service,
  rows: upstashRows,
  series: upstashSeries,
  runbook: upstashRunbook,
} as const satisfies Service<typeof upstashRows>;
