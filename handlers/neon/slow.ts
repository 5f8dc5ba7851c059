import * as v from 'valibot';
import { Absent, type Value } from '../driver/readings';
import { dictionary, number } from '../lib/schema';
import type { Statistics } from './sample';
import { MOST_CANDIDATES } from './statement';
import type { Tracked } from './tracked';

/** What is kept of the statements that were slow at least once. */
export const slowStatementsSchema = v.object({
  /** SLOW_QUERY_MS at the time; with another limit there are other candidates. */
  slowQueryMs: number,
  /** Whether there were more of them than are kept. */
  cut: v.boolean(),
  /** `database.user.query` → calls, total milliseconds and the sum of their squares so far. */
  seen: dictionary(v.strictTuple([number, number, number])),
});
export type SlowStatements = Readonly<v.InferOutput<typeof slowStatementsSchema>>;

/** The calls of a statement in some time, their milliseconds, and the sum of the squares of those. */
export type Totals = readonly [calls: number, ms: number, squares: number];

/** The candidates of one sample: statements whose max_exec_time reached the limit. */
export function slowStatements({ slow }: Pick<Statistics, 'slow'>, slowQueryMs: number): SlowStatements {
  const kept = slow.slice(0, MOST_CANDIDATES);
  return {
    slowQueryMs,
    cut: slow.length > kept.length,
    seen: Object.fromEntries(kept.map(([id, calls, ms, squares]) => [id, [calls, ms, squares]])),
  };
}

/**
 * How many of these calls reached the limit. Postgres keeps no such number, only the mean and the deviation of the calls.
 * A log-normal distribution has the shape of response times: most calls are short, a few are long. With the mean and
 * deviation of these calls, its share beyond the limit errs less than half as much as "all if their mean reaches the
 * limit, else none", for all shapes that were tried (docs/decisions/0008-slow-queries.md).
 */
export function slowCalls([calls, ms, squares]: Totals, limitMs: number): number {
  const mean = ms / calls;
  if (!(calls > 0 && mean ** 2 > 0)) return 0;
  const spread = Math.log(Math.max(1, squares / calls / mean ** 2));
  // All calls took the same time; a smaller spread is the error of the difference of two large sums.
  if (spread < 1e-6) return mean >= limitMs ? calls : 0;
  const deviation = Math.sqrt(spread);
  return calls * (1 - normal((Math.log(limitMs / mean) + spread / 2) / deviation));
}

/** The normal distribution function, to 7 digits (Abramowitz and Stegun, 26.2.17). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? 1 - tail : tail;
}

/** What is known of the statements at the previous sample. */
export interface Before {
  readonly slow?: SlowStatements;
  readonly known?: Pick<Tracked, 'complete' | 'seen'>;
  /** Milliseconds since the epoch, by the database's clock. */
  readonly takenAt: number;
}

/**
 * The number of slow calls since the previous sample, over all candidates.
 * @param calls of all statements since then: no more of them can have been slow
 */
export function slowExecutions(
  before: Before | undefined,
  now: Pick<Statistics, 'slow'>,
  slowQueryMs: number,
  calls: number,
): Value {
  if (!before?.slow) return new Absent('pg_stat_statements was not read by the previous run');
  if (before.slow.slowQueryMs !== slowQueryMs)
    return new Absent('SLOW_QUERY_MS has changed since the previous sample');
  const executions = now.slow
    .slice(0, MOST_CANDIDATES)
    .map((statement) => executionsOf(before, statement, slowQueryMs));
  return Math.min(
    calls,
    executions.reduce((sum, n) => sum + n, 0),
  );
}

/** The slow calls of one candidate. One that is newly a candidate was slow at least once. */
function executionsOf(
  before: Before,
  [id, calls, ms, squares, , , since]: Statistics['slow'][number],
  limitMs: number,
): number {
  const was = before.slow?.seen[id];
  if (was) return slowCalls([calls - was[0], ms - was[1], squares - was[2]], limitMs);
  const kept = before.known?.seen[id];
  if (kept) {
    const growth: Totals = [calls - kept[0], ms - kept[1], squares - kept[2]];
    return atLeastOnce(growth[0], slowCalls(growth, limitMs));
  }
  // From version 1.11 (PostgreSQL 17) on, the server says since when. Before, it is new if all others were kept.
  const isNew = since === null ? before.known?.complete : since > before.takenAt;
  return isNew ? atLeastOnce(calls, slowCalls([calls, ms, squares], limitMs)) : 1;
}

const atLeastOnce = (calls: number, estimate: number): number => Math.min(calls, Math.max(1, estimate));
