import type { AlarmedRow, Datapoints, Severity } from '../thresholds/row';
import { kindOf, type LimitsByName } from './threshold';

/** A threshold in words: `above 5 per minute`, `below 75 %`, `above 80 % of ConnectionLimit`. */
export function thresholdWords(row: AlarmedRow, severity: Severity, limits: LimitsByName): string {
  return `${row.alarm.breaches} ${kindOf(row.alarm[severity]).words(row, limits)}`;
}

/** How long it must last: `in 2 of 3 periods of 5 minutes`. */
export function datapointWords([breaching, of]: Datapoints, periodMinutes: number): string {
  const minutes = `${periodMinutes} ${periodMinutes === 1 ? 'minute' : 'minutes'}`;
  if (of === 1) return `for ${minutes}`;
  return breaching === of
    ? `in ${of} periods of ${minutes} in a row`
    : `in ${breaching} of ${of} periods of ${minutes}`;
}
