import type { MissingData } from '../../thresholds/row';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** A period as an alarm sees it: on the bad side of the threshold, on the good side, or without data. */
export type Point = 'breaching' | 'fine' | 'missing';

/** How CloudWatch is told to judge: M of N, and what a gap counts as. */
export interface Judgement {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missing: MissingData;
}

/**
 * How many periods CloudWatch looks back at, so that a late point does not count as a gap. The formula is not
 * published; the documentation's only example has 5 for N = 3, and we take N + 2 for every N.
 */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/**
 * The state after one evaluation, by CloudWatch's rules ("Configuring how CloudWatch alarms treat missing data" and
 * "Avoiding premature transitions to alarm state"):
 *
 * - With N or more real points in the range the newest N decide, and gaps do not matter.
 * - With fewer, all real points count and gaps are filled up to N by the setting.
 * - `missing` and `ignore` fill nothing. Then real points may still be enough for ALARM; and if the oldest real one
 *   is at least M periods old and none is fine, it is ALARM for `missing` ("premature alarm"), no change for `ignore`.
 *
 * AWS is silent on real points that all breach, too few and too young for that rule: we let nothing change.
 * @param points the evaluation range, newest first
 */
export function decide(
  points: readonly Point[],
  { datapointsToAlarm, evaluationPeriods, missing }: Judgement,
  before: AlarmState,
): AlarmState {
  const real = points.filter((point) => point !== 'missing');
  const breaching = (among: readonly Point[]) => among.filter((point) => point === 'breaching').length;
  const verdict = (count: number): AlarmState => (count >= datapointsToAlarm ? 'ALARM' : 'OK');

  const gaps = evaluationPeriods - real.length;
  if (gaps <= 0) return verdict(breaching(real.slice(0, evaluationPeriods)));
  if (missing === 'breaching') return verdict(breaching(real) + gaps);
  if (missing === 'notBreaching') return verdict(breaching(real));
  if (real.length === 0) return missing === 'missing' ? 'INSUFFICIENT_DATA' : before;
  if (breaching(real) >= datapointsToAlarm) return 'ALARM';
  if (real.includes('fine')) return 'OK';
  const oldest = points.lastIndexOf('breaching') + 1;
  return missing === 'missing' && oldest >= datapointsToAlarm ? 'ALARM' : before;
}
