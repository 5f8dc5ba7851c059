import {
  type Alarm,
  type AlarmedRow,
  hasAlarm,
  isAlarmed,
  type Row,
  type Statistic,
  severities,
  type Table,
  type Threshold,
} from '../thresholds/row';
import type { Override } from './environment';
import { kindOf } from './threshold';

/** What an environment changes about alarms, by row. */
export type RowOverrides = Readonly<Record<string, Override>>;

/** Decides which rows are collected, and with which thresholds. */
export interface Collection {
  readonly detailed: boolean;
  readonly overrides?: RowOverrides;
  /** The service's options; a missing flag counts as set. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * The table for one environment: only the rows that are collected there, with the environment's numbers in place of
 * the row's own. An override replaces the magnitude of any kind of threshold, or takes the alarms away. Overrides of rows that do not exist or
 * have no alarm have no effect; validation reports them.
 */
export function collectedRows(rows: Table, { detailed, overrides = {}, options = {} }: Collection): Table {
  return Object.fromEntries(
    Object.entries(rows)
      .filter(([, row]) => detailed || row.level === 'core')
      .filter(([, { needs }]) => needs === undefined || (options[needs] ?? true))
      .map(([name, row]) => [name, overridden(row, overrides[name] ?? {})]),
  );
}

/** The rows that have alarms. */
export function alarmedRows(rows: Table): [name: string, row: AlarmedRow][] {
  return Object.entries(rows).flatMap(([name, row]): [string, AlarmedRow][] =>
    isAlarmed(row) ? [[name, row]] : [],
  );
}

function overridden(row: Row, override: Override): Row {
  const { alarm } = row;
  if (!hasAlarm(alarm)) return row;
  if (override.alarm === 'off') return { ...row, alarm: { none: override.reason } };
  const thresholds = severities.map((severity) => {
    const [threshold, number] = [alarm[severity], override[severity]];
    return [severity, number === undefined ? threshold : kindOf(threshold).override(number)];
  });
  // Replacing a number keeps the kind of the threshold, and so the type of the row.
  return { ...row, alarm: { ...alarm, ...Object.fromEntries(thresholds) } } as Row;
}

/**
 * Length of one evaluation period in minutes: the row's own, but at least the collection interval, or most periods
 * would be empty. For a sum it is a multiple of the interval, so that every period has the same number of collections.
 */
export function periodMinutes(
  { periodMinutes: own, statistic }: Pick<Alarm<Threshold, Statistic>, 'periodMinutes' | 'statistic'>,
  collectionMinutes: number,
): number {
  return statistic === 'Sum'
    ? Math.ceil(own / collectionMinutes) * collectionMinutes
    : Math.max(own, collectionMinutes);
}
