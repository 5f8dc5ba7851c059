import * as v from 'valibot';
import { dictionary, number } from '../lib/schema';
import type { Statistics } from './sample';
import { MOST_GROUPS, MOST_GROUPS_SENT, MOST_SENT, MOST_TRACKED } from './statement';

const totals = v.strictTuple([number, number, number]);

/**
 * The largest statements, by calls plus milliseconds, and sums over the others. What they have only grows, so a reset of the
 * statistics of one database, user or statement is noticed: pg_stat_statements_info tells only of a reset of all.
 */
export const trackedSchema = v.object({
  /** Whether these are all statements that there were. */
  complete: v.boolean(),
  /** Calls and milliseconds of all statements, and how many there were. */
  all: totals,
  /** `database.user` → the same of the statements of one user in one database. */
  groups: dictionary(totals),
  /**
   * `database.user.query` → calls, total milliseconds and the sum of their squares so far, the shortest and the longest call,
   * and since when it is recorded, if that is known.
   */
  seen: dictionary(v.strictTuple([number, number, number, number, number, v.nullable(number)])),
});
export type Tracked = Readonly<v.InferOutput<typeof trackedSchema>>;
export type Kept = Readonly<Tracked['seen'][string]>;
type Sums = readonly [calls: number, ms: number, entries: number];

/** Calls plus milliseconds. */
const sizeOf = ([, calls, ms]: readonly [string, number, number, ...unknown[]]): number => calls + ms;
const largest = <Row extends readonly [string, number, number, ...unknown[]]>(
  rows: readonly Row[],
  most: number,
): Row[] => rows.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, most);

/** What is kept of the statements of one sample. The server sends more of them than are kept. */
export function trackedOf({ tracked, groups, entries, calls, milliseconds }: Statistics): Tracked {
  const seen = Object.fromEntries(
    largest(tracked, MOST_TRACKED).map(([id, ...numbers]): [string, Tracked['seen'][string]] => [
      id,
      numbers,
    ]),
  );
  return {
    complete: Object.keys(seen).length === entries,
    all: [calls, milliseconds, entries],
    groups: Object.fromEntries(
      largest(groups, MOST_GROUPS).map(([id, ...sums]): [string, [number, number, number]] => [id, sums]),
    ),
    seen,
  };
}

/** Sums of milliseconds and of their squares are floating-point numbers. */
export const ROUNDING = 1e-9;

/**
 * Whether one statement can have grown like this, or was recorded anew in between. A server that does not say since when it
 * is recorded still says much about the calls in between: a longest call that rose was one of them, as was a shortest one
 * that fell, and all others lie between the two, which bounds their sum and the sum of their squares.
 */
export function possible(was: Kept, is: Kept): boolean {
  if (was[5] !== null && is[5] !== null) return was[5] === is[5];
  const [, , , shortest, longest] = is;
  if (shortest > was[3] || longest < was[4]) return false;
  const extremes = [...(longest > was[4] ? [longest] : []), ...(shortest < was[3] ? [shortest] : [])];
  const calls = is[0] - was[0] - extremes.length;
  const ms = extremes.reduce((left, one) => left - one, is[1] - was[1]);
  const squares = extremes.reduce((left, one) => left - one ** 2, is[2] - was[2]);
  const [error, errorOfSquares] = [ROUNDING * is[1], ROUNDING * (is[2] + is[1] * longest)];
  return (
    calls >= 0 &&
    ms >= calls * shortest - error &&
    ms <= calls * longest + error &&
    // Cauchy and Schwarz. Without calls there are no milliseconds either.
    squares >= Math.max(0, ms - error) ** 2 / Math.max(1, calls) - errorOfSquares &&
    // For each call: (call − shortest) × (longest − call) ≥ 0.
    squares <= (shortest + longest) * ms - calls * shortest * longest + errorOfSquares
  );
}

/**
 * Whether statements are gone, or started over: the statistics of a part were reset. Then the sums over all statements have
 * lost what those had, and their growth is not known.
 */
