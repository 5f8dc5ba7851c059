import type { Day } from './days';

/** A forecast that was made so many days ago, and how far what came was from it. */
export interface Score {
  readonly daysAgo: number;
  /** What it said: days until the limit. */
  readonly said: number;
  /** How far the value is from where it should be by now, as a share of the room that was left then. */
  readonly error: number;
}

/** How old the forecasts are that are compared with what came, in days. */
export const SCORED: readonly number[] = [7, 14];
/** Forecasts that were wrong by more are worth nothing. */
export const MOST_ERROR = 1 / 3;

/** How the values are seen that a forecast is compared with. */
export interface Seen {
  /** Where the value was before a day, and on which day; undefined where that is not known, or where it has started over since. */
  levelOf(before: number): Day | undefined;
  /** How far values are from where they should be by chance alone: that is no error. */
  readonly noise: number;
}

/**
 * Compares the forecasts of one and two weeks ago with what came. The error is relative to the room that was left, so that it is large where a
 * limit was said to be near, and small where it was said to be far.
 * @param made the forecasts, by the day on which they were made
 * @param limitBefore the limit that was known on a day: a forecast is not wrong because there is more room since
 */
export function scoresOf(
  made: readonly Day[],
  limitBefore: (day: number) => number,
  today: number,
  { levelOf, noise }: Seen,
): Score[] {
  const now = levelOf(today);
  return SCORED.flatMap((daysAgo): Score[] => {
    const at = today - daysAgo;
    const said = made.find(({ day }) => day === at)?.value;
    const then = levelOf(at);
    const limit = limitBefore(at);
    if (said === undefined || then === undefined || now === undefined || then.value >= limit) return [];
    const room = limit - then.value;
    // What is compared is a few days old, then as now: near the limit, that is much of the way.
    const way = at - 1 + said - then.day;
    const share = way > 0 ? Math.min(1, (now.day - then.day) / way) : 1;
    const expected = then.value + room * share;
    // Beyond the limit, it was right all the same.
    const came = Math.min(now.value, limit);
    return [{ daysAgo, said, error: Math.max(0, Math.abs(came - expected) - noise) / room }];
  });
}

/** How wrong they were together, as the mean of their errors; undefined where there are none. */
export function meanError(scores: readonly Score[]): number | undefined {
  return scores.length === 0 ? undefined : scores.reduce((sum, { error }) => sum + error, 0) / scores.length;
}
