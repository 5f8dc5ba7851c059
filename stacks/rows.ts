import { collectedRows, type Environment } from '../environments';
import { type AlarmedRow, isAlarmed } from '../thresholds/row';
import type { ServiceName } from '../thresholds/services';

/** Of the rows that are collected, those with alarms. */
export function alarmedRows(environment: Environment, service: ServiceName): [string, AlarmedRow][] {
  return Object.entries(collectedRows(environment, service)).flatMap(([name, row]): [string, AlarmedRow][] =>
    isAlarmed(row) ? [[name, row]] : [],
  );
}