export function hasLost(before: Tracked, now: Statistics): boolean {
  const found = foundIn(now);
  const groups = new Map(now.groups.map(([id, ...sums]) => [id, sums]));
  const of = (id: string) => idsOf(before).filter((one) => one.startsWith(`${id}.`));
  const grew = (was: Sums, is: Sums, id: string) => hasGrown(restOf(before, found, was, is, of(id)));
  return (
    lostStatements(before, now).length > 0 ||
    lostOf(before.groups, groups, smallest(now.groups, MOST_GROUPS_SENT), grew).length > 0 ||
    !hasGrown(restOf(before, found, before.all, allOf(now), idsOf(before)))
  );
}

const lostStatements = (before: Tracked, now: Statistics): Kept[] =>
  lostOf(before.seen, foundIn(now), smallest(now.tracked, MOST_SENT), possible);

/** The server evicts a twentieth of its statements at once, the least used, and at least ten (PostgreSQL: entry_dealloc). */
const evictedAtOnce = (most: number): number => Math.max(10, Math.floor(most / 20));

/**
 * About how large a part of the growth of calls or milliseconds, whichever is larger, evicted statements may have had. They
 * are the least used, so on average they had no more than those have that are not kept one by one. Of those that are kept it is
 * known which are gone.
 * @param times how often statements were evicted in between
 * @returns 0.05 for 5 %; Infinity if there is no bound
 */
export function evictedShare(before: Tracked, now: Statistics, times: number): number {
  if (now.most === null) return Infinity;
  const evicted = times * evictedAtOnce(now.most);
  const { growth: rest } = restOf(before, foundIn(now), before.all, allOf(now), idsOf(before));
  const [kept, gone] = [trackedOf(now), lostStatements(before, now)];
  const shares = ([0, 1] as const).map((n) => {
    // If the others have less than before, that much is certainly gone.
    const lost = Math.max(evicted * Math.max(meanOfRest(before, n), meanOfRest(kept, n)), -rest[n]);
    const growth = kept.all[n] - before.all[n];
    return growth > 0 ? (lost + sum(gone, n)) / growth : Infinity;
  });
  return Math.max(...shares);
}

const sum = (of: readonly Kept[], n: 0 | 1): number => of.reduce((total, totals) => total + totals[n], 0);
/** What a statement that is not kept has on average. It was called at least once. */
function meanOfRest({ all, seen }: Tracked, n: 0 | 1): number {
  const kept = Object.values(seen);
  return Math.max(1 - n, (all[n] - sum(kept, n)) / Math.max(1, all[2] - kept.length));
}

const idsOf = ({ seen }: Tracked): string[] => Object.keys(seen);
const allOf = ({ calls, milliseconds, entries }: Statistics): Sums => [calls, milliseconds, entries];
/** The statements that a sample has one by one. */
export const foundIn = ({ slow, tracked }: Statistics): ReadonlyMap<string, Kept> =>
  new Map([...slow, ...tracked].map(([id, ...numbers]) => [id, numbers]));

/** What is not sent has no more than this. */
const smallest = (sent: Parameters<typeof largest>[0], most: number): number =>
  sent.length < most ? 0 : Math.min(...sent.map(sizeOf));

/** Those that are gone, or have not grown as they can. */
function lostOf<Row extends readonly [number, number, ...unknown[]]>(
  before: Readonly<Record<string, Row>>,
  found: ReadonlyMap<string, Row>,
  most: number,
  grew: (was: Row, is: Row, id: string) => boolean,
): Row[] {
  return Object.entries(before)
    .filter(([id, was]) => {
      const is = found.get(id);
      return is ? !grew(was, is, id) : was[0] + was[1] > most;
    })
    .map(([, was]) => was);
}

/** By how much sums grew without the statements that are kept. One that is not sent any more has not grown much. */
function restOf(
  { seen }: Tracked,
  found: ReadonlyMap<string, Kept>,
  was: Sums,
  is: Sums,
  ids: readonly string[],
): { readonly growth: Sums; readonly error: number } {
  let [calls, ms] = [is[0] - was[0], is[1] - was[1]];
  for (const id of ids) {
    const [before, now] = [seen[id], found.get(id)];
    if (!before || !now) continue;
    calls -= now[0] - before[0];
    ms -= now[1] - before[1];
  }
  return { growth: [calls, ms, is[2] - was[2]], error: ROUNDING * is[1] };
}

const hasGrown = ({ growth: [calls, ms, entries], error }: ReturnType<typeof restOf>): boolean =>
  calls >= 0 && ms >= -error && entries >= 0;
