import type { Collector, CollectorAlarm } from '../../model/collector';
import { datapointWords, thresholdWords } from '../../model/describe';

/** The limit of PutMetricAlarm, in characters. */
const LONGEST_DESCRIPTION = 1024;

/**
 * What the person on call reads first, in the e-mail and in the console: what is wrong, how bad and for how long, what
 * it means, what to do and where to look. Plain text, because e-mails show it verbatim. The wording also fits recovery,
 * because CloudWatch sends the same text then. One line, because cdktf's HCL writer turns several into a heredoc, with
 * one more line break than the JSON form.
 * @throws {Error} names the row if CloudWatch would reject the description
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
      `The description of the ${severity} alarm for ${service}.${row} in ${environment.name} has ${text.length} ` +
        `characters; CloudWatch allows ${LONGEST_DESCRIPTION}: shorten the row's meaning or first step.`,
    );
  return text;
}
