import { datapointWords, thresholdWords } from '../model/describe';
import { runbookAnchor } from '../model/links';
import { periodMinutes } from '../model/rows';
import type { LimitsByName } from '../model/threshold';
import type { AlarmedRow, Severity } from '../thresholds/row';

/** The periods of a row as it stands in the table; where collection is less frequent they are longer. */
const OWN_PERIOD = 1;

/** When an alarm of the row fires: `above 5 per minute, in 2 of 3 periods of 5 minutes`. */
export function conditionWords(row: AlarmedRow, severity: Severity, limits: LimitsByName): string {
  const minutes = periodMinutes(row.alarm, OWN_PERIOD);
  return `${thresholdWords(row, severity, limits)}, ${datapointWords(row.alarm.datapoints[severity], minutes)}`;
}

/** A heading whose anchor, as Git hosts derive it (lower case, spaces to dashes), is the row's `runbookAnchor`. */
export function rowHeading(service: string, name: string): string {
  const words = runbookAnchor(service, name).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
