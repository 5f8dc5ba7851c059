import type { Collector, CollectorAlarm } from '../../model/collector';
import { commandLine, datapointWords, firstStepLine, thresholdWords } from '../../model/describe';
import type { Command } from '../../thresholds/runbook';

/** The limit of PutMetricAlarm, in characters. */
const LONGEST_DESCRIPTION = 1024;
/** A long number. Room for it is kept, so that another number of the threshold leaves out the same parts. */
const LONG_NUMBER = '1,234.5';

/** What a description that would be too long does without. */
type Part = 'note' | 'reason' | 'command' | 'dashboard' | 'log';
/**
 * What is left out, first what people miss least: the runbook has the note and the command, too, the console shows the reason by
 * itself, and the dashboard links to the log.
 */
const left: readonly (readonly Part[])[] = [
  [],
  ['note'],
  ['note', 'reason'],
  ['note', 'command'],
  ['note', 'command', 'reason'],
  ['note', 'command', 'reason', 'dashboard'],
  ['note', 'command', 'reason', 'log'],
  ['note', 'command', 'reason', 'dashboard', 'log'],
];

/**
 * What the person on call reads first, in the e-mail and in the console: what users notice, how bad it is and for how
 * long, what to do, a command to paste, and where to look. Plain text, because e-mails show it verbatim. The wording also
 * fits recovery, because CloudWatch sends the same text then. One line, because cdktf's HCL writer turns several into a
 * heredoc, with one more line break than the JSON form.
 * @throws {Error} names the row if CloudWatch would reject the description
 */
export function alarmDescription(
  { title, environment, service, database, limits, dashboardLink, functionName }: Collector,
  { row, definition, severity, datapoints, periodMinutes, runbook, log, entry, insights }: CollectorAlarm,
): string {
  const { alarm } = definition;
  const silent = alarm.missingData === 'breaching' ? ', or when no data arrive at all' : '';
  const threshold = thresholdWords(definition, severity, limits);
  const duration = datapointWords(datapoints, periodMinutes);
  const condition = insights?.counts
    ? `fewer than ${insights.metrics} named databases of ${service} in ${environment.name} publish ${row}`
    : `${row} of ${title} in ${environment.name} is ${threshold}`;
  const which = insights && !insights.counts ? '; the contributors of the alarm say which databases' : '';
  const of = { functionName, region: environment.region, environment: environment.name, service, database };
  const command = commandLine(entry.look[0], of);
  const text = (without: readonly Part[]): string => {
    const has = (part: Part) => !without.includes(part);
    return [
      entry.impact,
      `${severity.toUpperCase()} when ${condition} ${duration}${silent}${which}${has('reason') && !which ? '; values and times are in the reason for the state change' : ''}.`,
      `Do first: ${firstStepLine(alarm.firstStep, of)}`,
      has('command') && command && `${labelOf(entry.look[0], command)}: ${command}`,
      has('log') && `Log: ${log}`,
      `Runbook: ${runbook}`,
      has('dashboard') && dashboardLink && `Dashboard: ${dashboardLink}`,
      has('note') && entry.cannotFire && `This alarm cannot fire ${entry.cannotFire}`,
    ]
      .filter(Boolean)
      .join(' | ');
  };
  const texts = left.map(text);
  const spare = Math.max(0, threshold.replace(/\d[\d.,]*/g, LONG_NUMBER).length - threshold.length);
  const fits = ({ length }: string, room: number) => length + room <= LONGEST_DESCRIPTION;
  const fitting = texts.find((one) => fits(one, spare)) ?? texts.find((one) => fits(one, 0));
  const shortest = texts.at(-1) ?? '';
  if (fitting === undefined)
    throw new Error(
      `The description of the ${severity} alarm for ${service}.${row} in ${environment.name} has ${shortest.length} ` +
        `characters; CloudWatch allows ${LONGEST_DESCRIPTION}: shorten the row's first step, or the impact in its runbook entry.`,
    );
  return fitting;
}

function labelOf(command: Command, line: string): string {
  if ('sql' in command) return 'Run in psql';
  return line.includes('$') ? 'Run, with the variables that the runbook sets' : 'Run';
}
