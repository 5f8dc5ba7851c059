import type { Seen, StatementSeen } from '../../../model/evidence';
import type { Baseline } from '../../lib/state';
import { resets } from '../resets';
import type { Statistics } from '../sample';
import type { NeonDetail, NeonSnapshot } from '../snapshot';
import { foundIn, type Kept, possible, ROUNDING } from '../tracked';

/** How many statements of an interval are named. */
export const MOST_NAMED = 5;
/** The part of a statement's growth that may be of an entry whose growth is not known. */
const DOUBTFUL = 0.01;

/** A statement of the interval, without its text. */
export type Grown = Omit<StatementSeen, 'text'>;
type Sums = readonly [calls: number, ms: number];

/** The number of a query in `database.user.query`. */
const queryOf = (entry: string): string => entry.slice(entry.lastIndexOf('.') + 1);
const rounded = (n: number, digits: number): number => Number(n.toFixed(digits));

/** By how much one entry grew since the previous sample; undefined if that is not known. */
function growthOf({ takenAt, detail }: Baseline<NeonDetail>, entry: string, is: Kept): Sums | undefined {
  const [calls, ms, , , , since] = is;
  const kept = detail?.known?.seen[entry];
  if (kept) return possible(kept, is) ? [calls - kept[0], ms - kept[1]] : undefined;
  const isRecordedSince = since !== null && since > takenAt;
  const was = detail?.slow?.seen[entry];
  if (was) {
    const hasGrown = !isRecordedSince && calls >= was[0] && ms >= was[1] * (1 - ROUNDING);
    return hasGrown ? [calls - was[0], Math.max(0, ms - was[1])] : undefined;
  }
  // From version 1.11 (PostgreSQL 17) on, the server says since when. Before, it is new if all others were kept.
  return isRecordedSince || (since === null && detail?.known?.complete) ? [calls, ms] : undefined;
}

interface Totals {
  calls: number;
  ms: number;
  /** Of entries whose growth is not known: what they ever took. They grew by no more than that. */
  doubtfulCalls: number;
  doubtfulMs: number;
}

/** The growth of each query, over all databases and users. */
function growths(before: Baseline<NeonDetail>, statistics: Statistics): ReadonlyMap<string, Totals> {
  const totals = new Map<string, Totals>();
  for (const [entry, numbers] of foundIn(statistics)) {
    const id = queryOf(entry);
    const total = totals.get(id) ?? { calls: 0, ms: 0, doubtfulCalls: 0, doubtfulMs: 0 };
    const growth = growthOf(before, entry, numbers);
    if (growth) {
      total.calls += growth[0];
      total.ms += growth[1];
    } else {
      total.doubtfulCalls += numbers[0];
      total.doubtfulMs += numbers[1];
    }
    totals.set(id, total);
  }
  return totals;
}

const isKnown = ({ calls, ms, doubtfulCalls, doubtfulMs }: Totals): boolean =>
  calls > 0 && doubtfulCalls <= DOUBTFUL * calls && doubtfulMs <= DOUBTFUL * ms;

/**
 * The statements that took the most time since the previous sample, at most five, the costliest first. Pure. One whose growth
 * is not known to a hundredth is left out: it was recorded anew, or was not among those that the previous sample kept.
 * @returns undefined if there is nothing to say: no statement ran, or the growth of the sums is not known, for a reason that the
 *   readings tell; or why statements cannot be told apart, and what to run
 */
export function topStatements(
  before: Baseline<NeonDetail> | undefined,
  now: NeonSnapshot,
): Seen<readonly Grown[]> | undefined {
  const { hidden, statistics } = now.gauges;
  if (hidden !== undefined) return { absent: hidden };
  const from = before?.counters.milliseconds;
  const to = now.counters.milliseconds;
  if (!statistics || !before?.detail?.known || from === undefined || typeof to !== 'number') return undefined;
  if (resets(before, now).milliseconds !== undefined) return undefined;
  const top = [...growths(before, statistics)]
    .filter(([, totals]) => isKnown(totals))
    .toSorted(([, a], [, b]) => b.ms - a.ms)
    .slice(0, MOST_NAMED)
    .map(([id, { calls, ms }]) => ({
      id,
      calls,
      meanMs: rounded(ms / calls, 3),
      totalMs: rounded(ms, 3),
      share: to > from ? rounded(Math.min(1, ms / (to - from)), 4) : 0,
    }));
  return top.length > 0 ? top : undefined;
}
