import { bandWords } from '../../model/alarms/anomaly';
import type { Watcher, WatcherAlarm } from '../../model/applications/application';
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
export function alarmDescription(watcher: Watcher, alarm: WatcherAlarm): string {
  const { environment, service, database, dashboardLink, functionName = '' } = watcher;
  const { row, definition, severity, runbook, log, entry } = alarm;
  const { missingData, firstStep } = definition.alarm;
  const silent = missingData === 'breaching' ? ', or when no data arrive at all' : '';
  const duration = datapointWords(alarm.datapoints, alarm.periodMinutes);
  const { impact, condition, threshold, which = '' } = saidOf(watcher, alarm);
  const of = { functionName, region: environment.region, environment: environment.name, service, database };
  const [look] = entry?.look ?? [];
  const command = look && commandLine(look, of);
  const text = (without: readonly Part[]): string => {
    const has = (part: Part) => !without.includes(part);
    return [
      impact,
      `${severity.toUpperCase()} when ${condition} ${duration}${silent}${which}${has('reason') && !which ? '; values and times are in the reason for the state change' : ''}.`,
      `Do first: ${firstStepLine(firstStep, of)}`,
      has('command') && look && command && `${labelOf(look, command)}: ${command}`,
      has('log') && log && `Log: ${log}`,
      `Runbook: ${runbook}`,
      has('dashboard') && dashboardLink && `Dashboard: ${dashboardLink}`,
      has('note') &&
        alarm.type !== 'anomaly' &&
        entry?.cannotFire &&
        `This alarm cannot fire ${entry.cannotFire}`,
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
      `The description of the ${alarm.type} alarm for ${service}.${row} in ${environment.name} has ${shortest.length} ` +
        `characters; CloudWatch allows ${LONGEST_DESCRIPTION}: shorten the row's first step, the impact in its runbook entry, or runbookUrl.`,
    );
  return fitting;
}

/** What differs between an alarm on a threshold and one on what is unusual. */
interface Said {
  readonly impact: string;
  readonly condition: string;
  /** The part of the condition in which numbers may change. */
  readonly threshold: string;
  readonly which?: string;
}

function saidOf(watcher: Watcher, alarm: WatcherAlarm): Said {
  const { title, environment, service, limits } = watcher;
  const { row } = alarm;
  if (alarm.type === 'anomaly') {
    const threshold = bandWords(alarm.anomaly);
    return {
      impact: `Unusual, which need not be bad: ${alarm.definition.meaning}`,
      condition: `${row} of ${title} in ${environment.name} is ${threshold}, which CloudWatch learns from up to two weeks for each hour and day,`,
      threshold,
    };
  }
  const { insights, definition, severity, entry } = alarm;
  const impact = entry?.impact ?? definition.meaning;
  const threshold = thresholdWords(definition, severity, limits);
  if (insights?.counts) {
    const condition = `fewer than ${insights.metrics} named databases of ${service} in ${environment.name} publish ${row}`;
    return { impact, condition, threshold };
  }
  return {
    impact,
    condition: `${'subject' in alarm ? alarm.subject : row} of ${title} in ${environment.name} is ${threshold}`,
    threshold,
    ...(insights && { which: '; the contributors of the alarm say which databases' }),
  };
}

function labelOf(command: Command, line: string): string {
  if ('sql' in command) return 'Run in psql';
  return line.includes('$') ? 'Run, with the variables that the runbook sets' : 'Run';
}
