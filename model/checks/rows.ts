import type { Table } from '../../thresholds/row';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import { alarmRules } from './alarm-rules';
import type { Problem } from './finding';
import { rules } from './row-rules';

export interface RowProblem extends Problem {
  readonly row: string;
  readonly rule: string;
}

/**
 * Checks every row of a service's table against every rule.
 * @param environments the names that become part of alarm names
 * @returns all problems, in the order of the rows; empty if the table is valid
 */
export function validateRows(
  service: ServiceName,
  table: Table,
  environments: readonly string[] = [],
): RowProblem[] {
  const about = serviceOf(service);
  return Object.entries(table).flatMap(([name, row]) =>
    Object.entries({ ...rules, ...alarmRules }).flatMap(([rule, check]) =>
      [...check({ service, name, row, table, environments, about })].map(([problem, fix]) => ({
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
