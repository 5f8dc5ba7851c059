import { includes } from '../../thresholds/row';
import { upstashRows } from '../../thresholds/upstash/rows';
import type { Collected, VisitContext } from '../driver/service';
import { CHECKUP, checkup } from './checkup';
import { type Info, parseInfo } from './info';
import { counted, MONTH } from './month';
import { query } from './query';
import { snapshotOf, type UpstashSnapshot, unreported } from './snapshot';
import type { UpstashTarget } from './target';

const LOWER_BOUND =
  'CommandQuotaPercent is a lower bound: members of the database took turns to answer this month, and each counts its own commands only';

/** Runs INFO once, and warns of what it does not report. */
export async function collect(
  target: UpstashTarget,
  visit: VisitContext,
): Promise<Collected<UpstashSnapshot>> {
  const { deadline, journal } = visit;
  if (target.tokenUnused)
    journal.warn(
      'UPSTASH_REST_URL has a password, which is used; UPSTASH_REST_TOKEN is another one, which is not used. On old databases they differ: there, store the password as the token, too',
    );
  const { info: answer, connectMs } = await query(target, deadline);
  const takenAt = Date.now();
  const info = parseInfo(answer, `${target.host}:${target.port}`);
  const snapshot = await withMonth(snapshotOf(info, target, takenAt, connectMs), target, visit);
  const missing = unreported(snapshot);
  if (missing.length > 0) journal.warn(`readings are absent: ${missing.join('; ')}`);
  return { asleep: false, snapshot, ...(await findingsOf(info, snapshot, visit)) };
}

/** What the day's check-up finds in the same answer, if one is due. */
async function findingsOf(info: Info, snapshot: UpstashSnapshot, visit: VisitContext) {
  if ((await visit.checkup()) === undefined) return {};
  const { findings, memo } = checkup(info, snapshot, await visit.memo(CHECKUP));
  visit.remember(CHECKUP, memo);
  return { findings };
}

/** Adds the month's count of commands, where the plan has a limit of them. */
async function withMonth(
  snapshot: UpstashSnapshot,
  { monthlyCommands }: UpstashTarget,
  { memo, samples, remember, level, journal }: VisitContext,
): Promise<UpstashSnapshot> {
  if (monthlyCommands === undefined) return snapshot;
  const month = counted(await memo(MONTH), await samples(), snapshot);
  remember(MONTH, month);
  if (month.turned && includes(level, upstashRows.CommandQuotaPercent.level)) journal.warn(LOWER_BOUND);
  return { ...snapshot, gauges: { ...snapshot.gauges, usage: { month, limit: monthlyCommands } } };
}
