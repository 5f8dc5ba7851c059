import type { Table } from '../../thresholds/row';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import type { CollectorNames } from '../collector-names';
import { alarmRules } from './alarm-rules';
import type { Problem } from './finding';
import { rules } from './row-rules';

export interface RowProblem extends Problem {
  readonly row: string;
  readonly rule: string;
}

/**
 * Checks every row of a service's table against every rule.
 * @param collectors the names of this service's collectors, to which alarm names belong
 * @returns all problems, in the order of the rows; empty if the table is valid
 */
export function validateRows(
  service: ServiceName,
  table: Table,
  collectors: readonly CollectorNames[] = [],
): RowProblem[] {
  const about = serviceOf(service);
  return Object.entries(table).flatMap(([name, row]) =>
    Object.entries({ ...rules, ...alarmRules }).flatMap(([rule, check]) =>
      [...check({ name, row, table, collectors, about })].map(([problem, fix]) => ({
        file: `thresholds/${service}/rows.ts`,
        at: name,
        row: `${service}.${name}`,
        rule,
        problem,
        fix,
      })),
    ),
  );
}
