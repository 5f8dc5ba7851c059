import { type AlarmedRow, type Datapoints, type Severity, severities, type Table } from '../thresholds/row';
import type { Service } from '../thresholds/service';
import { type ServiceName, serviceNames, serviceOf } from '../thresholds/services';
import type { Environment } from './environment';
import { dashboardLink, runbookLink } from './links';
import { alarmName, dashboardName, functionName, logGroupName, stateKey, stateTableName } from './names';
import { alarmedRows, collectedRows, periodMinutes, type RowOverrides } from './rows';
import { type StoredSecret, secretsOf } from './secrets';
import { kindOf, type LimitsByName, type Query } from './threshold';
import { functionVariables } from './variables';

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
  readonly runbook: string;
}

/**
 * One collector in one environment, the source of names, rows, thresholds, words and links for stacks, reports,
 * preview and commands. Nothing else combines an environment and a service.
 */
export interface Collector {
  readonly environment: Environment;
  readonly service: ServiceName;
  /** Its name among the environment's databases of this service; undefined for the unnamed one. */
  readonly database: string | undefined;
  /** Unique within its environment: `neon`, `neon-analytics`. */
  readonly id: string;
  readonly about: Service;
  /** `Neon Postgres`. */
  readonly title: string;
  readonly functionName: string;
  readonly logGroupName: string;
  readonly dashboardName: string;
  readonly stateTableName: string;
  readonly stateKey: string;
  /** The CloudWatch namespace and the dimensions of all its metrics. */
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** The rows collected here, with the environment's thresholds. */
  readonly rows: Table;
  readonly limits: LimitsByName;
  /** The environment's values for the service's options. */
  readonly choices: Readonly<Record<string, boolean | number | undefined>>;
  /** Two for each row that is collected here and has alarms. */
  readonly alarms: readonly CollectorAlarm[];
  readonly secrets: readonly StoredSecret[];
  /** The environment variables of the function. */
  readonly variables: Readonly<Record<string, string>>;
  readonly dashboardLink: string;
  /** Notes shown after each deployment, by the name of the Terraform output. */
  readonly notes: Readonly<Record<string, string>>;
}

/** The collector of a service in an environment, for the unnamed database or for a named one. */
export function collectorOf(environment: Environment, service: ServiceName, database?: string): Collector {
  const { name, region, detailed, collectionMinutes, settings } = environment;
  const about = serviceOf(service);
  const choices = choicesOf(environment, service);
  const overrides = environment.overrides[service] as RowOverrides | undefined;
  const limits = { ...about.limits, ...environment.limits };
  const namespace = environment.namespace === 'own' ? `${about.namespace}/${name}` : about.namespace;
  const rows = collectedRows(about.rows, { detailed, options: choices, ...(overrides && { overrides }) });
  const watched = { environment: name, service, database };
  const stateTable = stateTableName(settings.project, name);
  const secrets = secretsOf(environment, service, database);
  const named = functionName(settings.project, name, service);
  const dashboard = dashboardName(name, service);
  return {
    environment,
    service,
    database,
    id: database === undefined ? service : `${service}-${database}`,
    about,
    title: about.title,
    functionName: named,
    logGroupName: logGroupName(named),
    dashboardName: dashboard,
    stateTableName: stateTable,
    stateKey: stateKey(watched),
    namespace,
    dimensions: { Environment: name, ...(database !== undefined && { Database: database }) },
    rows,
    limits,
    choices,
    alarms: alarmedRows(rows).flatMap(([row, definition]) =>
      severities.map((severity) => ({
        name: alarmName(watched, row, severity),
        row,
        definition,
        severity,
        ...kindOf(definition.alarm[severity]).query(row, definition.alarm, limits),
        periodMinutes: periodMinutes(definition.alarm, collectionMinutes),
        datapoints: definition.alarm.datapoints[severity],
        runbook: runbookLink(settings.runbookUrl, service, row),
      })),
    ),
    secrets,
    variables: functionVariables({
      environment: name,
      detailed,
      collectionMinutes,
      namespace,
      stateTable,
      options: about.options,
      choices,
      secrets,
    }),
    dashboardLink: dashboardLink(region, dashboard),
    notes: about.notes(choices),
  };
}

/** All collectors of an environment. */
export function collectorsOf(environment: Environment): Collector[] {
  return serviceNames.map((service) => collectorOf(environment, service));
}

/** An environment's values for the options of a service. */
function choicesOf(
  environment: Environment,
  service: ServiceName,
): Readonly<Record<string, boolean | number | undefined>> {
  const said: Readonly<Record<string, unknown>> = environment;
  return Object.fromEntries(
    Object.keys(serviceOf(service).options).map((option) => [
      option,
      said[option] as boolean | number | undefined,
    ]),
  );
}
