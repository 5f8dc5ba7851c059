import { DEFAULT_QUERY, type LogQuery } from '../thresholds/queries';
import {
  type AlarmedRow,
  type AlarmType,
  type Anomaly,
  type Datapoints,
  isAlarmed,
  type Severity,
  type Table,
  thresholdsOf,
} from '../thresholds/row';
import type { Entry } from '../thresholds/runbook';
import type { Options, Service } from '../thresholds/service';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import { type UnusualRow, unusualRows, type Watching } from './alarms/anomaly';
import { signsOf } from './alarms/signs';
import { type CollectorNames, collectorNames } from './collector-names';
import { databasesOf, environmentOf, textsOf } from './databases/table';
import { type Environment, scheduleMinutes } from './environment';
import {
  dashboardLink,
  HOURS,
  type LogSearch,
  logQueryLink,
  queryText,
  runbookLink,
  shortLogQueryLink,
} from './links';
import { UNNAMED } from './names';
import {
  alarmedRows,
  collectedRows,
  datapointsIn,
  limitsOf,
  limitVariables,
  type RowOverrides,
  withLimits,
} from './rows';
import { kindOf, type LimitsByName, type Query } from './threshold';
import { functionVariables, type StoredSecret, storedSecrets } from './variables';

/** A question to the log of a collector. */
export interface CollectorQuery {
  /** Its key in the service's table. */
  readonly key: string;
  /** The name under which it is saved. */
  readonly name: string;
  readonly title: string;
  readonly commands: readonly string[];
  /** The title of its table on the dashboard, if it has one. */
  readonly table: string | undefined;
  /** Whether that table has the full width. */
  readonly wide: boolean;
  /** How many hours its link looks back. */
  readonly hours: number;
  /** Opens it in the console. */
  readonly link: string;
}

/** What every alarm of a collector has, with all environment settings resolved. */
interface Common<Type extends AlarmType> {
  /** The end of its name. */
  readonly type: Type;
  readonly name: string;
  readonly row: string;
  readonly periodMinutes: number;
  readonly datapoints: Datapoints;
  /** The link to its entry in the runbook. */
  readonly runbook: string;
  /** Opens the query of the log that shows the cause, over the hours until now; without any space that could be left out. */
  readonly log: string;
}
/** An alarm on a threshold of its row. */
export interface CollectorAlarm extends Common<Severity> {
  readonly definition: AlarmedRow;
  readonly severity: Severity;
  /** What CloudWatch watches, and the number it compares against. */
  readonly query: Query;
  readonly compared: number;
  /** Its entry in the runbook. */
  readonly entry: Entry;
  /** Of an alarm that watches all named databases of a service; undefined for that of one database. */
  readonly insights?: Insights;
}
/** An alarm on values outside the band that is usual at their time. */
export interface AnomalyAlarm extends Common<'anomaly'> {
  readonly definition: UnusualRow;
  readonly severity: 'warning';
  readonly anomaly: Anomaly;
  /** The entry of its row in the runbook; undefined for a row without thresholds. */
  readonly entry: Entry | undefined;
}
export type AnyAlarm = CollectorAlarm | AnomalyAlarm;

/** The query of an alarm that watches many databases. */
export interface Insights {
  /** In the language of Metrics Insights. */
  readonly expression: string;
  /** Whether it counts the databases that publish the row; else it has a series for each of them. */
  readonly counts: boolean;
  /** How many metrics it analyses. */
  readonly metrics: number;
}

/**
 * One collector in one environment, the source of names, rows, thresholds, words and links for stacks, reports,
 * preview and commands. Nothing but this file, and `collector-names.ts` for its names, combines an environment and a
 * service.
 */
export interface Collector extends CollectorNames {
  readonly environment: Environment;
  readonly about: Service;
  /** `Neon Postgres`; of a named database `Neon Postgres (analytics)`. */
  readonly title: string;
  /** The CloudWatch namespace and the dimensions of all its metrics. */
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** The rows collected here, with the environment's thresholds. */
  readonly rows: Table;
  readonly limits: LimitsByName;
  /** The environment's values for the service's options. */
  readonly choices: Readonly<Record<string, boolean | number | undefined>>;
  /** Two for each row that is collected here and has alarms; one for a row that only warns. */
  readonly alarms: readonly CollectorAlarm[];
  /** One for each row that is collected here and has an anomaly alarm. */
  readonly anomalies: readonly AnomalyAlarm[];
  /** What people ask its log. */
  readonly queries: readonly CollectorQuery[];
  readonly secrets: readonly StoredSecret[];
  /** The environment variables of a function that visits this database. */
  readonly variables: Readonly<Record<string, string>>;
  /** Of the dashboard that shows it. Undefined in an environment without dashboards. */
  readonly dashboardLink: string | undefined;
  /** Notes shown after each deployment, by the name of the Terraform output. */
  readonly notes: Readonly<Record<string, string>>;
}

/**
 * The collector of a service in an environment, for the unnamed database or for a named one. One that the table does not list has
 * the values of the environment.
 */
