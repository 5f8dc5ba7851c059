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

/** The evaluation time of a row is not shorter than this, in minutes. */
const SHORTEST = 3;

/**
 * How many runs share one of the row's own periods. An alarm's period in an environment is the collection interval, with
 * one run in it, and M of N are multiplied by this number: collected every minute, 2 of 3 periods of 5 minutes are 10 of 15
 * periods of 1 minute. CloudWatch moves the periods on every minute. If they had several runs, or one and two by turns, the
 * same readings would breach in one period or in two, depending on where the periods begin.
 * @returns at least 1
 */
export function runsPerPeriod(
  { periodMinutes: own }: Pick<Alarm<Threshold, Statistic>, 'periodMinutes'>,
  collectionMinutes: number,
): number {
  if (own === 'interval') return 1;
  const within = Math.floor(own / collectionMinutes);
  return within * collectionMinutes >= SHORTEST ? within : Math.ceil(own / collectionMinutes);
}
