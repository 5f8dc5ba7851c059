import { firstAt } from '../../../model/alarms/alarm-resource';
import type { SourcePoint } from '../data';
import type { Series } from '../math/values';
import type { Statistic } from './statistics';

/** More points than pixels help nobody. */
const MOST_PERIODS = 1500;

/** The periods of a graph. */
export interface Grid {
  readonly start: number;
  readonly periodMs: number;
  readonly count: number;
}

/** 3000, not 3000.0000000000005: the boundaries of periods must not depend on rounding. */
function whole(ms: number): number {
  const near = Math.round(ms);
  return Math.abs(ms - near) < 1e-6 ? near : ms;
}

/**
 * The periods within a time range. They begin at multiples of their length, as CloudWatch's do; the last one may not be
 * over yet.
 * @param periodS the period of the body, in seconds
 * @param scale by which it is divided
 * @returns periods several times as long if there would be too many
 */
export function gridOf(periodS: number, scale: number, rangeMs: number, now: number): Grid {
  const wished = Math.max(whole((periodS * 1000) / scale), 1);
  const periodMs = wished * Math.max(1, Math.ceil(rangeMs / wished / MOST_PERIODS));
  const first = Math.ceil((now - rangeMs) / periodMs);
  const last = Math.floor(now / periodMs);
  return { start: first * periodMs, periodMs, count: Math.max(1, last - first + 1) };
}

/** One period that is the whole time range. */
export function wholeRange(rangeMs: number, now: number): Grid {
  // What was published at this very moment belongs to it.
  return { start: now - rangeMs + 1, periodMs: rangeMs, count: 1 };
}

/** The statistic of the points in each period; a period without points has no value. */
export function bucketed(
  points: readonly SourcePoint[],
  statistic: Statistic,
  grid: Grid,
  label: string,
): Series {
  const { start, periodMs, count } = grid;
  const values = new Array<number | undefined>(count).fill(undefined);
  let from = firstAt(points, start);
  for (let i = 0; i < count; i++) {
    const end = start + (i + 1) * periodMs;
    let to = from;
    while (to < points.length && (points[to]?.at ?? end) < end) to++;
    if (to > from) values[i] = statistic(points.slice(from, to).map(({ value }) => value));
    from = to;
  }
  return { label, start, periodMs, values };
}
