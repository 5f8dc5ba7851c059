import type { Application, ApplicationRow } from '../../thresholds/application/application';
import { datapointsOf, type Row, type Table } from '../../thresholds/row';
import type { Command } from '../../thresholds/runbook';
import { alarmRules } from '../checks/alarm-rules';
import { numberRules, type Subject } from '../checks/number-rules';
import { rules as serviceRowRules } from '../checks/row-rules';
import { dimensionSaid, metricSaid, type Said } from './metric-rules';
import { isStatistic, STATISTICS } from './statistic';

/**
 * The rules of the services' rows that hold for those of applications, too. Not: that counts are added, that only the heartbeat
 * treats missing data as breaching, and what only a collector's row can refer to.
 */
const shared = [
  ...['threshold number', 'threshold order'].map((name) => numberRules[name]),
  ...['row name', 'alarm name is unique', 'words', 'first step'].map((name) => serviceRowRules[name]),
  ...['terraform text', 'can fire', 'missing data', 'graph'].map((name) => alarmRules[name]),
];

/** Period × evaluation periods of PutMetricAlarm, in minutes: a day, or a week for periods of an hour or more. */
const HOUR = 60;
const MOST_MINUTES = (period: number) => (period < HOUR ? 24 * HOUR : 7 * 24 * HOUR);
/** The longest period of an alarm: a day (PutMetricAlarm). */
const LONGEST_PERIOD = 24 * HOUR;

/** Checks what an override may have made of rows. @param table the rows as `tableOf` makes them, with overrides */
export function sharedSaid(name: string, table: Table): Said[] {
  const row = table[name];
  return row ? shared.flatMap((rule) => [...(rule?.(subjectOf(name, row, table)) ?? [])]) : [];
}

const subjectOf = (name: string, row: Row, table: Table): Subject => ({
  ...{ name, row, table, collectors: [] },
  about: { limits: {}, options: {}, rows: table, queries: {} },
});

/** Everything that is wrong with a row of an application. */
export function rowSaid(name: string, { rows }: Application, table: Table): Said[] {
  const row = rows[name];
  if (!row) return [];
  const period = [...periodSaid(row)];
  return [
    ...sharedSaid(name, table),
    ...longSaid(row),
    ...metricSaid(row.metric ?? name),
    ...dimensionSaid(row.dimensions ?? {}),
    ...statisticSaid(row),
    ...period,
    ...(period.length === 0 ? datapointsSaid(name, row, table) : []),
    ...graphSaid(name, rows),
    ...runbookSaid(row),
  ];
}

/** What fits into the description of an alarm (PutMetricAlarm: 1,024 characters) beside the condition and the links, in characters. */
const LONGEST_TEXT = 300;

/** Texts that become part of the description of an alarm. */
function* longSaid({ meaning, alarm, runbook }: ApplicationRow): Iterable<Said> {
  const texts = {
    meaning,
    'first step': 'none' in alarm ? '' : alarm.firstStep,
    impact: runbook?.impact ?? '',
  };
  for (const [what, { length }] of Object.entries(texts))
    if (length > LONGEST_TEXT)
      yield [
        `has a text of ${length} characters as its ${what}`,
        `use at most ${LONGEST_TEXT}: it is part of the alarm's text`,
      ];
}

function* statisticSaid({ statistic, unit, alarm }: ApplicationRow): Iterable<Said> {
  if (!isStatistic(statistic)) yield [`has the statistic "${statistic}"`, `use ${STATISTICS}`];
  const isPerMinute =
    'warning' in alarm && [alarm.warning, alarm.critical].some((one) => one && 'perMinute' in one);
  if (isPerMinute && (statistic !== 'Sum' || unit !== 'Count'))
    yield [
      'has a threshold in events per minute, and is no sum of counts',
      "use statistic 'Sum' and unit 'Count', or { value }",
    ];
}

function* periodSaid({ periodMinutes }: ApplicationRow): Iterable<Said> {
  if (!(Number.isInteger(periodMinutes) && periodMinutes >= 1 && periodMinutes <= LONGEST_PERIOD))
    yield [`has periods of ${periodMinutes} minutes`, `use whole minutes from 1 to ${LONGEST_PERIOD}`];
}

function datapointsSaid(name: string, { alarm, periodMinutes }: ApplicationRow, table: Table): Said[] {
  if ('none' in alarm) return [];
  const row = table[name];
  // What is said of M and N there; how far they look back depends on the period here.
  const known = row ? [...(serviceRowRules.datapoints?.(subjectOf(name, inMinutes(row), table)) ?? [])] : [];
  const most = Math.max(...(['warning', 'critical'] as const).map((one) => datapointsOf(alarm, one)[1]));
  const minutes = most * periodMinutes;
  const longest = MOST_MINUTES(periodMinutes);
  return minutes > longest
    ? [
        ...known,
        [
          `looks back over ${most} periods of ${periodMinutes} minutes, ${minutes} minutes`,
          `CloudWatch allows ${longest} with this period: lower N or the period`,
        ],
      ]
    : known;
}

/** The row as if a period were one minute: how far it looks back is checked apart. */
const inMinutes = (row: Row): Row =>
  'none' in row.alarm ? row : ({ ...row, alarm: { ...row.alarm, periodMinutes: 'interval' } } as Row);

/** A graph has one period. */
function* graphSaid(name: string, rows: Application['rows']): Iterable<Said> {
  const graph = (own: string) => rows[own]?.panel?.graph ?? own;
  for (const other of Object.keys(rows))
    if (
      other !== name &&
      graph(other) === graph(name) &&
      rows[other]?.periodMinutes !== rows[name]?.periodMinutes
    )
      yield [`shares a graph with ${other}, which has other periods`, 'give it a graph of its own'];
}

const lineOf = (command: Command): string => ('sql' in command ? command.sql : command.shell);

function* runbookSaid({ runbook, alarm }: ApplicationRow): Iterable<Said> {
  if (!runbook) return;
  if ('none' in alarm) yield ['has a runbook entry and no alarm', 'remove one of the two'];
  for (const command of runbook.look)
    if (/\$\{?FUNCTION\b/.test(lineOf(command)))
      yield ['has a command with $FUNCTION, which stands for a collector', "write the function's own name"];
  if (/["\r\n]|[$%]\{/.test(runbook.impact))
    yield ['has a double quote, a line break, ${ or %{ in its impact', 'use one line and single quotes'];
}
