import {
  type Alarm,
  type AlarmedRow,
  hasAlarm,
  isAlarmed,
  type Row,
  type Severity,
  type Statistic,
  severities,
  type Table,
  type Threshold,
} from '../thresholds/row';
import { kindOf } from './threshold';

/** Numbers that replace those of the rows, by row and severity. */
export type RowOverrides = Readonly<Record<string, Readonly<Partial<Record<Severity, number>>>>>;

/** What decides which rows are collected, and with which thresholds. */
export interface Collection {
  readonly detailed: boolean;
  readonly overrides?: RowOverrides;
  /** The options of the service; a flag that is not said is taken to be set. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * The table as one environment has it: detailed rows, and rows that need something, only where they are collected, and
 * the environment's numbers in place of the row's own. An override replaces the magnitude of a threshold, whatever kind
 * it is of. Overrides of rows that do not exist or have no alarm change nothing; validation reports them.
 */
export function collectedRows(rows: Table, { detailed, overrides = {}, options = {} }: Collection): Table {
  return Object.fromEntries(
    Object.entries(rows)
      .filter(([, row]) => detailed || row.level === 'core')
      .filter(([, { needs }]) => needs === undefined || (options[needs] ?? true))
      .map(([name, row]) => [name, overridden(row, overrides[name] ?? {})]),
  );
}

/** Those of the rows that have alarms. */
export function alarmedRows(rows: Table): [name: string, row: AlarmedRow][] {
  return Object.entries(rows).flatMap(([name, row]): [string, AlarmedRow][] =>
    isAlarmed(row) ? [[name, row]] : [],
  );
}

function overridden(row: Row, numbers: Readonly<Partial<Record<Severity, number>>>): Row {
  const { alarm } = row;
  if (!hasAlarm(alarm)) return row;
  const thresholds = severities.map((severity) => {
    const [threshold, number] = [alarm[severity], numbers[severity]];
    return [severity, number === undefined ? threshold : kindOf(threshold).override(number)];
  });
  // Replacing a number keeps the kind of the threshold, so the row stays of its own type.
  return { ...row, alarm: { ...alarm, ...Object.fromEntries(thresholds) } } as Row;
}

/**
 * Minutes of one evaluation period: the row's own, and never less than the collection interval, or most periods
 * would be empty. A sum must hold the same number of collections in every period, so it is rounded up to whole ones.
 */
export function periodMinutes(
  { periodMinutes: own, statistic }: Pick<Alarm<Threshold, Statistic>, 'periodMinutes' | 'statistic'>,
  collectionMinutes: number,
): number {
  return statistic === 'Sum'
    ? Math.ceil(own / collectionMinutes) * collectionMinutes
    : Math.max(own, collectionMinutes);
}
