import { UNNAMED } from '../names';
import { DAY_MS, type Day, dayOf } from './method/days';
import type { History } from './method/forecast';
import type { Held } from './method/severity';
import { DAYS_METRIC, type Group, type Payload, ROW, SEVERITY_METRIC, type Target } from './payload';

/** One statistic a day of one metric. */
export interface Asked {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Minimum';
}
/** The values of a metric, by day, in their order. */
export type Points = readonly Day[];

/** A row of a database, of which a forecast is made. */
export interface Subject extends Target {
  readonly service: string;
  readonly namespace: string;
  /** Its name; `default` for the unnamed one. */
  readonly database: string;
  /** Those of the row's own metric. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** All rows that a payload names, one by one. @param environment its name, which is a dimension of all metrics */
export function subjectsOf({ forecast }: Payload, environment: string): Subject[] {
  return forecast.flatMap(({ databases, targets, ...where }: Group) =>
    databases.flatMap((database) =>
      targets.map((target) => ({
        ...target,
        service: where.service,
        namespace: where.namespace,
        database,
        dimensions: { Environment: environment, ...(database !== UNNAMED && { Database: database }) },
      })),
    ),
  );
}

/** What must be read for a row, in this order: the row, its past forecasts, its past severities, and its limit where a row has that. */
export function askedFor({ namespace, dimensions, row, limit }: Subject): Asked[] {
  const of = (metric: string, statistic: Asked['statistic'], own = {}): Asked => ({
    ...{ namespace, metric, statistic },
    dimensions: { ...dimensions, ...own },
  });
  return [
    of(row, 'Maximum'),
    // Of several forecasts of a day, such as one by hand, the one that alarmed.
    of(DAYS_METRIC, 'Minimum', { [ROW]: row }),
    of(SEVERITY_METRIC, 'Maximum', { [ROW]: row }),
    ...(typeof limit === 'string' ? [of(limit, 'Maximum')] : []),
  ];
}

/** A severity that was published longer ago says nothing: the function did not run since. */
const OLDEST_SEVERITY_DAYS = 7;

/**
 * What is known of a row.
 * @param points of the metrics of `askedFor`, in its order
 * @param today days since the epoch
 */
export function historyOf(
  { limit }: Pick<Target, 'limit'>,
  points: readonly Points[],
  today: number,
): History {
  const [days = [], made = [], severities = [], limits = []] = points;
  const last = severities.at(-1);
  const isFresh = last !== undefined && today - last.day <= OLDEST_SEVERITY_DAYS;
  return {
    ...{ days, made, limits },
    limit: typeof limit === 'number' ? limit : limits.filter(({ day }) => day < today).at(-1)?.value,
    held: isFresh && isHeld(last.value) ? last.value : 0,
  };
}

const isHeld = (value: number): value is Held => value === 0 || value === 1 || value === 2;

/** The queries of GetMetricData, in its terms. Their places are in their ids. */
export function queriesOf(asked: readonly Asked[]) {
  return asked.map(({ namespace, metric, dimensions, statistic }, i) => ({
    Id: `q${i}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: DAY_MS / 1000,
      Stat: statistic,
    },
  }));
}

/** A part of what GetMetricData says of a query. */
interface Answer {
  readonly Id?: string | undefined;
  readonly Timestamps?: readonly Date[] | undefined;
  readonly Values?: readonly number[] | undefined;
}

/** The values of so many metrics, in the order of the queries; none of those of which nothing is said. */
export function seriesIn(count: number, answers: readonly Answer[]): Points[] {
  const series = Array.from({ length: count }, (): Day[] => []);
  for (const { Id = '', Timestamps = [], Values = [] } of answers)
    for (const [i, time] of Timestamps.entries()) {
      const value = Values[i];
      if (value !== undefined) series[Number(Id.slice(1))]?.push({ day: dayOf(time.getTime()), value });
    }
  return series.map((points) => points.sort((one, other) => one.day - other.day));
}
