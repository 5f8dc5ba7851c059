import {
  functions,
  type InsightsFunction,
  type InsightsQuery,
  MOST_SERIES,
} from '../../../model/alarms/insights';
import type { MetricRef, Search, SourcePoint } from '../data';
import type { Series } from '../math/values';
import { bucketed, type Grid } from './buckets';
import { type Statistic, statisticOf } from './statistics';

const DATABASE = 'Database';
const ENVIRONMENT = 'Environment';

/** Where the values of a query come from. */
export interface Queried {
  points(metric: MetricRef): readonly SourcePoint[] | undefined;
  /** The values of a dimension among the metrics of a search. */
  names(search: Search, dimension: string): readonly string[];
}

/**
 * The series of a query, in its order and no more than it asks for; one without an order gives one series of all values.
 * As in CloudWatch, the order is that of the values over the whole time range, and a database without any is not there.
 */
export function queriedSeries(query: InsightsQuery, { points, names }: Queried, grid: Grid): Series[] {
  const { namespace, metric, environment, without, first, most = MOST_SERIES } = query;
  const statistic = statisticFor(query.of);
  const search = { namespace, dimensions: [ENVIRONMENT, DATABASE], terms: { [ENVIRONMENT]: environment } };
  const from = grid.start;
  const to = from + grid.count * grid.periodMs;
  const found = names(search, DATABASE).flatMap((name) => {
    const dimensions = { [ENVIRONMENT]: environment, [DATABASE]: name };
    const data = (points({ namespace, metric, dimensions }) ?? []).filter(({ at }) => at >= from && at < to);
    return data.length === 0 || without.includes(name) ? [] : [{ name, data, rank: rankOf(statistic, data) }];
  });
  if (first === undefined) {
    const all = found.flatMap(({ data }) => data).sort((a, b) => a.at - b.at);
    return [bucketed(all, statistic, grid, metric)];
  }
  const sign = first === 'highest' ? -1 : 1;
  return found
    .sort((a, b) => sign * (a.rank - b.rank))
    .slice(0, most)
    .map(({ name, data }) => bucketed(data, statistic, grid, name));
}

const rankOf = (statistic: Statistic, data: readonly SourcePoint[]): number =>
  statistic(data.map(({ value }) => value));

function statisticFor(of: InsightsFunction): Statistic {
  const name = Object.entries(functions).find(([, one]) => one === of)?.[0];
  // The only function of which no alarm has a statistic counts values.
  return statisticOf(name ?? 'SampleCount');
}
