import * as v from 'valibot';
import { Absent, type Value } from '../driver/readings';
import { dictionary, number } from '../lib/schema';
import type { Statistics } from './sample';
import { MOST_CANDIDATES } from './statement';

/** What is kept of the statements that were slow at least once. */
export const slowStatementsSchema = v.object({
  /** SLOW_QUERY_MS at the time; with another limit there are other candidates. */
  slowQueryMs: number,
  /** Whether there were more of them than are kept. */
  cut: v.boolean(),
  /** `database.user.query` → calls and total milliseconds so far. */
  seen: dictionary(v.strictTuple([number, number])),
});
export type SlowStatements = Readonly<v.InferOutput<typeof slowStatementsSchema>>;

/** The candidates of one sample: statements whose max_exec_time reached the limit. */
export function slowStatements({ slow }: Statistics, slowQueryMs: number): SlowStatements {
  const kept = slow.slice(0, MOST_CANDIDATES);
  return {
    slowQueryMs,
    cut: slow.length > kept.length,
    seen: Object.fromEntries(kept.map(([id, calls, ms]) => [id, [calls, ms]])),
  };
}

/**
 * Executions, since the previous sample, of statements whose mean time in this interval reached the limit. A statement
 * that is seen for the first time counts all its calls if its mean reached it, else 1: it was slow at least once.
 */
export function slowExecutions(before: SlowStatements | undefined, now: SlowStatements): Value {
  if (!before) return new Absent('pg_stat_statements was not read by the previous run');
  if (before.slowQueryMs !== now.slowQueryMs)
    return new Absent('SLOW_QUERY_MS has changed since the previous sample');
  const executions = Object.entries(now.seen).map(([id, statement]) =>
    executionsOf(statement, before.seen[id], before.cut, now.slowQueryMs),
  );
  return executions.reduce((sum, n) => sum + n, 0);
}

type Totals = SlowStatements['seen'][string];

function executionsOf([calls, ms]: Totals, was: Totals | undefined, cut: boolean, limitMs: number): number {
  const known = was && was[0] <= calls && was[1] <= ms;
  if (known) {
    const [grown, time] = [calls - was[0], ms - was[1]];
    return grown > 0 && time / grown >= limitMs ? grown : 0;
  }
  // If the list was cut, a new entry may be an old statement: not all its calls are of this interval.
  return ms / calls >= limitMs && !cut ? calls : 1;
}
