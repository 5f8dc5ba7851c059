import { format, TABLE } from '../../model/format';
import type { Result } from '../../model/result';
import { judge } from '../../model/status';
import { kindOf, type LimitsByName, type Surroundings } from '../../model/threshold';
import { hasAlarm, type Row, type Severity, type Table, type Threshold } from '../../thresholds/row';

/** The state of a metric. `–`: it has no alarm; `unknown`: the base of its threshold is not known. */
export type State = 'ok' | 'WARNING' | 'CRITICAL' | 'absent' | 'asleep' | 'failed' | 'unknown' | '–';

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

const NONE = '–';
const states = {
  ok: 'ok',
  warning: 'WARNING',
  critical: 'CRITICAL',
  unknown: 'unknown',
  'no alarm': NONE,
} as const;

/** One row per metric of the result, in table order, with the table's own thresholds. */
export function rowsOf(
  table: Table,
  limits: LimitsByName,
  { metrics, intervalSeconds, cannotFire = {} }: Pick<Result, 'metrics' | 'intervalSeconds' | 'cannotFire'>,
): ViewRow[] {
  const values = Object.fromEntries(
    Object.entries(metrics).flatMap(([name, metric]) => ('value' in metric ? [[name, metric.value]] : [])),
  );
  const around = { values, limits };
  return Object.entries(table).flatMap(([name, row]): ViewRow[] => {
    const metric = metrics[name];
    if (!metric) return [];
    const words = { metric: name, unit: row.unit, ...thresholds(row, around) };
    const reading = readingOf(row, metric, intervalSeconds, around);
    // An absent reading has the same reason.
    const silent = 'value' in metric && cannotFire[name];
    return [{ ...words, ...reading, ...(silent && { note: `its alarms cannot fire: ${silent}` }) }];
  });
}

/** A reading and its state. */
function readingOf(
  row: Row,
  metric: Result['metrics'][string],
  intervalSeconds: number | null,
  around: Surroundings,
): Pick<ViewRow, 'value' | 'state' | 'note'> {
  if ('absent' in metric) return { value: NONE, state: 'absent', note: metric.absent };
  if ('asleep' in metric) return { value: NONE, state: 'asleep' };
  if ('failed' in metric) return { value: NONE, state: 'failed', note: metric.failed };
  const value = format(metric.value, row.unit);
  if (!comparedPerMinute(row)) return { value, state: states[judge(row, metric.value, around)] };
  if (!intervalSeconds) return { value, state: states[judge(row, undefined, around)] };
  const perMinute = (metric.value * 60) / intervalSeconds;
  const span = format(intervalSeconds * 1_000, 'Milliseconds');
  return {
    value,
    state: states[judge(row, perMinute, around)],
    note: `${value} in ${span} is ${format(perMinute, 'Count')} per minute`,
  };
}

/** Counts are published unchanged but evaluated per minute. */
function comparedPerMinute(row: Row): boolean {
  return row.kind === 'counter' && row.published === 'count' && hasAlarm(row.alarm);
}

function thresholds(row: Row, around: Surroundings): Record<Severity, string> {
  const { alarm } = row;
  if (!hasAlarm(alarm)) return { warning: NONE, critical: NONE };
  const side = alarm.breaches === 'above' ? '>' : '<';
  const words = (threshold: Threshold): string => {
    const limit = kindOf(threshold).resolve(around);
    if (limit === undefined) return '?';
    return `${side} ${format(whole(row, limit), row.unit, TABLE)}${comparedPerMinute(row) ? '/min' : ''}`;
  };
  return { warning: words(alarm.warning), critical: words(alarm.critical) };
}

/** Connections are whole: more than 77.6 of them means more than 77. */
function whole(row: Row, limit: number): number {
  if (row.kind !== 'gauge' || row.unit !== 'Count' || !hasAlarm(row.alarm)) return limit;
  return row.alarm.breaches === 'above' ? Math.floor(limit) : Math.ceil(limit);
}
