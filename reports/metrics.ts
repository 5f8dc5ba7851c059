import { bandWords } from '../model/alarms/anomaly';
import { type Collector, collectorsByService } from '../model/collector';
import { thresholdWords } from '../model/describe';
import type { Environment } from '../model/environment';
import { forecastWords } from '../model/forecast/words';
import { runbookAnchor } from '../model/links';
import { limitsOf } from '../model/rows';
import { type AlarmedRow, isAlarmed, type Row, severities, thresholdsOf } from '../thresholds/row';
import { type ServiceName, serviceOf } from '../thresholds/services';
import { applicationMetrics } from './applications';
import { generatedLine, joined, table } from './markdown';
import { conditionLines, missingWords, rowHeading } from './rows';

/** `core`, `extended, with `neonApi``. */
function levelWords({ level, needs, needsLimit }: Row): string {
  const needed = [needs, needsLimit && `limits.${needsLimit}`].filter((name) => name !== undefined);
  return needed.length === 0 ? level : `${level}, with ${needed.map((name) => `\`${name}\``).join(' and ')}`;
}

function overview(service: ServiceName): string {
  const { rows } = serviceOf(service);
  const limits = limitsOf(serviceOf(service));
  return table(
    ['Metric', 'Unit', 'Level', 'Meaning', 'Warning', 'Critical'],
    Object.entries(rows).map(([name, row]) => [
      `[${name}](#${runbookAnchor(service, name)})`,
      row.unit,
      levelWords(row),
      row.meaning,
      ...severities.map((severity) =>
        isAlarmed(row) && row.alarm[severity] ? thresholdWords(row, severity, limits) : '–',
      ),
    ]),
  );
}

/** So many names of databases are written down. */
const MOST_NAMED = 10;

/** The environments whose threshold differs from the row's own, and their databases that differ in the same way. */
function deviations(collectors: readonly Collector[], name: string, row: Row): string[] {
  const groups = new Map<string, (string | undefined)[]>();
  for (const collector of collectors)
    for (const deviation of deviationsOf(collector, name, row)) {
      const key = JSON.stringify([collector.environment.name, deviation]);
      groups.set(key, [...(groups.get(key) ?? []), collector.database]);
    }
  const has = (environment: string) =>
    collectors.filter((one) => one.environment.name === environment).length;
  return [...groups].map(([key, databases]) => {
    const [environment, deviation] = JSON.parse(key) as [string, string];
    // Where all differ in the same way, it is the environment that does.
    const which = databases.length === has(environment) ? '' : ` (${namesOf(databases)})`;
    return `- In ${environment}${which}${deviation}`;
  });
}

function namesOf(databases: readonly (string | undefined)[]): string {
  const names = databases.slice(0, MOST_NAMED).map((database) => database ?? 'the database without a name');
  const more = databases.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What is different, as it follows the name of the environment. */
function deviationsOf(collector: Collector, name: string, row: Row): string[] {
  const own = collector.rows[name];
  if (!own) return [];
  return [...(isAlarmed(row) ? otherThresholds(collector, own, row) : []), ...otherBand(own, row)];
}

function otherBand({ anomaly }: Row, row: Row): string[] {
  const [words, usual] = [anomaly, row.anomaly].map((one) => one && bandWords(one));
  if (words === usual) return [];
  return [words === undefined ? ': no anomaly alarm.' : `, anomaly: ${words}.`];
}

function otherThresholds({ limits, about }: Collector, own: Row, row: AlarmedRow): string[] {
  if (!isAlarmed(own)) return 'none' in own.alarm ? [`: no alarm. ${own.alarm.none}`] : [];
  return thresholdsOf(own.alarm).flatMap(([severity]) => {
    const words = thresholdWords(own, severity, limits);
    const usual = thresholdWords(row, severity, limitsOf(about));
    return words === usual ? [] : [`, ${severity}: ${words}.`];
  });
}

function entry(service: ServiceName, collectors: readonly Collector[], name: string, row: Row): string[] {
  const about = `**${name}** (${row.unit}, ${row.level}). ${row.meaning} Counted: ${row.counted}`;
  const limits = limitsOf(serviceOf(service));
  const foreseen = forecastWords(row);
  const unusual = [
    ...(row.anomaly ? [`- Anomaly: ${bandWords(row.anomaly)}.`] : []),
    ...(foreseen === undefined ? [] : [`- [Forecast](forecast.md), where it is on: ${foreseen}.`]),
    ...deviations(collectors, name, row),
  ];
  return [
    `### ${rowHeading(service, name)}`,
    about,
    isAlarmed(row)
      ? [
          ...conditionLines(row, limits),
          `- Evaluated: ${row.alarm.statistic} of each period; category ${row.alarm.category}.`,
          `- Missing data: ${missingWords[row.alarm.missingData]}.`,
          `- First step: ${row.alarm.firstStep} See the [runbook](runbook.md#${runbookAnchor(service, name)}).`,
          ...unusual,
        ].join('\n')
      : `No alarm: ${'none' in row.alarm ? row.alarm.none : ''}`,
    ...(isAlarmed(row) || unusual.length === 0 ? [] : [unusual.join('\n')]),
  ];
}

/** The metric reference, as a document. */
export function metricsDocument(environments: readonly Environment[]): string {
  const shared = environments.some(({ namespace }) => namespace === 'shared');
  const sections = collectorsByService(environments).flatMap(([service, collectors]) => {
    const { title, namespace, rows } = serviceOf(service);
    const hasNamed = collectors.some(({ database }) => database !== undefined);
    return [
      `## ${title}`,
      `Namespace \`${namespace}\`${shared ? '' : '`/<environment>`'}, dimension \`Environment\`${hasNamed ? ', and `Database` for databases with a name' : ''}.`,
      overview(service),
      ...Object.entries(rows).flatMap(([name, row]) => entry(service, collectors, name, row)),
    ];
  });
  return joined(
    generatedLine,
    '# Metrics',
    'Every metric that the collectors publish: what it means, how it is counted, and when it alarms. An environment has the level `core`, `detailed` or `extended` (`level` in `environments.ts`): it publishes the metrics of this level and of those before it. Thresholds are strict: a value equal to the threshold is healthy. If an environment’s collection interval is longer than a period, the interval becomes the period. If it is shorter, the alarm looks at every run, over the same time: collected every minute, 2 of 3 periods of 5 minutes are 10 of 15 periods of 1 minute.',
    ...sections,
    ...applicationMetrics(environments),
  );
}
