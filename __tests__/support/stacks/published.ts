import type { Published } from '../../../model/alarms/alarm-resource';
import { exact } from '../../../model/format';
import { kindOf, type LimitsByName } from '../../../model/threshold';
import type { AlarmedRow } from '../../../thresholds/row';

/** The value of a base row; round, so that shares of it are exact. */
const BASE = 1000;

/**
 * What a collector would publish, in the row's own unit.
 * @param values in the terms of the row's threshold (see `Proof`), one per run; undefined publishes none
 */
export function publishedAs(
  name: string,
  row: AlarmedRow,
  values: readonly (number | undefined)[],
  intervalMinutes: number,
  limits: LimitsByName,
): Published {
  const kind = kindOf(row.alarm.warning);
  const { rows } = kind.refersTo;
  const around = { limits, values: Object.fromEntries(rows.map((base) => [base, BASE])) };
  // A count is published unchanged, but its threshold is per minute.
  const times = row.kind === 'counter' && row.published === 'count' ? intervalMinutes : 1;
  const inUnits = (value: number) =>
    exact((kindOf(kind.override(value)).resolve(around) ?? Number.NaN) * times);
  const data = (scale: (value: number) => number) =>
    values.flatMap((value, i) =>
      value === undefined ? [] : [{ at: i * intervalMinutes * 60_000, value: scale(value) }],
    );
  return { [name]: data(inUnits), ...Object.fromEntries(rows.map((base) => [base, data(() => BASE)])) };
}
