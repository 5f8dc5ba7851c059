import { datapointWords, thresholdWords } from '../model/describe';
import { runbookAnchor } from '../model/links';
import { periodMinutes } from '../model/rows';
import type { LimitsByName } from '../model/threshold';
import type { AlarmedRow, Severity } from '../thresholds/row';

/** Gives the periods as written in the table; with a longer collection interval they are longer. */
const OWN_PERIOD = 1;

/** When the row's alarm fires: `above 5 per minute, in 2 of 3 periods of 5 minutes`. */
export function conditionWords(row: AlarmedRow, severity: Severity, limits: LimitsByName): string {
  const minutes = periodMinutes(row.alarm, OWN_PERIOD);
  return `${thresholdWords(row, severity, limits)}, ${datapointWords(row.alarm.datapoints[severity], minutes)}`;
}

/** A heading from which Git hosts derive the row's `runbookAnchor` (lower case, spaces to dashes). */
export function rowHeading(service: string, name: string): string {
  const words = runbookAnchor(service, name).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
