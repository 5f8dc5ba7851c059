import type { Table } from '../../thresholds/row';
import { alarmRules } from './alarm-rules';
import { rules } from './row-rules';

export interface Problem {
  readonly row: string;
  readonly rule: string;
  readonly problem: string;
  readonly fix: string;
}

/**
 * Holds every row of a table against every rule.
 * @param environments the names that go into alarm names
 * @returns all problems, in the order of the rows; empty for a good table
 */
export function validate(service: string, table: Table, environments: readonly string[] = []): Problem[] {
  return Object.entries(table).flatMap(([name, row]) =>
    Object.entries({ ...rules, ...alarmRules }).flatMap(([rule, check]) =>
      [...check({ service, name, row, table, environments })].map(([problem, fix]) => ({
        row: `${service}.${name}`,
        rule,
        problem,
        fix,
      })),
    ),
  );
}

/** @throws {Error} that lists every problem of the table, one a line */
export function assertValid(service: string, table: Table, environments: readonly string[] = []): void {
  const problems = validate(service, table, environments);
  if (problems.length === 0) return;
  const lines = problems.map((p) => `  ${p.row} ${p.problem}: ${p.fix}. (rule: ${p.rule})`);
  throw new Error(`The table of ${service} has ${problems.length} problem(s):\n${lines.join('\n')}`);
}
