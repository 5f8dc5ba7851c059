import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import type { Expected } from '../../reports/doctor/expected';
import { type ExpectedRow, placeOf } from '../../reports/doctor/expected-rows';
import type { Point, RowFact, RunFact } from '../../reports/doctor/facts';
import type { Clients } from './clients';
import { asked, LookError } from './failure';
import { chunks, each, pages } from './pages';

/** One metric, by what the answer is told apart. */
interface Query {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: string;
}
/** Seconds. */
interface Span {
  readonly period: number;
  readonly window: number;
}

/** GetMetricData: metrics and points of one call. */
const MOST_METRICS = 500;
const MOST_POINTS = 100_800;
const HOUR = 3600;
/** For how long CloudWatch keeps the points of a minute; ListMetrics forgets a metric after two weeks. */
const LONG_SECONDS = 15 * 24 * HOUR;

/** The points of each metric, newest first. */
async function pointsOf(
  { cloudwatch }: Pick<Clients, 'cloudwatch'>,
  region: string,
  queries: readonly Query[],
  { period, window }: Span,
  now: Date,
): Promise<readonly (readonly Point[])[]> {
  // A period that has not ended yet has its value all the same.
  const end = (Math.floor(now.getTime() / 1000 / period) + 1) * period;
  const start = end - Math.ceil(window / period) * period - period;
  const most = Math.max(1, Math.min(MOST_METRICS, Math.floor(MOST_POINTS / ((end - start) / period))));
  const answers = await each(chunks(queries, most), async (some) => {
    const results = await pages(async (NextToken) => {
      const command = new GetMetricDataCommand({
        MetricDataQueries: some.map(({ namespace, metric, dimensions, statistic }, i) => ({
          Id: `q${i}`,
          MetricStat: {
            Metric: { Namespace: namespace, MetricName: metric, Dimensions: pairsOf(dimensions) },
            ...{ Period: period, Stat: statistic },
          },
        })),
        ...{ StartTime: new Date(start * 1000), EndTime: new Date(end * 1000) },
        ...{ ScanBy: 'TimestampDescending', MaxDatapoints: MOST_POINTS, NextToken },
      });
      const page = await asked({ action: 'cloudwatch:GetMetricData', region }, () =>
        cloudwatch.send(command),
      );
      return { items: page.MetricDataResults ?? [], next: page.NextToken };
    });
    const points = some.map((): Point[] => []);
    for (const { Id = '', StatusCode, Timestamps = [], Values = [] } of results) {
      if (StatusCode === 'Forbidden' || StatusCode === 'InternalError')
        throw new LookError(
          `CloudWatch did not give ${some[Number(Id.slice(1))]?.metric} (${StatusCode}): try again.`,
        );
      points[Number(Id.slice(1))]?.push(
        ...Timestamps.flatMap((at, i) => {
          const value = Values[i];
          return value === undefined ? [] : [{ at, value }];
        }),
      );
    }
    return points;
  });
  return answers.flat();
}

const pairsOf = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

const queryOf = ({ namespace, metric, dimensions, statistic }: ExpectedRow): Query => ({
  ...{ namespace, metric, dimensions, statistic },
});

/**
 * The newest value of each row. Rows without one in their window are looked for further back, and those that have none at all under
 * other dimensions.
 */
export async function readRows(
  clients: Pick<Clients, 'cloudwatch'>,
  expected: Expected,
  now: Date,
): Promise<ReadonlyMap<string, RowFact>> {
  const { region } = expected.environment;
  const facts = new Map<string, RowFact>();
  const spans = new Map(
    expected.rows.map(({ periodSeconds: period, windowSeconds: window }) => [
      `${period} ${window}`,
      { period, window },
    ]),
  );
  for (const { period, window } of spans.values()) {
    const rows = expected.rows.filter(
      ({ periodSeconds, windowSeconds }) => periodSeconds === period && windowSeconds === window,
    );
    const points = await pointsOf(clients, region, rows.map(queryOf), { period, window }, now);
    for (const [i, { key }] of rows.entries())
      facts.set(key, {
        newest: points[i]?.[0],
        oldest: points[i]?.at(-1)?.at,
        before: undefined,
        elsewhere: [],
      });
  }
  const silent = expected.rows.filter(({ key }) => facts.get(key)?.newest === undefined);
  const long = { period: HOUR, window: LONG_SECONDS };
  const earlier = await pointsOf(clients, region, silent.map(queryOf), long, now);
  const never = silent.filter((_, i) => earlier[i]?.[0] === undefined);
  for (const [i, { key }] of silent.entries()) {
    const fact = facts.get(key);
    if (fact) facts.set(key, { ...fact, before: earlier[i]?.[0]?.at });
  }
  const strange = await strangeOf(clients, expected, never);
  for (const { key, namespace, metric } of never) {
    const fact = facts.get(key);
    if (fact) facts.set(key, { ...fact, elsewhere: strange.get(JSON.stringify([namespace, metric])) ?? [] });
  }
  return facts;
}

/** For each metric the dimension sets under which it has data, without those of the tables. */
async function strangeOf(
  { cloudwatch }: Pick<Clients, 'cloudwatch'>,
  { environment: { region }, published }: Expected,
  rows: readonly ExpectedRow[],
): Promise<ReadonlyMap<string, RowFact['elsewhere']>> {
  const names = new Map(
    rows.map(({ namespace, metric }) => [JSON.stringify([namespace, metric]), { namespace, metric }]),
  );
  const found = await each([...names], async ([key, { namespace, metric }]) => {
    const metrics = await pages(async (NextToken) => {
      const page = await asked({ action: 'cloudwatch:ListMetrics', region }, () =>
        cloudwatch.send(new ListMetricsCommand({ Namespace: namespace, MetricName: metric, NextToken })),
      );
      return { items: page.Metrics ?? [], next: page.NextToken };
    });
    const sets = metrics.map(({ Dimensions = [] }) =>
      Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])),
    );
    return [key, sets.filter((set) => !published.has(placeOf(namespace, set)))] as const;
  });
  return new Map(found);
}

/** How far back the runs of a function are looked at, in seconds: that of the forecast runs once a day. */
const RUNS_SECONDS = 25 * HOUR;
const COUNTS = ['Invocations', 'Errors', 'Throttles'] as const;

/** What Lambda counted of each function. */
export async function readRuns(
  clients: Pick<Clients, 'cloudwatch'>,
  { environment: { region }, functions, rows }: Expected,
  now: Date,
): Promise<ReadonlyMap<string, RunFact>> {
  const queries = functions.flatMap(({ name }) =>
    COUNTS.map((metric) => ({
      ...{ namespace: 'AWS/Lambda', metric, dimensions: { FunctionName: name }, statistic: 'Sum' },
    })),
  );
  const period = rows[0]?.periodSeconds ?? HOUR;
  const points = await pointsOf(clients, region, queries, { period, window: RUNS_SECONDS }, now);
  return new Map(
    functions.map(({ name }, i) => {
      const [invocations = [], errors = [], throttles = []] = points.slice(i * COUNTS.length);
      return [name, { invocations, errors, throttles }];
    }),
  );
}
