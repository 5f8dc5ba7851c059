import { hasAlarm, type Row, type Severity } from '../thresholds/row';
import { kindOf, type Surroundings } from './threshold';

export type Verdict = 'ok' | Severity | 'unknown' | 'no alarm';

/**
 * The status of one value. The local preview shows it immediately; an alarm also waits for M of N periods.
 * @param value in the row's unit; for a row published as a count: events per minute.
 */
export function judge({ alarm }: Row, value: number | undefined, around: Surroundings): Verdict {
  if (!hasAlarm(alarm)) return 'no alarm';
  if (value === undefined) return 'unknown';
  const beyond = (severity: Severity): boolean | undefined => {
    const limit = kindOf(alarm[severity]).resolve(around);
    if (limit === undefined) return undefined;
    return alarm.breaches === 'above' ? value > limit : value < limit;
  };
  const critical = beyond('critical');
  if (critical === undefined) return 'unknown';
  if (critical) return 'critical';
  return beyond('warning') ? 'warning' : 'ok';
}
