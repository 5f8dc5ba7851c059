import { hasAlarm, includes, type Level, type Row, type Table } from '../../thresholds/row';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import type { Entry } from '../environment';
import { collectedRows, type RowOverrides } from '../rows';
import type { Finding } from './finding';
import { soundRows } from './row-shape';
import { validateRows } from './rows';

/** Checks an environment's overrides: on their own, and applied to the rows. */
export function* overrideRule({ overrides, level }: Entry): Iterable<Finding> {
  for (const service of serviceNames)
    yield* inService(service, (overrides[service] ?? {}) as RowOverrides, level);
}

function* inService(service: ServiceName, given: RowOverrides, level: Level): Iterable<Finding> {
  const { rows } = serviceOf(service);
  const sound = soundRows(rows);
  for (const name of Object.keys(given)) {
    const row = Object.hasOwn(sound, name) ? sound[name] : undefined;
    const found = row ? unfit(row, level) : unknown(name, rows);
    if (found) yield [`overrides.${service}.${name}`, ...found];
  }
  const table = collectedRows(sound, { level: 'extended', overrides: given });
  for (const { row, at, problem, fix } of validateRows(service, table))
    if (Object.hasOwn(given, at)) yield [`overrides.${row}`, problem, fix];
}

type Unfit = readonly [problem: string, fix: string] | undefined;

/** A malformed row is not unknown: it is reported by its shape. */
function unknown(name: string, rows: Table): Unfit {
  if (Object.hasOwn(rows, name)) return undefined;
  return ['is not a row', `use one of ${Object.keys(rows).join(', ')}`];
}

/** Why a row cannot have an override. */
function unfit(row: Row, level: Level): Unfit {
  if (!hasAlarm(row.alarm)) return ['has no alarm', 'remove the override'];
  if (!includes(level, row.level))
    return [
      `is a row of level ${row.level}, which is not collected here`,
      `set level to '${row.level}', or remove the override`,
    ];
  return undefined;
}
