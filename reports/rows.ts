import { datapointWords, thresholdWords } from '../model/describe';
import { runbookAnchor } from '../model/links';
import type { LimitsByName } from '../model/threshold';
import {
  type AlarmedRow,
  datapointsOf,
  type MissingData,
  type Severity,
  thresholdsOf,
} from '../thresholds/row';

/** What an alarm makes of periods without data. */
export const missingWords: Readonly<Record<MissingData, string>> = {
  breaching: 'raises the alarm',
  notBreaching: 'counts as healthy',
  ignore: 'keeps the current state',
  missing: 'the state becomes INSUFFICIENT_DATA',
};

/**
 * When the row's alarm fires: `above 5 per minute, in 2 of 3 periods of 5 minutes`. The periods are as in the table: an
 * environment's depend on its collection interval.
 */
export function conditionWords(row: AlarmedRow, severity: Severity, limits: LimitsByName): string {
  const { periodMinutes } = row.alarm;
  return `${thresholdWords(row, severity, limits)}, ${datapointWords(datapointsOf(row.alarm, severity), periodMinutes)}`;
}

/** When each of the row's alarms fires, one line of a list for each. */
export function conditionLines(row: AlarmedRow, limits: LimitsByName): string[] {
  const names = { warning: 'Warning', critical: 'Critical' };
  return thresholdsOf(row.alarm).map(
    ([severity]) => `- ${names[severity]}: ${conditionWords(row, severity, limits)}.`,
  );
}

/** A heading from which Git hosts derive the row's `runbookAnchor` (lower case, spaces to dashes). */
export function rowHeading(service: string, name: string): string {
  const words = runbookAnchor(service, name).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
