import type { Statistic } from '../../thresholds/row';
import { type Published, type PublishedDatum, type SynthesizedAlarm, watch } from '../alarms/alarm-resource';
import type { History } from './history';

/**
 * What an alarm would have looked at: for each of its metrics the recorded statistic that it asks for.
 * @returns or why there is nothing to look at
 * @throws {Error} if the alarm uses something that the evaluator does not support
 */
export function recordedFor(
  alarm: SynthesizedAlarm,
  service: string,
  { series, periodSeconds }: History,
): { readonly published: Published; readonly absent?: never } | { readonly absent: string } {
  const { metrics, periodMs } = watch(alarm);
  const found = metrics.map(({ name, stat }) => ({
    name,
    stat,
    points: series.find(
      (one) => one.service === service && one.metric === name && one.statistics.includes(stat),
    )?.points,
  }));
  const unknown = found.find(({ points }) => points === undefined);
  if (unknown) return { absent: `the history does not have the ${unknown.stat} of ${unknown.name}` };
  const empty = found.find(({ points }) => points?.length === 0);
  if (empty) return { absent: `${empty.name} was never published` };
  return {
    published: Object.fromEntries(
      found.map(({ name, stat, points = [] }) => [
        name,
        asCollected(points, { stepMs: periodSeconds * 1000, intervalMs: periodMs, stat }),
      ]),
    ),
  };
}

interface Grid {
  /** From one recorded point to the next. */
  readonly stepMs: number;
  /** From one run of the collector to the next, which is also the period of its alarms. */
  readonly intervalMs: number;
  readonly stat: Statistic;
}

/**
 * Gives recorded points the times of the runs in them. A point of five minutes stands at the start of these; runs every 7
 * minutes came up to four minutes later. If several runs are in a point, each gets the point's value, of a sum its part.
 * @param points in the order of their times
 */
export function asCollected(
  points: readonly PublishedDatum[],
  { stepMs, intervalMs, stat }: Grid,
): readonly PublishedDatum[] {
  // Each run has had a point of its own, with the run's time.
  if (intervalMs % stepMs === 0) return points;
  return points.flatMap(({ at, value }) => {
    const first = Math.ceil(at / intervalMs) * intervalMs;
    const runs = Math.ceil((at + stepMs - first) / intervalMs);
    // A run at another time, such as by hand.
    if (runs <= 0) return [{ at, value }];
    const each = stat === 'Sum' ? value / runs : value;
    return Array.from({ length: runs }, (_, i) => ({ at: first + i * intervalMs, value: each }));
  });
}
