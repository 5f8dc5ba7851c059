import { judge, resolve, type Surroundings } from '../../model/status';
import { hasAlarm, type Row, type Severity, type Table, type Threshold } from '../../thresholds/row';
import type { Result } from '../functions/function';
import { format } from './format';

/** Where a metric stands. `–`: it has no alarm; `unknown`: what its threshold refers to is not known. */
export type State = 'ok' | 'WARNING' | 'CRITICAL' | 'absent' | 'asleep' | 'failed' | 'unknown' | '–';

/** One line of the table, in words. */
export interface ViewRow {
  readonly metric: string;
  readonly value: string;
  readonly unit: string;
  readonly warning: string;
  readonly critical: string;
  readonly state: State;
  /** What needs more words: why there is no value, or what is compared with the thresholds. */
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

/** One row a metric of the result, in the order of the table, judged by the table's own thresholds. */
export function rowsOf(
  table: Table,
  { metrics, intervalSeconds }: Pick<Result, 'metrics' | 'intervalSeconds'>,
): ViewRow[] {
  const values = Object.fromEntries(
    Object.entries(metrics).flatMap(([name, metric]) => ('value' in metric ? [[name, metric.value]] : [])),
  );
  return Object.entries(table).flatMap(([name, row]): ViewRow[] => {
    const metric = metrics[name];
    if (!metric) return [];
    const words = { metric: name, unit: row.unit, ...thresholds(row, { values }) };
    if ('absent' in metric) return [{ ...words, value: NONE, state: 'absent', note: metric.absent }];
    if ('asleep' in metric) return [{ ...words, value: NONE, state: 'asleep' }];
    if ('failed' in metric) return [{ ...words, value: NONE, state: 'failed', note: metric.failed }];
    const perMinute =
      comparedPerMinute(row) && intervalSeconds ? (metric.value * 60) / intervalSeconds : undefined;
    const state = states[judge(row, comparedPerMinute(row) ? perMinute : metric.value, { values })];
    const value = format(metric.value, row.unit);
    if (perMinute === undefined || !intervalSeconds) return [{ ...words, value, state }];
    const note = `${value} in ${format(intervalSeconds * 1_000, 'Milliseconds')} are ${format(perMinute, 'Count')} a minute`;
    return [{ ...words, value, state, note }];
  });
}

/** Counts are published as they are, and judged per minute. */
function comparedPerMinute(row: Row): boolean {
  return row.kind === 'counter' && row.published === 'count' && hasAlarm(row.alarm);
}

function thresholds(row: Row, around: Surroundings): Record<Severity, string> {
  const { alarm } = row;
  if (!hasAlarm(alarm)) return { warning: NONE, critical: NONE };
  const side = alarm.breaches === 'above' ? '>' : '<';
  const words = (threshold: Threshold): string => {
    const limit = resolve(threshold, around);
    if (limit === undefined) return '?';
    return `${side} ${format(limit, row.unit)}${'perMinute' in threshold ? '/min' : ''}`;
  };
  return { warning: words(alarm.warning), critical: words(alarm.critical) };
}
