import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { PublishedDatum } from '../../model/alarms/alarm-resource';
import type { History, Series } from '../../model/backtest/history';
import type { Environment } from '../../model/environment';
import { UsageError } from '../../model/usage-error';
import type { Statistic } from '../../thresholds/row';
import { clientConfig } from '../secrets/client';
import { readingFailed } from '../shared/credentials';

/** One statistic of one metric. */
export interface Wanted {
  readonly service: string;
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metric: string;
  readonly statistic: Statistic;
}
export interface Fetched {
  readonly history: History;
  /** How many metrics were asked for, as AWS bills them. */
  readonly asked: number;
}

const DAY_MS = 86_400_000;
/** CloudWatch keeps points of one minute for 15 days, and of five minutes for 63. */
const FINE_DAYS = 15;
/** What one call may ask for (GetMetricData, API reference). */
const MOST_METRICS = 500;
const MOST_POINTS = 100_800;
/** The oldest points must not go while we ask for them. */
const MARGIN_MS = 5 * 60_000;
/** Throttled calls are repeated, with pauses that the SDK chooses. */
const ATTEMPTS = 8;
/** Many points take longer than other calls. */
const ATTEMPT_MS = 60_000;
/** List price, for each metric of each call (CloudWatch pricing). */
export const USD_PER_METRIC = 0.01 / 1_000;

/** Seconds from one point to the next. */
export const periodFor = (days: number): number => (days > FINE_DAYS ? 300 : 60);

/** The environment's metrics in CloudWatch, read with the user's credentials. */
export class Metrics {
  private readonly client: CloudWatchClient;

  constructor(private readonly environment: Environment) {
    this.client = new CloudWatchClient({
      ...clientConfig(environment.region, ATTEMPT_MS),
      maxAttempts: ATTEMPTS,
    });
  }

  close(): void {
    this.client.destroy();
  }

  /**
   * @param now milliseconds since the epoch
   * @throws {UsageError} says what AWS rejected
   */
  async history(
    wanted: readonly Wanted[],
    { days, now, signal }: { readonly days: number; readonly now: number; readonly signal: AbortSignal },
  ): Promise<Fetched> {
    await this.checkAccount(signal);
    const periodSeconds = periodFor(days);
    const periodMs = periodSeconds * 1000;
    const to = Math.floor(now / periodMs) * periodMs;
    const from = Math.ceil((now - days * DAY_MS + MARGIN_MS) / periodMs) * periodMs;
    const most = Math.max(1, Math.min(MOST_METRICS, Math.floor(MOST_POINTS / ((to - from) / periodMs))));
    const points = new Map<Wanted, PublishedDatum[]>(wanted.map((one) => [one, []]));
    let asked = 0;
    for (let i = 0; i < wanted.length; i += most)
      asked += await this.page(wanted.slice(i, i + most), { from, to, periodSeconds, signal }, points);
    return {
      asked,
      history: { environment: this.environment.name, from, to, periodSeconds, series: merged(points) },
    };
  }

  /** Asks for some metrics, until all pages are there. @returns how many metrics AWS bills */
  private async page(
    some: readonly Wanted[],
    span: {
      readonly from: number;
      readonly to: number;
      readonly periodSeconds: number;
      readonly signal: AbortSignal;
    },
    points: ReadonlyMap<Wanted, PublishedDatum[]>,
  ): Promise<number> {
    let [asked, token]: [number, string | undefined] = [0, undefined];
    do {
      const command: GetMetricDataCommand = new GetMetricDataCommand({
        MetricDataQueries: some.map((one, i) => queryOf(one, i, span.periodSeconds)),
        StartTime: new Date(span.from),
        EndTime: new Date(span.to),
        ScanBy: 'TimestampAscending',
        MaxDatapoints: MOST_POINTS,
        ...(token !== undefined && { NextToken: token }),
      });
      const answer = await this.call('cloudwatch:GetMetricData', span.signal, () =>
        this.client.send(command, { abortSignal: span.signal }),
      );
      asked += some.length;
      for (const result of answer.MetricDataResults ?? []) this.take(result, some, span, points);
      token = answer.NextToken;
    } while (token);
    return asked;
  }

  private take(
    { Id = '', StatusCode, Messages = [], Timestamps = [], Values = [] }: MetricDataResult,
    some: readonly Wanted[],
    { from, to }: { readonly from: number; readonly to: number },
    points: ReadonlyMap<Wanted, PublishedDatum[]>,
  ): void {
    const one = some[Number(Id.slice(1))];
    if (!one) return;
    if (StatusCode === 'Forbidden' || StatusCode === 'InternalError')
      throw new UsageError(
        `CloudWatch did not give ${one.metric} (${StatusCode}${Messages.map(({ Value }) => `: ${Value}`).join('')}). Check the permissions, and try again.`,
      );
    for (const [i, time] of Timestamps.entries()) {
      const [at, value] = [time.getTime(), Values[i]];
      if (at >= from && at < to && value !== undefined) points.get(one)?.push({ at, value });
    }
  }

  /** @throws {UsageError} if the credentials are known to be for another account */
  private async checkAccount(signal: AbortSignal): Promise<void> {
    const { name, accountId } = this.environment;
    const { accountId: known } = await this.call('Signing in', signal, () =>
      this.client.config.credentials(),
    );
    if (accountId !== undefined && known !== undefined && known !== accountId)
      throw new UsageError(
        `The AWS credentials are for account ${known}, but environments.ts sets ${accountId} for ${name}.`,
      );
  }

  /** Throws a new error: the SDK's error contains the request. */
  private async call<T>(what: string, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (thrown) {
      signal.throwIfAborted();
      throw readingFailed(what, this.environment.region, thrown as Error);
    }
  }
}

const queryOf = ({ namespace, metric, dimensions, statistic }: Wanted, i: number, period: number) =>
  ({
    Id: `q${i}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: period,
      Stat: statistic,
    },
  }) satisfies MetricDataQuery;

/** Statistics of a metric with the same values become one series: where a period has one value, all are the same. */
function merged(points: ReadonlyMap<Wanted, PublishedDatum[]>): Series[] {
  const series = new Map<string, { -readonly [K in keyof Series]: Series[K] }>();
  for (const [{ service, metric, statistic }, found] of points) {
    found.sort((a, b) => a.at - b.at);
    const key = JSON.stringify([service, metric, found]);
    const known = series.get(key);
    if (known) known.statistics = [...known.statistics, statistic];
    else series.set(key, { service, metric, statistics: [statistic], points: found });
  }
  return [...series.values()];
}
