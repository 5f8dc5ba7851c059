import { type Published, type SynthesizedAlarm, type Watch, watch } from './alarm-resource';
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

/** How fast time passes for an alarm, and how far it looks back. */
export interface Pace {
  /** By which all periods are divided, so that minutes pass in seconds; 1 is CloudWatch's own pace. */
  readonly scale?: number;
  /** The number of periods that CloudWatch looks back beyond N, which AWS does not publish. */
  readonly beyond?: number | undefined;
}

/** A period that an evaluation looked at. */
export interface Looked {
  /** When it begins, in milliseconds since the epoch. */
  readonly from: number;
  /** What is compared with the threshold; undefined without data. */
  readonly value: number | undefined;
  readonly point: Point;
}
export interface Evaluation {
  readonly state: AlarmState;
  /** Newest first. Of an alarm with contributors, what the first of them looked at. */
  readonly looked: readonly Looked[];
  /** Of an alarm with a series for each database: by its name, those in ALARM first. */
  readonly contributors?: ReadonlyMap<string, Omit<Evaluation, 'contributors'>>;
}

/** Evaluates one alarm at any moment. */
export interface Evaluator {
  readonly periodMs: number;
  /** From one evaluation of CloudWatch to the next: a minute, or an hour if the alarm looks back over more than a day. */
  readonly stepMs: number;
  /**
   * @param published each metric in the order of its timestamps
   * @param now milliseconds since the epoch
   */
  at(published: Published, now: number, before: AlarmState): Evaluation;
}

/** What an alarm's evaluations are made of. */
function partsOf(alarm: SynthesizedAlarm, { scale = 1, beyond }: Pace) {
  const { periodMs, metrics, period } = watch(alarm, scale);
  const breaches = comparisons[alarm.comparison_operator];
  if (!breaches) throw new Error(`${alarm.alarm_name}: unknown comparison ${alarm.comparison_operator}`);
  const lookBackS = (periodMs * scale * alarm.evaluation_periods) / 1000;
  return {
    periodMs,
    metrics,
    period,
    stepMs: (lookBackS > DAY_S ? 60 * MINUTE_MS : MINUTE_MS) / scale,
    periods: evaluationRange(alarm.evaluation_periods, beyond),
    judgement: {
      evaluationPeriods: alarm.evaluation_periods,
      datapointsToAlarm: alarm.datapoints_to_alarm ?? alarm.evaluation_periods,
      missing: alarm.treat_missing_data ?? 'missing',
    },
    pointOf(number: number | undefined): Point {
      if (number === undefined) return 'missing';
      return breaches(number, alarm.threshold) ? 'breaching' : 'fine';
    },
  };
}

/**
 * How CloudWatch evaluates an alarm: over a sliding window that ends now. CloudWatch's ingestion delay is not published;
 * here it is zero.
 * @throws {Error} if the alarm uses something that this evaluator does not support
 */
export function evaluatorOf(alarm: SynthesizedAlarm, pace: Pace = {}): Evaluator {
  const { periodMs, stepMs, periods, period, pointOf, judgement } = partsOf(alarm, pace);
  return {
    periodMs,
    stepMs,
    at(published, now, before) {
      const looked = Array.from({ length: periods }, (_, age): Looked => {
        const end = now - age * periodMs;
        const { value } = period(published, end, now);
        return { from: end - periodMs, value, point: pointOf(value) };
      });
      const points = looked.map(({ point }) => point);
      return { state: decide(points, judgement, before), looked };
    },
  };
}

/**
 * The states of an alarm over time, as in CloudWatch. A new alarm starts as INSUFFICIENT_DATA.
 * @param span milliseconds since the epoch; evaluations are at `from`, `from` + 1 minute, … up to `to`
 * @returns every state change, including the first state
 * @throws {Error} if the alarm uses something that this evaluator does not support
 */
export function evaluate(
  alarm: SynthesizedAlarm,
  published: Published,
  span: { readonly from: number; readonly to: number },
  pace: Pace = {},
): Stretch[] {
  const parts = partsOf(alarm, pace);
  const pointsAt = rangeOf(parts, inOrder(published, parts.metrics), span.from);
  const stretches: Stretch[] = [{ from: span.from, state: 'INSUFFICIENT_DATA' }];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  for (let now = span.from, step = 0; now <= span.to; now += parts.stepMs, step++) {
    const next: AlarmState = decide(pointsAt(now, step), parts.judgement, state);
    if (next !== state) stretches.push({ from: now, state: next });
    state = next;
  }
  return stretches;
}

/**
 * The points of an evaluation, newest first, for one evaluation after the other. A period that one has looked at is an
 * older one for those after it, so that each is computed once, when all its values have arrived. Where steps and periods
 * do not meet to the millisecond, it is computed again: the states are the same.
 */
function rangeOf(
  { periodMs, stepMs, periods, period, pointOf }: ReturnType<typeof partsOf>,
  published: Published,
  from: number,
): (now: number, step: number) => readonly Point[] {
  const steps = periodMs / stepMs;
  const meet = [from, periodMs, stepMs, steps].every(Number.isInteger);
  /** By the number of the step at which a period ends, from the oldest period of the first evaluation. */
  const known: (Point | undefined)[] = [];
  const points: Point[] = [];
  return (now, step) => {
    for (let age = 0; age < periods; age++) {
      const index = step + (periods - 1 - age) * steps;
      let point = meet ? known[index] : undefined;
      if (point === undefined) {
        const { value, settled } = period(published, now - age * periodMs, now);
        point = pointOf(value);
        if (meet && settled) known[index] = point;
      }
      points[age] = point;
    }
    return points;
  };
}

/** The metrics in the order of their timestamps. */
function inOrder(published: Published, metrics: Watch['metrics']): Published {
  return Object.fromEntries(
    metrics.map(({ name }) => {
      const data = published[name] ?? [];
      const sorted = data.every(({ at }, i) => i === 0 || (data[i - 1]?.at ?? at) <= at);
      return [name, sorted ? data : [...data].sort((a, b) => a.at - b.at)];
    }),
  );
}

/** The times at which an alarm entered a state. */
export function transitionsTo(state: AlarmState, stretches: readonly Stretch[]): number[] {
  return stretches.filter((stretch) => stretch.state === state).map(({ from }) => from);
}
