import { hasAlarm, severities, type Table } from '../../thresholds/row';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import type { Entry } from '../environment';
import { collectedRows, type RowOverrides } from '../rows';
import type { Finding } from './finding';
import { validateRows } from './rows';

const isTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const FORM = 'use { warning: …, critical: … }';

/** Checks an environment's overrides: on their own, and applied to the rows. */
export function* overrideRule({ name, overrides, detailed }: Entry): Iterable<Finding> {
  for (const [key, given] of Object.entries<unknown>(overrides)) {
    const field = `overrides.${key}`;
    const service = serviceNames.find((known) => known === key);
    if (!service) yield [field, 'is not a service', `use one of ${serviceNames.join(', ')}`];
    else if (!isTable(given)) yield [field, `is ${JSON.stringify(given)}`, 'use a table of rows {…}'];
    else yield* inService(service, given as RowOverrides, name, detailed);
  }
}

function* inService(
  service: ServiceName,
  given: RowOverrides,
  environment: string,
  detailed: boolean,
): Iterable<Finding> {
  const { rows } = serviceOf(service);
  const findings = [...readable(`overrides.${service}`, given, rows, detailed)];
  yield* findings;
  if (findings.length > 0) return;
  const table = collectedRows(rows, { detailed: true, overrides: given });
  for (const { row, at, problem, fix } of validateRows(service, table, [environment]))
    if (Object.hasOwn(given, at)) yield [`overrides.${row}`, problem, fix];
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
    if (!row) yield [at, 'is not a row', `use one of ${Object.keys(rows).join(', ')}`];
    else if (!hasAlarm(row.alarm)) yield [at, 'has no alarm', 'remove the override'];
    else if (row.level === 'detailed' && !detailed)
      yield [
        at,
        'is a detailed row, which is not collected here',
        'set detailed to true, or remove the override',
      ];
    if (!isTable(numbers)) {
      yield [at, `is ${JSON.stringify(numbers)}`, FORM];
      continue;
    }
    yield* readableNumbers(at, numbers);
  }
}

function* readableNumbers(at: string, numbers: RowOverrides[string]): Iterable<Finding> {
  for (const [severity, number] of Object.entries<unknown>(numbers))
    if (!severities.some((known) => known === severity))
      yield [`${at}.${severity}`, 'is not a severity', FORM];
    else if (!Number.isFinite(number))
      yield [`${at}.${severity}`, `is ${JSON.stringify(number)}`, 'use a number'];
}
