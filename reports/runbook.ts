import { bandWords } from '../model/alarms/anomaly';
import { type Collector, collectorsByService } from '../model/collector';
import { collectorNames } from '../model/collector-names';
import { fleetsOf } from '../model/databases/fleet';
import { databasesOf } from '../model/databases/table';
import { datapointWords } from '../model/describe';
import type { Environment } from '../model/environment';
import { FORECAST_ALARMS, forecastWords } from '../model/forecast/words';
import { runbookAnchor } from '../model/links';
import { limitsOf } from '../model/rows';
import { type AlarmedRow, isAlarmed, type Row } from '../thresholds/row';
import type { Command, Entry } from '../thresholds/runbook';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import { applicationRunbook } from './applications';
import { forecastChapter } from './forecast/runbook';
import { fenced, generatedLine, joined } from './markdown';
import { conditionLines, rowHeading } from './rows';
import { uptimeChapter } from './uptime/runbook';

/** The environment that the reader most likely asks about: production, or else the last of the table. */
function exampleOf(environments: readonly Environment[]): Environment | undefined {
  return environments.find(({ name }) => name === 'production') ?? environments.at(-1);
}

/**
 * Sets the environment, and its region, which the AWS CLI prefers to that of the reader's profile. One line in the shell
 * chooses the environment for all commands, also where regions differ.
 */
function chosen(example: Environment, environments: readonly Environment[]): string {
  const elsewhere = environments.filter(({ region }) => region !== example.region);
  const choices = [
    ...elsewhere.map(({ name, region }) => `  ${name}) AWS_REGION=${region};;`),
    `  *) AWS_REGION=${example.region};;`,
  ];
  const region =
    elsewhere.length === 0
      ? [`export AWS_REGION=${example.region}`]
      : ['case "$ENVIRONMENT" in', ...choices, 'esac', 'export AWS_REGION'];
  const database = environments.some(hasNamed)
    ? ['DATABASE= # a name, or nothing for the database without one']
    : [];
  return [`ENVIRONMENT=${example.name}`, ...database, ...region].join('\n');
}

/** Whether a database of it has a name. */
const hasNamed = (environment: Environment): boolean =>
  serviceNames.some((service) => databasesOf(environment, service).some(({ name }) => name !== undefined));

/**
 * What sets the shell variables, by service. The names are asked of the collectors of an environment that is named like
 * the shell variable. A project without environments has no functions to name.
 */
function preparations(environments: readonly Environment[]): ReadonlyMap<ServiceName, string> {
  const example = exampleOf(environments);
  if (!example) return new Map();
  const first = chosen(example, environments);
  const { project } = example.settings;
  // With the name of a database, where there is one, its own parameters.
  const place = environments.some(hasNamed) ? PLACE_OF_DATABASE : '$ENVIRONMENT';
  return new Map(
    serviceNames.map((service) => {
      const { functionName } = collectorNames(project, '$ENVIRONMENT', service);
      const { parameterName } = collectorNames(project, place, service);
      const { prepare } = serviceOf(service).runbook;
      return [service, `${first}\n${prepare({ function: functionName, parameter: parameterName })}`];
    }),
  );
}
/** For the shell. */
const PLACE_OF_DATABASE = `$ENVIRONMENT\${DATABASE:+/$DATABASE}`;

function command(c: Command): string[] {
  return [`${c.shows}:`, 'sql' in c ? fenced('sql', c.sql) : fenced('sh', c.shell)];
}

/** The anomaly alarms of a row, one line for each environment that has some. */
function unusualLines(collectors: readonly Collector[], name: string): string[] {
  const lines = collectors.flatMap(({ environment, anomalies }) =>
    anomalies
      .filter(({ row }) => row === name)
      .map(
        ({ anomaly, datapoints, periodMinutes }) =>
          `- Anomaly in ${environment.name}: ${bandWords(anomaly)}, ${datapointWords(datapoints, periodMinutes)}.`,
      ),
  );
  return [...new Set(lines)];
}

/** When a row that is at its limit soon sounds before it is. */
function foreseenLines(row: Row): string[] {
  const words = forecastWords(row);
  return words === undefined
    ? []
    : [`- [Forecast](forecast.md), where it is on: ${words}; ${FORECAST_ALARMS}.`];
}

