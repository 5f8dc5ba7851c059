import { DEFAULT_QUERY, type LogQuery } from '../thresholds/queries';
import {
  type AlarmedRow,
  type Datapoints,
  datapointsOf,
  type Severity,
  type Table,
  thresholdsOf,
} from '../thresholds/row';
import type { Entry } from '../thresholds/runbook';
import type { Options, Service } from '../thresholds/service';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import { type CollectorNames, collectorNames } from './collector-names';
import type { Environment } from './environment';
import {
  dashboardLink,
  HOURS,
  type LogSearch,
  logQueryLink,
  queryText,
  runbookLink,
  shortLogQueryLink,
} from './links';
import {
  alarmedRows,
  collectedRows,
  limitsOf,
  limitVariables,
  type RowOverrides,
  runsPerPeriod,
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

/** One alarm of a collector, with all environment settings resolved. */
export interface CollectorAlarm {
  readonly name: string;
  readonly row: string;
  readonly definition: AlarmedRow;
  readonly severity: Severity;
  /** What CloudWatch watches, and the number it compares against. */
  readonly query: Query;
  readonly compared: number;
  readonly periodMinutes: number;
  readonly datapoints: Datapoints;
  /** The link to its entry in the runbook, and the entry. */
  readonly runbook: string;
  readonly entry: Entry;
  /** Opens the query of the log that shows the cause, over the hours until now; without any space that could be left out. */
  readonly log: string;
}

/**
 * One collector in one environment, the source of names, rows, thresholds, words and links for stacks, reports,
 * preview and commands. Nothing but this file, and `collector-names.ts` for its names, combines an environment and a
 * service.
 */
export interface Collector extends CollectorNames {
  readonly environment: Environment;
  readonly about: Service;
  /** `Neon Postgres`. */
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
  /** What people ask its log. */
  readonly queries: readonly CollectorQuery[];
  readonly secrets: readonly StoredSecret[];
  /** The environment variables of the function. */
  readonly variables: Readonly<Record<string, string>>;
  /** Undefined in an environment without dashboards. */
  readonly dashboardLink: string | undefined;
  /** Notes shown after each deployment, by the name of the Terraform output. */
  readonly notes: Readonly<Record<string, string>>;
}

/** The collector of a service in an environment, for the unnamed database or for a named one. */
export function collectorOf(environment: Environment, service: ServiceName, database?: string): Collector {
  const { name, region, level, collectionMinutes, settings } = environment;
  const about = serviceOf(service);
  const choices = choicesOf(environment, about.options);
  const overrides = environment.overrides[service] as RowOverrides | undefined;
  const limits = limitsOf(about, environment.limits);
  const namespace = environment.namespace === 'own' ? `${about.namespace}/${name}` : about.namespace;
  const rows = withLimits(
    collectedRows(about.rows, { level, options: choices, limits, ...(overrides && { overrides }) }),
    about.limits,
    environment.limits,
  );
  const names = collectorNames(settings.project, name, service, database);
  const search = ({ commands, hours = HOURS }: LogQuery): LogSearch => ({
    logGroup: names.logGroupName,
    query: queryText(commands),
    hours,
  });
  const secrets = storedSecrets(about.secrets, choices, names.parameterName);
  return {
    ...names,
    environment,
    about,
    title: about.title,
    namespace,
    dimensions: { Environment: name, ...(database !== undefined && { Database: database }) },
    rows,
    limits,
    choices,
    alarms: alarmedRows(rows).flatMap(([row, definition]) => {
      const runs = runsPerPeriod(definition.alarm, collectionMinutes);
      const shown = queryOf(about, definition.alarm.query ?? DEFAULT_QUERY);
      return thresholdsOf(definition.alarm).map(([severity, threshold]) => {
        const kind = kindOf(threshold);
        return {
          name: names.alarmName(row, severity),
          row,
          definition,
          severity,
          query: kind.query(row, definition.alarm),
          compared: kind.compared(limits),
          periodMinutes: collectionMinutes,
          datapoints: timesRuns(datapointsOf(definition.alarm, severity), runs),
          runbook: runbookLink(settings.runbookUrl, service, row),
          entry: entryOf(about, row),
          log: shortLogQueryLink(region, search(shown)),
        };
      });
    }),
    queries: Object.entries<LogQuery>(about.queries).map(([key, query]) => ({
      ...{ key, title: query.title, commands: query.commands },
      ...{ table: query.table, wide: query.wide === true },
      hours: query.hours ?? HOURS,
      name: names.queryName(query.title),
      link: logQueryLink(region, search(query)),
    })),
    secrets,
    variables: functionVariables({
      environment: name,
      level,
      collectionMinutes,
      namespace,
      stateTable: names.stateTableName,
      options: about.options,
      choices,
      limits: limitVariables(about, rows, environment.limits),
      secrets,
    }),
    dashboardLink: environment.dashboards === false ? undefined : dashboardLink(region, names.dashboardName),
    notes: about.notes(choices),
  };
}

/** All collectors of an environment. */
export function collectorsOf(environment: Environment): Collector[] {
  return serviceNames.map((service) => collectorOf(environment, service));
}

/** For each service its collectors, in the order of the environments. */
export function collectorsByService(
  environments: readonly Environment[],
): (readonly [service: ServiceName, collectors: readonly Collector[]])[] {
  const all = environments.flatMap(collectorsOf);
  return serviceNames.map((service) => [service, all.filter((one) => one.service === service)] as const);
}

const timesRuns = ([breaching, of]: Datapoints, runs: number): Datapoints => [breaching * runs, of * runs];

function entryOf({ runbook }: Service, row: string): Entry {
  const entry = (runbook.entries as Readonly<Record<string, Entry>>)[row];
  // Validation reports this earlier and in the table's terms.
  if (!entry) throw new Error(`The runbook has no entry for ${row}.`);
  return entry;
}

function queryOf({ queries }: Service, key: string): LogQuery {
  const query = queries[key];
  // Validation reports this earlier and in the table's terms.
  if (!query) throw new Error(`There is no query ${key}.`);
  return query;
}

/** An environment's values for options. */
function choicesOf(environment: Environment, options: Options): Collector['choices'] {
  const said: Readonly<Record<string, unknown>> = environment;
  return Object.fromEntries(
    Object.keys(options).map((option) => [option, said[option] as boolean | number | undefined]),
  );
}
