import type { MissingData, Statistic } from '../../thresholds/row';
import { compile, type Evaluate } from './metric-math';

interface Metric {
  readonly namespace?: string;
  readonly metric_name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly stat: Statistic;
  readonly period: number;
}
/** A `metric_query` block: a metric, metric math over metrics, or a query over many metrics. */
export interface MetricQuery {
  readonly id: string;
  readonly metric?: Metric;
  readonly expression?: string;
  /** Of a query over many metrics, in seconds. */
  readonly period?: number;
  readonly label?: string;
  readonly return_data?: boolean;
}
/** The fields of a synthesized `aws_cloudwatch_metric_alarm` that determine its state, and its text. */
export interface SynthesizedAlarm {
  readonly alarm_name: string;
  readonly alarm_description?: string;
  readonly comparison_operator: string;
  readonly threshold: number;
  readonly evaluation_periods: number;
  readonly datapoints_to_alarm?: number;
  readonly treat_missing_data?: MissingData;
  readonly namespace?: string;
  readonly metric_name?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic?: Statistic;
  readonly period?: number;
  readonly metric_query?: readonly MetricQuery[];
}

/** One published value. Times are in milliseconds since the epoch. */
export interface PublishedDatum {
  /** Its timestamp: the slot of the run. */
  readonly at: number;
  readonly value: number;
  /** When CloudWatch received it, if that was later. */
  readonly seen?: number;
}
/** The published values, by metric name, in the order of their timestamps. */
export type Published = Readonly<Record<string, readonly PublishedDatum[]>>;

/** What is known of one period. */
export interface Seen {
  /** Undefined if there is no value. */
  readonly value: number | undefined;
  /** Whether all its values have arrived, so that it never changes again. */
  readonly settled: boolean;
}
/** What an alarm watches. */
export interface Watch {
  /** Length of one evaluation period in milliseconds of the published times. */
  readonly periodMs: number;
  /** Its metrics, each with the statistic that it asks for. */
  readonly metrics: readonly { readonly name: string; readonly stat: Statistic }[];
  /** What is known at `now` of the period that ends at `to`. */
  period(published: Published, to: number, now: number): Seen;
}

/** The values of one metric in one period. */
interface Summary {
  count: number;
  sum: number;
  most: number;
  least: number;
}
const statistics: Readonly<Record<Statistic, (summary: Summary) => number>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ most }) => most,
  Minimum: ({ least }) => least,
};

/**
 * Reads what an alarm watches: its metric, or its metric math.
 * @param scale by which all periods are divided: with 100, the 300 seconds of a period are 3
 * @throws {Error} if it uses something that this model does not support
 */
export function watch(alarm: SynthesizedAlarm, scale = 1): Watch {
  const { queries, evaluate: math } = queriesOf(alarm);
  const periods = new Set(queries.map(({ period }) => period));
  const [period = 0] = periods;
  if (periods.size !== 1)
    throw new Error(
      `${alarm.alarm_name}: all its metrics must have the same period, not ${[...periods].join(', ')} s`,
    );
  if (period < 60 || period % 60 !== 0)
    throw new Error(`${alarm.alarm_name}: the period is ${period} s; only multiples of 60 s are supported`);
  const periodMs = (period * 1000) / scale;
  return {
    periodMs,
    metrics: queries,
    period(published, to, now) {
      const values: Record<string, number | undefined> = {};
      let settled = true;
      for (const { id, name, stat } of queries) {
        const data = published[name] ?? [];
        const summary = summaryOf(data, to - periodMs, to, now);
        values[id] = summary.count === 0 ? undefined : statistics[stat](summary);
        settled &&= summary.all;
      }
      return { value: math(values, period / scale), settled };
    },
  };
}

/**
 * One search and no copies: a back-test does this for a million periods.
 * @returns also whether all values have arrived
 */
function summaryOf(data: readonly PublishedDatum[], from: number, to: number, now: number) {
  const end = firstAt(data, to);
  let start = end;
  while (start > 0 && (data[start - 1]?.at ?? from) >= from) start--;
  const summary = {
    count: 0,
    sum: 0,
    most: Number.NEGATIVE_INFINITY,
    least: Number.POSITIVE_INFINITY,
    all: true,
  };
  for (let i = start; i < end; i++) {
    const { at, value, seen = at } = data[i] as PublishedDatum;
    if (seen > now) {
      summary.all = false;
      continue;
    }
    summary.count++;
    summary.sum += value;
    summary.most = Math.max(summary.most, value);
    summary.least = Math.min(summary.least, value);
  }
  return summary;
}

/** The index of the first datum at that time or later. */
export function firstAt(data: readonly Pick<PublishedDatum, 'at'>[], time: number): number {
  let [low, high] = [0, data.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((data[middle]?.at ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Query {
  readonly id: string;
  readonly name: string;
  readonly stat: Statistic;
  readonly period: number;
}

function queriesOf(alarm: SynthesizedAlarm): { queries: readonly Query[]; evaluate: Evaluate } {
  const { metric_name: name, statistic: stat, period, metric_query: blocks } = alarm;
  const query = (
    id: string,
    n: string | undefined,
    s: Statistic | undefined,
    p: number | undefined,
  ): Query => {
    if (n === undefined || p === undefined || s === undefined || !(s in statistics))
      throw new Error(
        `${alarm.alarm_name}: needs a metric, a statistic (one of ${Object.keys(statistics).join(', ')}) and a period`,
      );
    return { id, name: n, stat: s, period: p };
  };
  if (!blocks) return { queries: [query('m', name, stat, period)], evaluate: ({ m }) => m };

  const queries = blocks.flatMap(({ id, metric }) =>
    metric ? [query(id, metric.metric_name, metric.stat, metric.period)] : [],
  );
  const returned = blocks.filter(({ return_data }) => return_data);
  const expression = returned[0]?.expression;
  if (returned.length !== 1 || expression === undefined)
    throw new Error(`${alarm.alarm_name}: exactly one query must return data, and it must be metric math`);
  return {
    queries,
    evaluate: compile(
      expression,
      queries.map(({ id }) => id),
    ),
  };
}