/** The entry of a row that has nothing but anomaly alarms. */
function unusualEntry(service: ServiceName, collectors: readonly Collector[], name: string): string[] {
  const [alarm] = collectors.flatMap(({ anomalies }) => anomalies.filter(({ row }) => row === name));
  if (!alarm || alarm.entry) return [];
  const { meaning, alarm: watching } = alarm.definition;
  return [
    `### ${rowHeading(service, name)}`,
    `**${name}** of ${serviceOf(service).title} ([definition](metrics.md#${runbookAnchor(service, name)})). ${meaning} The row has no thresholds: the alarm says that the value is unusual for its hour and day, which need not be bad.`,
    unusualLines(collectors, name).join('\n'),
    `**First:** ${watching.firstStep}`,
  ];
}

function entry(
  service: ServiceName,
  name: string,
  row: AlarmedRow,
  text: Entry,
  collectors: readonly Collector[],
): string[] {
  const definition = `[definition](metrics.md#${runbookAnchor(service, name)})`;
  const { title } = serviceOf(service);
  return [
    `### ${rowHeading(service, name)}`,
    `**${name}** of ${title} (${definition}). ${text.impact} ${text.means}`,
    [
      ...conditionLines(row, limitsOf(serviceOf(service))),
      ...unusualLines(collectors, name),
      ...foreseenLines(row),
    ].join('\n'),
    `**First:** ${row.alarm.firstStep}`,
    '**Look**',
    ...text.look.flatMap(command),
    '**Likely causes**',
    text.causes.map(({ cause, remedy }) => `- ${cause} ${remedy}`).join('\n'),
    `**Harmless when:** ${text.harmless}`,
    ...(text.cannotFire === undefined ? [] : [`**Cannot fire** ${text.cannotFire}`]),
  ];
}

const OF_DATABASES =
  'The name of a database is in the name of its alarm. A command that invokes the function asks for the database without a name: for another one, run `npm run invoke -- <environment> <service> <database>` in its place, with `--dry-run` or `--checkup` where the payload has these. Its own secrets are stored with `npm run secrets -- <environment> <database>`.';
/** Where not all databases are handed over by the rule that has the name of the function. */
const OF_RULES =
  'One rule of the schedule hands over up to 50 databases; the others have the name of the function with `-2`, `-3` and so on: `aws events list-rules --name-prefix "$FUNCTION"` shows them all.';

function ofDatabases(environments: readonly Environment[]): string[] {
  if (!environments.some(hasNamed)) return [];
  const hasShards = environments.flatMap(fleetsOf).some(({ rules }) => rules.length > 1);
  return [hasShards ? `${OF_DATABASES} ${OF_RULES}` : OF_DATABASES];
}

/** The runbook with one entry per row with an alarm, as a document. */
export function runbookDocument(environments: readonly Environment[]): string {
  const prepared = preparations(environments);
  const example = exampleOf(environments);
  const sections = collectorsByService(environments).flatMap(([service, collectors]) => {
    const { title, rows, runbook } = serviceOf(service);
    const entries: Readonly<Record<string, Entry>> = runbook.entries;
    const preparation = prepared.get(service);
    return [
      `## ${title}`,
      runbook.hint,
      ...(preparation === undefined ? [] : [fenced('sh', preparation)]),
      ...Object.entries(entries).flatMap(([name, text]) => {
        const row = rows[name];
        return row && isAlarmed(row) ? entry(service, name, row, text, collectors) : [];
      }),
      ...Object.keys(rows).flatMap((name) => unusualEntry(service, collectors, name)),
    ];
  });
  const heartbeats = serviceNames
    .map((service) => `[${serviceOf(service).title}](#${runbookAnchor(service, 'Up')})`)
    .join(', ');
  return joined(
    generatedLine,
    '# Runbook',
    'What to do when an alarm fires: one entry per row with alarms. Thresholds are the defaults; overrides of an environment are in its alarms and in the [reference](metrics.md). Where an environment collects less often than a period, its collection interval is the period. The commands are for bash and AWS CLI version 2.',
    ...ofDatabases(environments),
    `If an Up alarm (${heartbeats}) is also firing, start there: the other readings are then old or missing.`,
    ...sections,
    ...applicationRunbook(environments, example && chosen(example, environments)),
    ...forecastChapter(environments),
    ...uptimeChapter(environments),
  );
}
