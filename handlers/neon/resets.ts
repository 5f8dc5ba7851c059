import type { Baseline } from '../lib/state';
import { loadResets } from './sessions/load';
import type { NeonDetail, NeonSnapshot } from './snapshot';
import { evictedShare, hasLost } from './tracked';

const STARTED_OVER =
  'the statistics of statements started over since the previous sample (pg_stat_statements_reset)';
const RESET =
  'statistics of a database, a user or a statement were reset since the previous sample (pg_stat_statements_reset)';
const OTHER_STATEMENT =
  'the statement of the collector has changed since the previous sample (the collector was updated, or another part of it is refused): all that the earlier statement ever took would be counted';
const EVICTED = 'pg_stat_statements evicted statements since the previous sample';
const RAISE = 'raise pg_stat_statements.max if this persists';
/** Up to which share of the growth of the sums what evicted statements had is an error that a reading may have. */
const TOLERATED = 0.05;

/** Why the growth of a counter is not known although the source did not start over as a whole. */
export function resets(
  before: Baseline<NeonDetail>,
  now: NeonSnapshot,
): Partial<Record<keyof NeonSnapshot['counters'], string>> {
  if (before.identity !== now.identity) return {};
  const reason = whyReset(before, now);
  return {
    ...loadResets(before, now),
    ...(reason !== undefined && { calls: reason, milliseconds: reason }),
  };
}

function whyReset({ detail: was }: Baseline<NeonDetail>, now: NeonSnapshot): string | undefined {
  const { detail: is } = now;
  const { statistics } = now.gauges;
  if (was?.dealloc === undefined || is?.dealloc === undefined || !statistics) return undefined;
  if (was.reset !== is.reset) return STARTED_OVER;
  if (was.statement !== is.statement) return OTHER_STATEMENT;
  if (evictions(was, is) > 0)
    return evictedPart(was, now) <= TOLERATED
      ? undefined
      : `${EVICTED}, and how much of the sums they had is not known; ${RAISE}`;
  // Without pg_monitor, statements are not told apart, and none of them can be missed.
  return was.known && is.known && hasLost(was.known, statistics) ? RESET : undefined;
}

const evictions = ({ dealloc: was }: NeonDetail, { dealloc: is }: NeonDetail): number =>
  was === undefined || is === undefined ? 0 : is - was;

/** About how large a part of the growth of the sums evicted statements may have had: 0 without any. */
function evictedPart(was: NeonDetail | undefined, { detail: is, gauges }: NeonSnapshot): number {
  const times = was && is ? evictions(was, is) : 0;
  if (times <= 0) return 0;
  return was?.known && gauges.statistics ? evictedShare(was.known, gauges.statistics, times) : Infinity;
}

/** What is wrong with sums over statements when a part of the statements was reset or evicted in between. */
export function remarks(before: Baseline<NeonDetail>, now: NeonSnapshot): string[] {
  if (before.identity !== now.identity) return [];
  const reason = resets(before, now).calls;
  // Nobody has to do anything about that.
  if (reason === STARTED_OVER || reason === OTHER_STATEMENT) return [];
  if (reason) return [`AverageQueryTime, SlowQueries and QueryThroughput are absent: ${reason}`];
  const part = evictedPart(before.detail, now);
  return part > 0
    ? [
        `AverageQueryTime, SlowQueries and QueryThroughput may be wrong by about ${Math.ceil(100 * part)} %: ${EVICTED}; ${RAISE}`,
      ]
    : [];
}
