import { format, TABLE } from '../../model/format';
import type { Result } from '../../model/result';
import { kindOf, type LimitsByName, type Surroundings } from '../../model/threshold';
import { hasAlarm, type Row, type Severity, type Table, type Threshold } from '../../thresholds/row';
import { type AlarmsOfRow, type State, stateOf } from './states';

/** The cells of one table line. */
export interface ViewRow {
  readonly metric: string;
  readonly value: string;
  readonly unit: string;
  readonly warning: string;
  readonly critical: string;
  readonly state: State;
  /** More detail: why there is no value, or what is compared with the thresholds. */
  readonly note?: string;
}

/** What an environment makes of the rows. */
export interface Judged {
  /** The rows that it collects, with its thresholds. */
  readonly rows: Table;
  readonly limits: LimitsByName;
  /** The alarms of a row; undefined if it has none. */
  alarms(row: string): AlarmsOfRow | undefined;
}

const NONE = '–';

/** One row per metric of the result, in table order, with the thresholds and the alarms of an environment. */
export function rowsOf(
  table: Table,
  { rows: collected, limits, alarms }: Judged,
  { metrics, intervalSeconds, cannotFire = {} }: Pick<Result, 'metrics' | 'intervalSeconds' | 'cannotFire'>,
): ViewRow[] {
  const values = Object.fromEntries(
    Object.entries(metrics).flatMap(([name, metric]) => ('value' in metric ? [[name, metric.value]] : [])),
  );
  const around = { values, limits };
  return Object.entries(table).flatMap(([name, row]): ViewRow[] => {
    const metric = metrics[name];
    if (!metric) return [];
    const judged = collected[name];
    const words = { metric: name, unit: row.unit, ...thresholds(judged, around) };
    const { value, note } = readingOf(judged ?? row, metric, intervalSeconds);
    const state = stateOf(metric, alarms(name));
    // An absent reading has the same reason.
    const silent = 'value' in metric && cannotFire[name];
    const said = silent ? `its alarms cannot fire: ${silent}` : note;
    return [{ ...words, value, state, ...(said !== undefined && { note: said }) }];
  });
}

/** A reading in words. */
function readingOf(
  row: Row,
  metric: Result['metrics'][string],
  intervalSeconds: number | null,
): Pick<ViewRow, 'value' | 'note'> {
  if ('absent' in metric) return { value: NONE, note: metric.absent };
  if ('asleep' in metric) return { value: NONE };
  if ('failed' in metric) return { value: NONE, note: metric.failed };
  const value = format(metric.value, row.unit);
  if (!comparedPerMinute(row) || !intervalSeconds) return { value };
  const perMinute = (metric.value * 60) / intervalSeconds;
  const span = format(intervalSeconds * 1_000, 'Milliseconds');
  return { value, note: `${value} in ${span} is ${format(perMinute, 'Count')} per minute` };
}

/** Counts are published unchanged but evaluated per minute. */
function comparedPerMinute(row: Row): boolean {
  return row.kind === 'counter' && row.published === 'count' && hasAlarm(row.alarm);
}

function thresholds(row: Row | undefined, around: Surroundings): Record<Severity, string> {
  if (!row || !hasAlarm(row.alarm)) return { warning: NONE, critical: NONE };
  const { alarm } = row;
  const side = alarm.breaches === 'above' ? '>' : '<';
  const words = (threshold: Threshold): string => {
    const limit = kindOf(threshold).resolve(around);
    if (limit === undefined) return '?';
    return `${side} ${format(whole(row, limit), row.unit, TABLE)}${comparedPerMinute(row) ? '/min' : ''}`;
  };
  return { warning: words(alarm.warning), critical: alarm.critical ? words(alarm.critical) : NONE };
}

/** Connections are whole: more than 77.6 of them means more than 77. */
function whole(row: Row, limit: number): number {
  if (row.kind !== 'gauge' || row.unit !== 'Count' || !hasAlarm(row.alarm)) return limit;
  return row.alarm.breaches === 'above' ? Math.floor(limit) : Math.ceil(limit);
}
