import type { Environment } from '../../environments';
import { hasAlarm, type Severity, type Table } from '../../thresholds/row';
import { services } from '../../thresholds/services';
import { effectiveRows, type RowOverrides } from '../rows';
import type { Finding } from './environment-rules';
import { kindOf } from './environment-shape';
import { validate } from './rows';

const severities: readonly string[] = ['warning', 'critical'] satisfies Severity[];
const FORM = 'use { warning: …, critical: … }';

/** What is wrong with the overrides of an environment: by themselves, and once they are in the rows. */
export function* overrideRule({ name, overrides, detailed }: Environment): Iterable<Finding> {
  for (const [service, given] of Object.entries<unknown>(overrides)) {
    const field = `overrides.${service}`;
    const rows: Table | undefined = Object.entries(services).find(([known]) => known === service)?.[1].rows;
    if (!rows) yield [field, 'is no service', `use one of ${Object.keys(services).join(', ')}`];
    else if (kindOf(given) !== 'record')
      yield [field, `is ${JSON.stringify(given)}`, 'use a table of rows {…}'];
    else {
      const findings = [...readable(field, given as RowOverrides, rows, detailed)];
      yield* findings;
      if (findings.length > 0) continue;
      const table = effectiveRows(rows, { detailed: true, overrides: given as RowOverrides });
      for (const { row, problem, fix } of validate(service, table, [name]))
        if (row.slice(service.length + 1) in (given as RowOverrides))
          yield [`overrides.${row}`, problem, fix];
    }
  }
}

function* readable(
  field: string,
  overrides: RowOverrides,
  rows: Table,
  detailed: boolean,
): Iterable<Finding> {
  for (const [name, numbers] of Object.entries(overrides)) {
    const at = `${field}.${name}`;
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (!row) yield [at, 'is no row', `use one of ${Object.keys(rows).join(', ')}`];
    else if (!hasAlarm(row.alarm)) yield [at, 'has no alarm', 'take the override out'];
    else if (row.level === 'detailed' && !detailed)
      yield [at, 'is a detailed row, which is not collected here', 'set detailed, or take the override out'];
    if (kindOf(numbers) !== 'record') {
      yield [at, `is ${JSON.stringify(numbers)}`, FORM];
      continue;
    }
    for (const [severity, number] of Object.entries<unknown>(numbers))
      if (!severities.includes(severity)) yield [`${at}.${severity}`, 'is no severity', FORM];
      else if (!Number.isFinite(number))
        yield [`${at}.${severity}`, `is ${JSON.stringify(number)}`, 'use a number'];
  }
}
