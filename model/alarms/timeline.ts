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
 * @returns every state change, including the first state
 * @throws {Error} if the alarm uses something that this evaluator does not support
 */
export function evaluate(
  alarm: SynthesizedAlarm,
  published: Published,
  span: { readonly from: number; readonly to: number },
): Stretch[] {
  const { period, value } = watch(alarm);
  const breaches = comparisons[alarm.comparison_operator];
  if (!breaches) throw new Error(`${alarm.alarm_name}: unknown comparison ${alarm.comparison_operator}`);
  const judgement = {
    evaluationPeriods: alarm.evaluation_periods,
    datapointsToAlarm: alarm.datapoints_to_alarm ?? alarm.evaluation_periods,
    missing: alarm.treat_missing_data ?? 'missing',
  };
  const periodMs = period * 1000;
  const step = period * alarm.evaluation_periods > DAY_S ? 60 * MINUTE_MS : MINUTE_MS;
  const pointAt = (end: number, now: number): Point => {
    const number = value(published, end, now);
    if (number === undefined) return 'missing';
    return breaches(number, alarm.threshold) ? 'breaching' : 'fine';
  };

  const stretches: Stretch[] = [{ from: span.from, state: 'INSUFFICIENT_DATA' }];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (let now = span.from; now <= span.to; now += step) {
    const range = Array.from({ length: evaluationRange(alarm.evaluation_periods) }, (_, age) =>
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
