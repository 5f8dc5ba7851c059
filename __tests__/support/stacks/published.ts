import type { Published } from '../../../model/alarms/alarm-resource';
import { exact } from '../../../model/describe';
import { defaultLimits } from '../../../thresholds/limits';
import { type Alarm, hasAlarm, type PlanLimit, type Row, type Threshold } from '../../../thresholds/row';

/** The value of a row that others are shares of; round, so that shares of it are exact. */
const BASE = 1000;

/**
 * What a collector would publish, in the row's own unit.
 * @param values in the terms of the row's threshold (see `Proof`), one an evaluation period; undefined publishes none
 */
export function publishedAs(
  name: string,
  row: Row,
  values: readonly (number | undefined)[],
  periodMinutes: number,
  limits: Readonly<Partial<Record<PlanLimit, number>>> = {},
): Published {
  if (!hasAlarm(row.alarm)) throw new Error(`${name} has no threshold whose terms its values could be in`);
  const { warning }: Pick<Alarm<Threshold>, 'warning'> = row.alarm;
  const data = (scale: (value: number) => number) =>
    values.flatMap((value, i) =>
      value === undefined ? [] : [{ at: i * periodMinutes * 60_000, value: scale(value) }],
    );
  if ('perMinute' in warning) return { [name]: data((value) => value * periodMinutes) };
  if ('ofRow' in warning) return { [name]: data((value) => value * BASE), [warning.ofRow]: data(() => BASE) };
  if (!('ofLimit' in warning)) return { [name]: data((value) => value) };
  const limit = { ...defaultLimits, ...limits }[warning.ofLimit];
  return { [name]: data((value) => exact(value * limit)) };
}
