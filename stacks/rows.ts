import type { Environment } from '../environments';
import { effectiveRows } from '../thresholds/effective';
import { type AlarmedRow, isAlarmed, type Table } from '../thresholds/row';
import { type ServiceName, services } from '../thresholds/services';

/** The rows that the collectors of an environment really deliver, with the environment's thresholds. */
export function collectedRows(environment: Environment, service: ServiceName): Table {
  const { detailed, neonApi, overrides } = environment;
  const own = overrides[service];
  return effectiveRows(services[service].rows, { detailed, neonApi, ...(own && { overrides: own }) });
}

/** Of the rows that are collected, those with alarms. */
export function alarmedRows(environment: Environment, service: ServiceName): [string, AlarmedRow][] {
  return Object.entries(collectedRows(environment, service)).flatMap(([name, row]): [string, AlarmedRow][] =>
    isAlarmed(row) ? [[name, row]] : [],
  );
}
