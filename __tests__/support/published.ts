import { defaultLimits } from '../../thresholds/limits';
import { type Alarm, hasAlarm, type PlanLimit, type Row, type Threshold } from '../../thresholds/row';
import type { Published } from '../../thresholds/synthesized';

/** What of an environment the numbers depend on. */
export interface Circumstances {
  readonly collectionMinutes: number;
  readonly limits?: Readonly<Partial<Record<PlanLimit, number>>>;
  /** Milliseconds since the epoch; the first run's slot. */
  readonly from: number;
}

/** What a row that others are shares of is published as beside them. */
const BASE = 112;

/**
 * What a collector would publish, one value a run.
 * @param values in the terms of the row's threshold (see `Proof`); undefined where a run published nothing
 */
export function publishedAs(
  name: string,
  row: Row,
  values: readonly (number | undefined)[],
  { collectionMinutes, limits, from }: Circumstances,
): Published {
  if (!hasAlarm(row.alarm)) throw new Error(`${name} has no threshold whose terms its values could be in`);
  const { warning }: Pick<Alarm<Threshold>, 'warning'> = row.alarm;
  const data = (scale: (value: number) => number) =>
    values.flatMap((value, run) =>
      value === undefined ? [] : [{ at: from + run * collectionMinutes * 60_000, value: scale(value) }],
    );
  if ('perMinute' in warning) return { [name]: data((value) => value * collectionMinutes) };
  if ('ofLimit' in warning) {
    const limit = { ...defaultLimits, ...limits }[warning.ofLimit];
    return { [name]: data((value) => value * limit) };
  }
  if ('ofRow' in warning) return { [name]: data((value) => value * BASE), [warning.ofRow]: data(() => BASE) };
  return { [name]: data((value) => value) };
}
