import { type Published, type SynthesizedAlarm, watch } from './alarm-resource';
import { type AlarmState, decide, evaluationRange, type Point } from './next-state';

/** The state of an alarm from a moment on. */
export interface Stretch {
  readonly from: number;
  readonly state: AlarmState;
}

const MINUTE_MS = 60_000;
const DAY_S = 86_400;

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * The states of an alarm over time, as in CloudWatch: evaluated every minute (every hour if the alarm looks back over
 * more than a day) over a sliding window that ends now. A new alarm starts as INSUFFICIENT_DATA. CloudWatch's ingestion
 * delay is not published; here it is zero.
 * @param span milliseconds since the epoch; evaluations are at `from`, `from` + 1 minute, … up to `to`
 * @param beyond the number of periods that CloudWatch looks back beyond N, which AWS does not publish
 * @returns every state change, including the first state
 * @throws {Error} if the alarm uses something that this evaluator does not support
 */
export function evaluate(
  alarm: SynthesizedAlarm,
  published: Published,
  span: { readonly from: number; readonly to: number },
  beyond?: number,
): Stretch[] {
  const { period, value } = watch(alarm);
  const inOrder = Object.fromEntries(
    Object.entries(published).map(([name, data]) => [name, [...data].sort((a, b) => a.at - b.at)]),
  );
  const breaches = comparisons[alarm.comparison_operator];
  if (!breaches) throw new Error(`${alarm.alarm_name}: unknown comparison ${alarm.comparison_operator}`);
  const judgement = {
    evaluationPeriods: alarm.evaluation_periods,
    datapointsToAlarm: alarm.datapoints_to_alarm ?? alarm.evaluation_periods,
    missing: alarm.treat_missing_data ?? 'missing',
  };
  const periodMs = period * 1000;
  const step = period * alarm.evaluation_periods > DAY_S ? 60 * MINUTE_MS : MINUTE_MS;
  const judged = (number: number | undefined): Point => {
    if (number === undefined) return 'missing';
    return breaches(number, alarm.threshold) ? 'breaching' : 'fine';
  };
  const lateness = Object.values(inOrder)
    .flat()
    .reduce((most, { at, seen = at }) => Math.max(most, seen - at), 0);
  // Periods in which no more data arrive. Each is looked at N times and more.
  const settled = new Map<number, Point>();
  const pointAt = (end: number, now: number): Point => {
    const known = settled.get(end);
    if (known !== undefined) return known;
    const point = judged(value(inOrder, end, now));
    if (now - end >= lateness) settled.set(end, point);
    return point;
  };

  const stretches: Stretch[] = [{ from: span.from, state: 'INSUFFICIENT_DATA' }];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (let now = span.from; now <= span.to; now += step) {
    const range = Array.from({ length: evaluationRange(alarm.evaluation_periods, beyond) }, (_, age) =>
      pointAt(now - age * periodMs, now),
    );
    const next = decide(range, judgement, state);
    if (next !== state) stretches.push({ from: now, state: next });
    state = next;
  }
  return stretches;
}

/** The times at which an alarm entered a state. */
export function transitionsTo(state: AlarmState, stretches: readonly Stretch[]): number[] {
  return stretches.filter((stretch) => stretch.state === state).map(({ from }) => from);
}
