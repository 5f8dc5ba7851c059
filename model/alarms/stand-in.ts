import type { Anomaly } from '../../thresholds/row';
import type { PublishedDatum } from './alarm-resource';

const DAY_MS = 86_400_000;
/** CloudWatch learns from up to two weeks of values. */
export const LEARNS_MS = 14 * DAY_MS;
/** Fewer values say nothing of what is usual. */
const LEAST = 12;

/** What is usual: the mean of the values before, and their standard deviation. */
export interface Usual {
  readonly mean: number;
  readonly deviation: number;
}

/** What is drawn and tested in place of CloudWatch's band, in words. */
export const STAND_IN =
  'mean and standard deviation of the two weeks before; CloudWatch also learns hours and weekdays';

/**
 * A stand-in for the model of CloudWatch's anomaly detection, which is not published.
 * @param points in the order of their times
 * @param windowMs how far it looks back
 * @returns for each point what was usual before it; undefined where too few values were known
 */
export function usualBefore(points: readonly PublishedDatum[], windowMs = LEARNS_MS): (Usual | undefined)[] {
  // Sums of small numbers: far from zero, squares would lose the digits that differ.
  const origin = points[0]?.value ?? 0;
  let [oldest, sum, squares] = [0, 0, 0];
  return points.map(({ at, value }, i) => {
    for (; (points[oldest]?.at ?? at) < at - windowMs; oldest++) {
      const gone = (points[oldest]?.value ?? 0) - origin;
      sum -= gone;
      squares -= gone ** 2;
    }
    const count = i - oldest;
    const mean = sum / count;
    const usual =
      count < LEAST
        ? undefined
        : { mean: origin + mean, deviation: Math.sqrt(Math.max(0, squares / count - mean ** 2)) };
    sum += value - origin;
    squares += (value - origin) ** 2;
    return usual;
  });
}

/**
 * How far values are on the bad side of what is usual, in standard deviations: beyond the width of a band, an anomaly alarm breaches.
 * Points of which nothing is known yet are left out.
 */
export function strangeness(points: readonly PublishedDatum[], side: Anomaly['side']): PublishedDatum[] {
  const usual = usualBefore(points);
  return points.flatMap((point, i) => {
    const known = usual[i];
    if (!known) return [];
    const off = point.value - known.mean;
    const far = off === 0 ? 0 : off / known.deviation;
    return [{ ...point, value: side === 'both' ? Math.abs(far) : side === 'below' ? -far : far }];
  });
}
