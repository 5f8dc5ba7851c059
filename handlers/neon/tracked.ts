import * as v from 'valibot';
import { dictionary, number } from '../lib/schema';
import type { Statistics } from './sample';
import { MOST_SENT, MOST_TRACKED } from './statement';

/**
 * The largest statements, by calls plus milliseconds, and sums over all. What they have only grows, so a reset of the
 * statistics of one database, user or statement is noticed: pg_stat_statements_info tells only of a reset of all.
 *
 * A statement may have more after a reset than it had before. From version 1.11 (PostgreSQL 17) on, the server says since
 * when it has been recorded; the negative of that time falls. Before, the longest call takes its place, which is almost
 * always shorter after a reset: one that is not noticed takes what the statement had from the growth.
 */
export const trackedSchema = v.object({
  /** Whether these are all statements that there were. */
  complete: v.boolean(),
  /** How many statements there were, and calls and milliseconds of all of them. */
  all: v.strictTuple([number, number, number]),
  /**
   * `database.user.query` → calls, total milliseconds and the sum of their squares so far, and a number that falls when it
   * is recorded anew.
   */
  seen: dictionary(v.strictTuple([number, number, number, number])),
});
export type Tracked = Readonly<v.InferOutput<typeof trackedSchema>>;

/** What is kept of the statements of one sample. The server sends more of them than are kept. */
export function trackedOf({ tracked, entries, calls, milliseconds }: Statistics): Tracked {
  const largest = tracked.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MOST_TRACKED);
  const seen = Object.fromEntries(
    largest.map(([id, ...totals]): [string, [number, number, number, number]] => [id, totals]),
  );
  return { complete: Object.keys(seen).length === entries, all: [entries, calls, milliseconds], seen };
}

const sizeOf = ([, calls, ms]: Statistics['tracked'][number]): number => calls + ms;

/** Sums of milliseconds are floating-point numbers. */
const ROUNDING = 1e-9;

type Kept = readonly [calls: number, ms: number, squares: number, mark: number];

/**
 * Whether statements are gone, or started over: the statistics of a part were reset, or statements were evicted. Then the
 * sums over all statements have lost what those had, and their growth is not known.
 * @param evicted whether the server evicted statements in between: then those that are not kept may be fewer
 */
export function hasLost(before: Tracked, now: Statistics, evicted: boolean): boolean {
  const { tracked, slow, entries } = now;
  const found = new Map<string, Kept>([
    // The longest call of these is not sent.
    ...slow.map(
      ([id, calls, ms, squares, since]) =>
        [id, [calls, ms, squares, since === null ? Infinity : -since]] as const,
    ),
    ...tracked.map(([id, ...totals]) => [id, totals] as const),
  ]);
  // A statement that is not sent has no more than the smallest that is.
  const most = tracked.length < MOST_SENT ? 0 : Math.min(...tracked.map(sizeOf));
  const keptIsLost = Object.entries(before.seen).some(([id, [calls, ms, , mark]]) => {
    const is = found.get(id);
    return is ? is[0] < calls || is[1] < ms * (1 - ROUNDING) || is[3] < mark : calls + ms > most;
  });
  return keptIsLost || (!evicted && (entries < before.all[0] || restHasLost(before, now, found)));
}

/** Whether all other statements together have less than they had. */
function restHasLost(before: Tracked, now: Statistics, found: ReadonlyMap<string, Kept>): boolean {
  let [calls, ms] = [now.calls - before.all[1], now.milliseconds - before.all[2]];
  for (const [id, was] of Object.entries(before.seen)) {
    const is = found.get(id) ?? was;
    calls -= is[0] - was[0];
    ms -= is[1] - was[1];
  }
  return calls < 0 || ms < -ROUNDING * now.milliseconds;
}
