export const DAY_MS = 86_400_000;

/** The largest value of a day. */
export interface Day {
  /** Days since the epoch, in UTC. */
  readonly day: number;
  readonly value: number;
}

/** The day of a time. @param at milliseconds since the epoch */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** A day as people write it: `2026-11-30`. */
export const dateOf = (day: number): string => new Date(Math.round(day * DAY_MS)).toISOString().slice(0, 10);

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** So many of the newest days stand for now: one spike among three is not their median. */
const NEWEST = 3;

/** Where the values are now: the median of the newest three, and the day that is in the middle of them. */
export function newestOf(days: readonly Day[]): Day | undefined {
  if (days.length === 0) return undefined;
  const newest = days.slice(-NEWEST);
  return { day: median(newest.map(({ day }) => day)), value: median(newest.map(({ value }) => value)) };
}

/** The days that are not older than so many, counted from the last of them. */
export function lastOf(days: readonly Day[], count: number): readonly Day[] {
  const last = days.at(-1)?.day ?? 0;
  return days.filter(({ day }) => day > last - count);
}

const WEEK = 7;

/**
 * The highest day of each week, counted back from the newest: what is purged once a week fills up to these. A week at the old end that
 * is not whole is left out, because its highest day may be missing.
 */
export function weeklyPeaks(days: readonly Day[]): readonly Day[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const peaks = new Map<number, Day>();
  for (const one of days) {
    const week = Math.floor((last.day - one.day) / WEEK);
    if (last.day - (week + 1) * WEEK + 1 < first.day) continue;
    const peak = peaks.get(week);
    // The later of two that are the same.
    if (!peak || one.value >= peak.value) peaks.set(week, one);
  }
  return [...peaks.values()].sort((one, other) => one.day - other.day);
}
