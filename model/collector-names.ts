import type { AlarmType } from '../thresholds/row';
import { type ServiceName, serviceNames } from '../thresholds/services';
import {
  alarmName,
  dashboardName,
  databaseId,
  functionName,
  logGroupName,
  parameterName,
  queryName,
  stateKey,
  stateTableName,
} from './names';

/** The names of one collector. They need no valid tables: the checks ask how long they would be. */
export interface CollectorNames {
  readonly service: ServiceName;
  /** Its name among the environment's databases of this service; undefined for the unnamed one. */
  readonly database: string | undefined;
  /** Unique within its environment: `neon`, `neon-analytics`. */
  readonly id: string;
  readonly functionName: string;
  readonly logGroupName: string;
  readonly dashboardName: string;
  readonly stateTableName: string;
  readonly stateKey: string;
  alarmName(row: string, type: AlarmType): string;
  /** The name under which a query of its log is saved. */
  queryName(title: string): string;
  /** The full name of a secret's SSM parameter. @param secret the last part of the name */
  parameterName(secret: string): string;
}

/**
 * The names of a collector, for the unnamed database or for a named one.
 * @param environment the name of its environment
 */
export function collectorNames(
  project: string,
  environment: string,
  service: ServiceName,
  database?: string,
): CollectorNames {
  const watched = { environment, service, database };
  const named = functionName(project, environment, service);
  return {
    service,
    database,
    id: databaseId(watched),
    functionName: named,
    logGroupName: logGroupName(named),
    dashboardName: dashboardName(watched),
    stateTableName: stateTableName(project, environment),
    stateKey: stateKey(watched),
    alarmName: (row, type) => alarmName(watched, row, type),
    queryName: (title) => queryName(project, watched, title),
    parameterName: (secret) => parameterName(project, watched, secret),
  };
}

/** The names of all collectors of an environment. */
export function collectorNamesIn(project: string, environment: string): CollectorNames[] {
  return serviceNames.map((service) => collectorNames(project, environment, service));
}
