import { type Day, median } from './days';

/** A line through days that no single day can bend. */
export interface Fit {
  /** Growth a day: the median of the slopes between all pairs of days (Theil–Sen). */
  readonly slope: number;
  /** The interval of the slope in which the true one is, by the test of Mann and Kendall (Sen, 1968). */
  readonly least: number;
  readonly most: number;
  /** The median distance of a day from the line: what a spike does not change. */
  readonly scatter: number;
  /** The mean distance, in which every day counts. */
  readonly distance: number;
}

/** Quantiles of the normal distribution, for both sides. */
export const SURE = { percent95: 1.96, percent99: 2.576 } as const;

/**
 * Theil–Sen over time, so that a missing day is no shorter step. Its interval comes from the same slopes.
 * @param days at least two, of different days, in their order
 * @param z how sure the interval is
 */
export function fitOf(days: readonly Day[], z: number): Fit {
  const slopes = slopesOf(days);
  const slope =
    (at(slopes, Math.ceil(slopes.length / 2)) + at(slopes, Math.floor(slopes.length / 2) + 1)) / 2;
  const n = days.length;
  const spread = z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const distances = days.map(({ day, value }) => value - slope * day);
  const base = median(distances);
  const off = distances.map((distance) => Math.abs(distance - base));
  return {
    slope,
    least: slopes[Math.floor((slopes.length - spread) / 2) - 1] ?? Number.NEGATIVE_INFINITY,
    most: slopes[Math.ceil((slopes.length + spread) / 2)] ?? Number.POSITIVE_INFINITY,
    scatter: median(off),
    distance: off.reduce((sum, one) => sum + one, 0) / n,
  };
}

/** The n-th of sorted numbers, from 1. */
const at = (sorted: Float64Array, n: number): number => sorted[n - 1] ?? Number.NaN;

/** The slopes between all pairs, sorted. */
function slopesOf(days: readonly Day[]): Float64Array {
  const slopes = new Float64Array((days.length * (days.length - 1)) / 2);
  let n = 0;
  for (const [i, later] of days.entries())
    for (const earlier of days.slice(0, i))
      slopes[n++] = (later.value - earlier.value) / (later.day - earlier.day);
  return slopes.sort();
}
