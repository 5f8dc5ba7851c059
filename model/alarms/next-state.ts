import type { MissingData } from '../../thresholds/row';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A period from the alarm's view: beyond the threshold, within it, or without data. */
export type Point = 'breaching' | 'fine' | 'missing';

/** The alarm's evaluation settings: M of N, and how missing data counts. */
export interface Judgement {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missing: MissingData;
}

/**
 * How many periods CloudWatch looks back beyond N, so that a late point does not count as a gap. AWS publishes only that
 * there are some, and that the number depends on the period; the only example has 5 periods for N = 3. The proofs hold for
 * 1 as well as for more (`__tests__/stacks/alarms/intervals.test.ts`).
 */
export const PERIODS_BEYOND = 2;

/** The periods that one evaluation looks at. */
export function evaluationRange(evaluationPeriods: number, beyond = PERIODS_BEYOND): number {
  return evaluationPeriods + beyond;
}

/**
 * The state after one evaluation, by CloudWatch's rules ("Configuring how CloudWatch alarms treat missing data" and
 * "Avoiding premature transitions to alarm state"):
 *
 * - With N or more real points in the range, the newest N decide, and gaps do not matter.
 * - With fewer, all real points count, and the setting fills the gaps up to N.
 * - `missing` and `ignore` fill nothing. The real points may still be enough for ALARM. If the oldest real point is at
 *   least M periods old and none is fine, `missing` gives ALARM ("premature alarm") and `ignore` no change.
 *
 * AWS does not document real points that all breach but are too few and too recent for that rule: we change nothing.
 * @param points the evaluation range, newest first
 */
export function decide(
  points: readonly Point[],
  { datapointsToAlarm, evaluationPeriods, missing }: Judgement,
  before: AlarmState,
): AlarmState {
  const { real, breaching } = counted(points, evaluationPeriods);

  const gaps = evaluationPeriods - real;
  if (gaps <= 0) return verdict(breaching, datapointsToAlarm);
  if (missing === 'breaching') return verdict(breaching + gaps, datapointsToAlarm);
  if (missing === 'notBreaching') return verdict(breaching, datapointsToAlarm);
  if (real === 0) return missing === 'missing' ? 'INSUFFICIENT_DATA' : before;
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (breaching < real) return 'OK';
  const oldest = points.lastIndexOf('breaching') + 1;
  return missing === 'missing' && oldest >= datapointsToAlarm ? 'ALARM' : before;
}

const verdict = (breaching: number, needed: number): AlarmState => (breaching >= needed ? 'ALARM' : 'OK');

/** How many points are real, and how many of the newest of these breach. */
function counted(points: readonly Point[], newest: number) {
  let [real, breaching] = [0, 0];
  for (const point of points) {
    if (point === 'breaching' && real < newest) breaching++;
    if (point !== 'missing') real++;
  }
  return { real, breaching };
}
