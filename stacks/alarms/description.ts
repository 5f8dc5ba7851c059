import type { Collector, CollectorAlarm } from '../../model/collector';
import { datapointWords, thresholdWords } from '../../model/describe';

/** PutMetricAlarm takes at most 1,024 characters. */
const LONGEST_DESCRIPTION = 1024;

/**
 * What the person on call reads first, in an e-mail as in the console: what is wrong and how bad, for how long,
 * what it means, what to do, where to look. Plain text, because an e-mail shows it as it is; true in the message
 * that all is well again, too, because CloudWatch sends the same text then. One line: cdktf's HCL writer makes a
 * heredoc of several, with a line break more than the JSON form has.
 * @throws {Error} that names the row when CloudWatch would refuse it
 */
export function alarmDescription(
  { title, environment, service, limits, dashboardLink }: Collector,
  { row, definition, severity, datapoints, periodMinutes, runbook }: CollectorAlarm,
): string {
  const { alarm, meaning } = definition;
  const silent = alarm.missingData === 'breaching' ? ', or when no data arrive at all' : '';
  const threshold = thresholdWords(definition, severity, limits);
  const duration = datapointWords(datapoints, periodMinutes);
  const text = [
    `${severity.toUpperCase()} when ${row} of ${title} in ${environment.name} is ${threshold} ${duration}${silent}.`,
    `What it is: ${meaning}`,
    `Do first: ${alarm.firstStep}`,
    `Runbook: ${runbook}`,
    `Dashboard: ${dashboardLink}`,
  ].join(' | ');
  if (text.length > LONGEST_DESCRIPTION)
    throw new Error(
      `The ${severity} alarm of ${service}.${row} in ${environment.name} has a description of ${text.length} ` +
        `characters; CloudWatch takes ${LONGEST_DESCRIPTION}: shorten the row's meaning or first step.`,
    );
  return text;
}