export function collectorOf(environment: Environment, service: ServiceName, database?: string): Collector {
  const { name, region, settings } = environment;
  const periodMinutes = scheduleMinutes(environment);
  const about = serviceOf(service);
  const databases = databasesOf(environment, service);
  const own = databases.find((one) => one.name === database) ?? {};
  const seen = environmentOf(environment, service, own);
  const { level } = seen;
  const choices = choicesOf(seen, about.options);
  const overrides = seen.overrides[service] as RowOverrides | undefined;
  const limits = limitsOf(about, seen.limits);
  const namespace = environment.namespace === 'own' ? `${about.namespace}/${name}` : about.namespace;
  const rows = withLimits(
    collectedRows(about.rows, { level, options: choices, limits, ...(overrides && { overrides }) }),
    about.limits,
    seen.limits,
  );
  const names = collectorNames(settings.project, name, service, database);
  const filters = databases.some((one) => one.name !== undefined) ? [linesOf(database ?? UNNAMED)] : [];
  const search = ({ commands, hours = HOURS }: LogQuery): LogSearch => ({
    logGroup: names.logGroupName,
    query: queryText([...filters, ...commands]),
    hours,
  });
  // One link for each query: several alarms of a database show the same one.
  const logLinks = new Map(
    Object.entries<LogQuery>(about.queries).map(([key, query]) => [
      key,
      shortLogQueryLink(region, search(query)),
    ]),
  );
  const texts = textsOf(own, service);
  const main = collectorNames(settings.project, name, service);
  const common = <T extends AlarmType>(
    type: T,
    row: string,
    alarm: Watching,
    severity: Severity,
  ): Common<T> => ({
    type,
    name: names.alarmName(row, type),
    row,
    periodMinutes,
    datapoints: datapointsIn(environment, alarm, severity),
    runbook: runbookLink(settings.runbookUrl, service, row),
    log: linkOf(logLinks, alarm.query ?? DEFAULT_QUERY),
  });
  const secrets = storedSecrets(about.secrets, choices, ({ parameter, shared }) =>
    (shared ? main : names).parameterName(parameter),
  ).filter(({ variable }) => texts[variable] === undefined);
  return {
    ...names,
    environment,
    about,
    title: database === undefined ? about.title : `${about.title} (${database})`,
    namespace,
    dimensions: { Environment: name, ...(database !== undefined && { Database: database }) },
    rows,
    limits,
    choices,
    alarms: alarmedRows(rows).flatMap(([row, definition]) =>
      thresholdsOf(definition.alarm).map(([severity, threshold]) => {
        const kind = kindOf(threshold);
        return {
          ...common(severity, row, definition.alarm, severity),
          definition,
          severity,
          query: kind.query(row, definition.alarm),
          compared: kind.compared(limits),
          entry: entryOf(about, row),
        };
      }),
    ),
    anomalies: unusualRows(rows).map(([row, definition, anomaly]) => ({
      ...common('anomaly', row, definition.alarm, 'warning'),
      definition,
      severity: 'warning',
      anomaly,
      entry: rows[row] && isAlarmed(rows[row]) ? entryOf(about, row) : undefined,
    })),
    queries: Object.entries<LogQuery>(about.queries).map(([key, query]) => ({
      ...{ key, title: query.title, commands: [...filters, ...query.commands] },
      ...{ table: query.table, wide: query.wide === true },
      hours: query.hours ?? HOURS,
      name: names.queryName(query.title),
      link: logQueryLink(region, search(query)),
    })),
    secrets,
    variables: {
      ...functionVariables({
        environment: name,
        level,
        scheduleMinutes: periodMinutes,
        ...(environment.adaptive && {
          visits: { minutes: environment.collectionMinutes, signs: signsOf(rows, limits) },
        }),
        namespace,
        stateTable: names.stateTableName,
        options: about.options,
        choices,
        limits: limitVariables(about, rows, seen.limits),
        secrets,
      }),
      ...texts,
    },
    dashboardLink: environment.dashboards === false ? undefined : dashboardLink(region, names.dashboardName),
    notes: about.notes(choices),
  };
}

type Alarmed<A> = Pick<Collector, 'rows' | 'anomalies'> & { readonly alarms: readonly A[] };
/** All alarms of a collector, or of an application, in the order of its rows. */
export function alarmsIn<A extends { readonly row: string }>(of: Alarmed<A>): (A | AnomalyAlarm)[] {
  const all = [...of.alarms, ...of.anomalies];
  return of.anomalies.length === 0
    ? all
    : Object.keys(of.rows).flatMap((row) => all.filter((one) => one.row === row));
}

/** All collectors of an environment: one for each database. What exists once for a service is in its `Fleet`. */
export function collectorsOf(environment: Environment): Collector[] {
  return serviceNames.flatMap((service) =>
    databasesOf(environment, service).map(({ name }) => collectorOf(environment, service, name)),
  );
}

/** For each service its collectors, in the order of the environments. */
export function collectorsByService(
  environments: readonly Environment[],
): (readonly [service: ServiceName, collectors: readonly Collector[]])[] {
  const all = environments.flatMap(collectorsOf);
  return serviceNames.map((service) => [service, all.filter((one) => one.service === service)] as const);
}

/** Where several databases write into one log: the lines of this one, and what Lambda and the run say of all. */
const linesOf = (database: string): string => `filter database = '${database}' or not ispresent(database)`;

function entryOf({ runbook }: Service, row: string): Entry {
  const entry = (runbook.entries as Readonly<Record<string, Entry>>)[row];
  // Validation reports this earlier and in the table's terms.
  if (!entry) throw new Error(`The runbook has no entry for ${row}.`);
  return entry;
}

function linkOf(links: ReadonlyMap<string, string>, query: string): string {
  const link = links.get(query);
  // Validation reports this earlier and in the table's terms.
  if (link === undefined) throw new Error(`There is no query ${query}.`);
  return link;
}

/** An environment's values for options. */
function choicesOf(environment: Environment, options: Options): Collector['choices'] {
  const said: Readonly<Record<string, unknown>> = environment;
  return Object.fromEntries(
    Object.keys(options).map((option) => [option, said[option] as boolean | number | undefined]),
  );
}
