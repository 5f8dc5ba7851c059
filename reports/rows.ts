import { datapointWords, thresholdWords } from '../model/describe';
import { runbookAnchor } from '../model/links';
import type { LimitsByName } from '../model/threshold';
import type { AlarmedRow, Severity } from '../thresholds/row';

/**
 * When the row's alarm fires: `above 5 per minute, in 2 of 3 periods of 5 minutes`. The periods are as in the table: an
 * environment's depend on its collection interval.
 */
export function conditionWords(row: AlarmedRow, severity: Severity, limits: LimitsByName): string {
  const { datapoints, periodMinutes } = row.alarm;
  return `${thresholdWords(row, severity, limits)}, ${datapointWords(datapoints[severity], periodMinutes)}`;
}

/** A heading from which Git hosts derive the row's `runbookAnchor` (lower case, spaces to dashes). */
export function rowHeading(service: string, name: string): string {
  const words = runbookAnchor(service, name).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
