import { type Environment, runbookUrl } from '../../environments';
import { datapointWords, thresholdWords } from '../../model/describe';
import { dashboardLink, runbookLink } from '../../model/links';
import { dashboardName } from '../../model/names';
import { periodMinutes } from '../../model/period';
import type { AlarmedRow, Severity } from '../../thresholds/row';
import { type ServiceName, services } from '../../thresholds/services';

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
  environment: Environment,
  service: ServiceName,
  name: string,
  row: AlarmedRow,
  severity: Severity,
): string {
  const { alarm } = row;
  const minutes = periodMinutes(alarm, environment.collectionMinutes);
  const silent = alarm.missingData === 'breaching' ? ', or when no data arrive at all' : '';
  const threshold = thresholdWords(row, severity, environment.limits);
  const duration = datapointWords(alarm.datapoints[severity], minutes);
  const text = [
    `${severity.toUpperCase()} when ${name} of ${services[service].title} in ${environment.name} is ${threshold} ${duration}${silent}.`,
    `What it is: ${row.meaning}`,
    `Do first: ${alarm.firstStep}`,
    `Runbook: ${runbookLink(runbookUrl, service, name)}`,
    `Dashboard: ${dashboardLink(environment.region, dashboardName(environment.name, service))}`,
  ].join(' | ');
  if (text.length > LONGEST_DESCRIPTION)
    throw new Error(
      `The ${severity} alarm of ${service}.${name} in ${environment.name} has a description of ${text.length} ` +
        `characters; CloudWatch takes ${LONGEST_DESCRIPTION}: shorten the row's meaning or first step.`,
    );
  return text;
}
