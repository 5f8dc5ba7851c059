import {
  type ApplicationAlarm,
  type ApplicationWatch,
  applicationsOf,
} from '../model/applications/application';
import { datapointWords, thresholdWords } from '../model/describe';
import type { Environment } from '../model/environment';
import { runbookAnchor } from '../model/links';
import { severities } from '../thresholds/row';
import type { Command } from '../thresholds/runbook';
import { fenced, table } from './markdown';
import { missingWords, rowHeading } from './rows';

/** The applications that environments watch, each with where it is watched. */
function watchedIn(
  environments: readonly Environment[],
): (readonly [ApplicationWatch, ...ApplicationWatch[]])[] {
  const all = environments.flatMap(applicationsOf);
  return [...new Set(all.map(({ service }) => service))].flatMap((name) => {
    const [first, ...others] = all.filter(({ service }) => service === name);
    return first ? [[first, ...others] as const] : [];
  });
}

/** When an alarm fires: `p99 of SlowCheckout above 1.5 s, for 5 minutes`. */
const conditionOf = ({
  subject,
  definition,
  severity,
  datapoints,
  periodMinutes,
}: ApplicationAlarm): string =>
  `${subject} ${thresholdWords(definition, severity, {})}, ${datapointWords(datapoints, periodMinutes)}`;

/** What the alarms of a row are, by environments: where these have the same, they share a line. */
function alarmLines(watched: readonly ApplicationWatch[], row: string): string[] {
  const lines = new Map<string, string[]>();
  for (const { environment, alarms, rows } of watched) {
    const own = alarms.filter((alarm) => alarm.row === row);
    const { alarm } = rows[row] ?? {};
    const said =
      own.length > 0
        ? own.map((one) => `${one.severity}: ${conditionOf(one)}.`)
        : [`no alarm. ${alarm && 'none' in alarm ? alarm.none : ''}`];
    for (const line of said) lines.set(line, [...(lines.get(line) ?? []), environment.name]);
  }
  return [...lines].map(([line, names]) => `- In ${names.join(', ')}, ${line}`);
}

/** The metric of a row in CloudWatch's words, for one environment. */
function placeWords({ places }: ApplicationWatch, row: string): string {
  const { metric } = places[row] ?? {};
  if (!metric) return '';
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => `\`${name}\` = \`${value}\``);
  const of = dimensions.length === 0 ? 'no dimensions' : dimensions.join(', ');
  return `Metric \`${metric.name}\` in \`${metric.namespace}\`, with ${of}`;
}

/** The chapters of the metric reference about applications. */
export function applicationMetrics(environments: readonly Environment[]): string[] {
  return watchedIn(environments).flatMap((watched) => {
    const [first] = watched;
    const { title, service, about, rows } = first;
    return [
      `## ${title}`,
      'Published by the application itself: no collector of this project measures it. An alarm sees exactly the dimensions below, and no value of any other set.',
      table(
        ['Metric', 'Statistic', 'Unit', 'Meaning', 'Warning', 'Critical'],
        Object.entries(rows).map(([name, row]) => [
          `[${name}](#${runbookAnchor(service, name)})`,
          about.rows[name]?.statistic ?? '',
          row.unit,
          row.meaning,
          ...severities.map((severity) => {
            const alarm = first.alarms.find((one) => one.row === name && one.severity === severity);
            return alarm ? thresholdWords(alarm.definition, severity, {}) : '–';
          }),
        ]),
      ),
      ...Object.entries(rows).flatMap(([name, row]) => {
        const { alarm, statistic = '', periodMinutes = 1 } = about.rows[name] ?? {};
        const isAlarmed = alarm !== undefined && !('none' in alarm);
        return [
          `### ${rowHeading(service, name)}`,
          `**${name}** (${row.unit}). ${row.meaning} ${placeWords(first, name)} in ${first.environment.name}. Evaluated: ${statistic} of each period of ${periodMinutes} min.`,
          [
            ...alarmLines(watched, name),
            ...(isAlarmed
              ? [
                  `- Missing data: ${missingWords[alarm.missingData]}.`,
                  `- First step: ${alarm.firstStep} See the [runbook](runbook.md#${runbookAnchor(service, name)}).`,
                ]
              : []),
          ].join('\n'),
        ];
      }),
    ];
  });
}

const commandLines = (command: Command): string[] => [
  `${command.shows}:`,
  'sql' in command ? fenced('sql', command.sql) : fenced('sh', command.shell),
];

/**
 * The chapters of the runbook about applications.
 * @param preparation what sets the environment and its region in the shell; undefined if there is none
 */
export function applicationRunbook(
  environments: readonly Environment[],
  preparation: string | undefined,
): string[] {
  return watchedIn(environments).flatMap((watched) => {
    const [{ title, service, about }] = watched;
    const alarmed = Object.entries(about.rows).filter(([, { alarm }]) => !('none' in alarm));
    const hasCommands = alarmed.some(([, { runbook }]) => runbook);
    return [
      `## ${title}`,
      'The application publishes these metrics itself. Where a metric stops without an alarm, look whether it is still published with the same name and dimensions.',
      ...(hasCommands && preparation !== undefined ? [fenced('sh', preparation)] : []),
      ...alarmed.flatMap(([name, { meaning, alarm, runbook }]) => [
        `### ${rowHeading(service, name)}`,
        `**${name}** of ${title} ([definition](metrics.md#${runbookAnchor(service, name)})). ${runbook ? `${runbook.impact} ${runbook.means}` : meaning}`,
        alarmLines(watched, name).join('\n'),
        `**First:** ${'none' in alarm ? '' : alarm.firstStep}`,
        ...(runbook
          ? [
              '**Look**',
              ...runbook.look.flatMap(commandLines),
              '**Likely causes**',
              runbook.causes.map(({ cause, remedy }) => `- ${cause} ${remedy}`).join('\n'),
              `**Harmless when:** ${runbook.harmless}`,
              ...(runbook.cannotFire === undefined ? [] : [`**Cannot fire** ${runbook.cannotFire}`]),
            ]
          : []),
      ]),
    ];
  });
}
