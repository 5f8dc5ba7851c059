import * as v from 'valibot';
import { dictionary, number } from '../lib/schema';
import type { Statistics } from './sample';
import { MOST_TRACKED } from './statement';

/**
 * The largest statements, by calls plus milliseconds. What they have only grows, so a reset of the statistics of one
 * database, user or statement is noticed: pg_stat_statements_info tells only of a reset of all.
 *
 * A statement may have more after a reset than it had before. From version 1.11 (PostgreSQL 17) on, the server says since
 * when it has been recorded; the negative of that time falls. Before, the longest call takes its place, which is almost
 * always shorter after a reset: one that is not noticed takes what the statement had from the growth.
 */
export const trackedSchema = v.object({
  /** Whether these are all statements that there were. */
  complete: v.boolean(),
  /** `database.user.query` → calls and total milliseconds so far, and a number that falls when it is recorded anew. */
  seen: dictionary(v.strictTuple([number, number, number])),
});
export type Tracked = Readonly<v.InferOutput<typeof trackedSchema>>;

/** What is kept of the statements of one sample. The server sends more of them than are kept. */
export function trackedOf({ tracked, entries }: Statistics): Tracked {
  const largest = tracked.toSorted((a, b) => b[1] + b[2] - (a[1] + a[2])).slice(0, MOST_TRACKED);
  const seen = Object.fromEntries(
    largest.map(([id, calls, ms, mark]): [string, [number, number, number]] => [id, [calls, ms, mark]]),
  );
  return { complete: Object.keys(seen).length === entries, seen };
}

/** Sums of milliseconds are floating-point numbers. */
const ROUNDING = 1 - 1e-9;

/**
 * Whether a statement that was kept is gone, or started over: the statistics of a part were reset, or the statement was
 * evicted. Then the sums over all statements have lost what it had, and their growth is not known.
 */
export function hasLost(before: Tracked | undefined, { tracked, slow }: Statistics): boolean {
  const now = new Map<string, readonly [calls: number, ms: number, mark: number]>([
    // The longest call of these is not sent.
    ...slow.map(([id, calls, ms, , since]) => [id, [calls, ms, since === null ? Infinity : -since]] as const),
    ...tracked.map(([id, ...totals]) => [id, totals] as const),
  ]);
  return Object.entries(before?.seen ?? {}).some(([id, [calls, ms, mark]]) => {
    const is = now.get(id);
    return !is || is[0] < calls || is[1] < ms * ROUNDING || is[2] < mark;
  });
}
