import type { Statistic } from '../../thresholds/row';
import type { Published, PublishedDatum, SynthesizedAlarm } from './alarm-resource';
import { functions, type InsightsQuery, MINUTES_SEEN, MOST_SERIES, parseInsights } from './insights';
import type { AlarmState } from './next-state';
import { type Evaluation, type Evaluator, evaluatorOf, type Pace } from './timeline';

/** What an alarm may look at. */
export interface AlarmData {
  /** The values of its own database. */
  own(): Published;
  /** The values of all databases of its service that have a name. */
  series(): ReadonlyMap<string, Published>;
}

/** Evaluates an alarm of any kind at any moment. */
export interface SourceEvaluator extends Pick<Evaluator, 'periodMs' | 'stepMs'> {
  /** How far back it looks at least, whatever its periods. */
  readonly seenMs: number;
  at(
    source: AlarmData,
    now: number,
    before: { readonly state: AlarmState; readonly contributors?: Evaluation['contributors'] },
  ): Evaluation;
}

/** The query of an alarm that watches many databases; undefined for any other alarm. */
export function insightsOf({ metric_query: [query] = [] }: SynthesizedAlarm): InsightsQuery | undefined {
  return query?.expression === undefined || query.metric ? undefined : parseInsights(query.expression);
}

/**
 * How CloudWatch evaluates an alarm: over its own metrics, or over the series that a query gives.
 * @throws {Error} if the alarm uses something that this evaluator does not support
 */
export function sourceEvaluatorOf(alarm: SynthesizedAlarm, pace: Pace = {}): SourceEvaluator {
  const query = insightsOf(alarm);
  const { scale = 1 } = pace;
  const evaluator = evaluatorOf(query ? ofOneSeries(alarm, query) : alarm, pace);
  const { periodMs, stepMs } = evaluator;
  if (!query)
    return {
      ...{ periodMs, stepMs, seenMs: 0 },
      at: (source, now, { state }) => evaluator.at(source.own(), now, state),
    };
  const seenMs = (MINUTES_SEEN * 60_000) / scale;
  return {
    ...{ periodMs, stepMs, seenMs },
    at(source, now, { state, contributors }) {
      const series = seriesOf(query, source, now, seenMs);
      if (query.first === undefined) return evaluator.at({ [query.metric]: together(series) }, now, state);
      return byContributor(inOrder(series, query), contributors, (data, before) =>
        evaluator.at({ [query.metric]: data }, now, before ?? (series.size === 0 ? state : UNKNOWN)),
      );
    },
  };
}
const UNKNOWN = 'INSUFFICIENT_DATA';

type Series = ReadonlyMap<string, readonly PublishedDatum[]>;

/**
 * An alarm with one contributor for each series. It is in ALARM while one of them is. AWS does not document what happens without
 * any series; here, the alarm's setting for missing data decides.
 */
function byContributor(
  series: Series,
  before: Evaluation['contributors'],
  evaluate: (data: readonly PublishedDatum[], before: AlarmState | undefined) => Evaluation,
): Evaluation {
  if (series.size === 0) return { ...evaluate([], undefined), contributors: new Map() };
  const now = [...series].map(([name, data]) => [name, evaluate(data, before?.get(name)?.state)] as const);
  const rank = ({ state }: Evaluation): number => order.indexOf(state);
  now.sort(([, a], [, b]) => rank(a) - rank(b));
  const [, { state, looked }] = now[0] as (typeof now)[number];
  return { state, looked, contributors: new Map(now) };
}
/** One that is known to be well says more than one of which nothing is known. */
const order: readonly AlarmState[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

/** What a query gives: the metric of each database that published it within the time that a query sees. */
function seriesOf(
  { metric, without }: InsightsQuery,
  source: AlarmData,
  now: number,
  seenMs: number,
): Series {
  return new Map(
    [...source.series()].flatMap(([name, published]) => {
      const data = (published[metric] ?? []).filter(
        ({ at, seen = at }) => at >= now - seenMs && at <= now && seen <= now,
      );
      return data.length === 0 || without.includes(name) ? [] : [[name, data] as const];
    }),
  );
}

/** The series in the order of the query, and no more than it returns. */
function inOrder(series: Series, { first, of, most = MOST_SERIES }: InsightsQuery): Series {
  if (series.size <= most) return series;
  const values = new Map([...series].map(([name, data]) => [name, aggregated(of, data)] as const));
  const sign = first === 'highest' ? -1 : 1;
  const sorted = [...series].sort(([a], [b]) => sign * ((values.get(a) ?? 0) - (values.get(b) ?? 0)));
  return new Map(sorted.slice(0, most));
}

function aggregated(of: InsightsQuery['of'], data: readonly PublishedDatum[]): number {
  const values = data.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  if (of === 'MAX') return Math.max(...values);
  if (of === 'MIN') return Math.min(...values);
  return of === 'AVG' ? sum / values.length : sum;
}

/** Each value counts as one: a sum over them is their number. */
const together = (series: Series): PublishedDatum[] =>
  [...series.values()]
    .flat()
    .map((datum) => ({ ...datum, value: 1 }))
    .sort((a, b) => a.at - b.at);

/** The same alarm, for one series of its query. */
function ofOneSeries({ metric_query, ...alarm }: SynthesizedAlarm, query: InsightsQuery): SynthesizedAlarm {
  const [{ period = 0 } = {}] = metric_query ?? [];
  return { ...alarm, metric_name: query.metric, statistic: statisticOf(query), period };
}

function statisticOf({ of, first, metric }: InsightsQuery): Statistic {
  if (of === 'COUNT' && first === undefined) return 'Sum';
  const found = (Object.keys(functions) as Statistic[]).find((statistic) => functions[statistic] === of);
  // A sum or an average over all databases is no alarm of ours.
  if (!found || first === undefined) throw new Error(`A query for ${of} of ${metric} is not supported.`);
  return found;
}
