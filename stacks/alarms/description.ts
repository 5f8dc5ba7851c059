import type { Collector, CollectorAlarm } from '../../model/collector';
import { commandLine, datapointWords, thresholdWords } from '../../model/describe';
import type { Command } from '../../thresholds/runbook';

/** The limit of PutMetricAlarm, in characters. */
const LONGEST_DESCRIPTION = 1024;

/**
 * What the person on call reads first, in the e-mail and in the console: what users notice, how bad it is and for how
 * long, what to do, a command to paste, and where to look. Plain text, because e-mails show it verbatim. The wording also
 * fits recovery, because CloudWatch sends the same text then. One line, because cdktf's HCL writer turns several into a
 * heredoc, with one more line break than the JSON form.
 * @throws {Error} names the row if CloudWatch would reject the description
 */
export function alarmDescription(
  { title, environment, service, limits, dashboardLink, functionName }: Collector,
  { row, definition, severity, datapoints, periodMinutes, runbook, entry }: CollectorAlarm,
): string {
  const { alarm } = definition;
  const silent = alarm.missingData === 'breaching' ? ', or when no data arrive at all' : '';
  const threshold = thresholdWords(definition, severity, limits);
  const duration = datapointWords(datapoints, periodMinutes);
  const command = commandLine(entry.look[0], { functionName, region: environment.region });
  const texts = (more: { readonly note?: boolean; readonly command?: boolean }) =>
    [
      entry.impact,
      `${severity.toUpperCase()} when ${row} of ${title} in ${environment.name} is ${threshold} ${duration}${silent}; values and times are in the reason for the state change.`,
      `Do first: ${alarm.firstStep}`,
      more.command && command && `${labelOf(entry.look[0], command)}: ${command}`,
      `Runbook: ${runbook}`,
      dashboardLink && `Dashboard: ${dashboardLink}`,
      more.note && entry.cannotFire && `This alarm cannot fire ${entry.cannotFire}`,
    ]
      .filter(Boolean)
      .join(' | ');
  // What the runbook has too is left out where it does not fit.
  const candidates = [texts({ command: true, note: true }), texts({ command: true }), texts({})] as const;
  const text = candidates.find(({ length }) => length <= LONGEST_DESCRIPTION) ?? candidates[2];
  if (text.length > LONGEST_DESCRIPTION)
    throw new Error(
      `The description of the ${severity} alarm for ${service}.${row} in ${environment.name} has ${text.length} ` +
        `characters; CloudWatch allows ${LONGEST_DESCRIPTION}: shorten the row's first step, or the impact in its runbook entry.`,
    );
  return text;
}

function labelOf(command: Command, line: string): string {
  if ('sql' in command) return 'Run in psql';
  return line.includes('$') ? 'Run, with the variables that the runbook sets' : 'Run';
}
