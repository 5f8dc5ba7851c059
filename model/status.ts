import { defaultLimits } from '../thresholds/limits';
import { hasAlarm, type PlanLimit, type Row, type Severity, type Threshold } from '../thresholds/row';

export type Verdict = 'ok' | Severity | 'unknown' | 'no alarm';

/** What a threshold may refer to: the other rows' values and the plan's limits. */
export interface Surroundings {
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly limits?: Readonly<Record<PlanLimit, number>>;
}

/** The threshold as a number in the row's unit (events per minute for a count), or undefined while what it refers to is unknown. */
export function resolve(threshold: Threshold, around: Surroundings): number | undefined {
  if ('value' in threshold) return threshold.value;
  if ('perMinute' in threshold) return threshold.perMinute;
  if ('ofLimit' in threshold) return threshold.share * (around.limits ?? defaultLimits)[threshold.ofLimit];
  const base = around.values[threshold.ofRow];
  return base === undefined ? undefined : threshold.share * base;
}

/**
 * Where one value stands. This is the instant view of the local preview; an alarm also waits for M of N periods.
 * @param value in the row's unit; for a row published as a count: events per minute.
 */
export function judge(row: Row, value: number | undefined, around: Surroundings): Verdict {
  if (!hasAlarm(row.alarm)) return 'no alarm';
  if (value === undefined) return 'unknown';
  const beyond = (severity: Severity): boolean | undefined => {
    const limit = resolve((row.alarm as { [S in Severity]: Threshold })[severity], around);
    if (limit === undefined) return undefined;
    return hasAlarm(row.alarm) && row.alarm.breaches === 'above' ? value > limit : value < limit;
  };
  const critical = beyond('critical');
  if (critical === undefined) return 'unknown';
  if (critical) return 'critical';
  return beyond('warning') ? 'warning' : 'ok';
}
