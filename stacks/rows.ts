import type { Environment } from '../environments';
import { effectiveRows } from '../thresholds/effective';
import { hasAlarm, type Row, type Table } from '../thresholds/row';
import { type ServiceName, services } from '../thresholds/services';

/** The rows that the collectors of an environment really deliver, with the environment's thresholds. */
export function collectedRows(environment: Environment, service: ServiceName): Table {
  const { detailed, overrides } = environment;
  const rows = effectiveRows(services[service].rows, {
    detailed,
    ...(overrides[service] && { overrides: overrides[service] }),
  });
  return Object.fromEntries(Object.entries(rows).filter(([, { needs }]) => !needs || environment[needs]));
}

/** A row that has alarms. */
export type AlarmedRow = Row & { readonly alarm: Exclude<Row['alarm'], { none: string }> };

/** Of the rows that are collected, those with alarms. */
export function alarmedRows(environment: Environment, service: ServiceName): [string, AlarmedRow][] {
  return Object.entries(collectedRows(environment, service)).filter((entry): entry is [string, AlarmedRow] =>
    hasAlarm(entry[1].alarm),
  );
}
