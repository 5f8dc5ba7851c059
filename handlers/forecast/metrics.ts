import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { DAY_MS } from '../../model/forecast/method/days';
import { type Asked, type Points, queriesOf, seriesIn } from '../../model/forecast/queries';
import { type AwsConnections, awsCall } from '../aws/connections';
import type { Deadline } from '../lib/deadline';
import { AwsError } from '../lib/errors';
import { Journal } from '../lib/journal';
import { retry } from '../lib/retry';

/** GetMetricData: metrics of one call. */
const MOST_QUERIES = 500;
/** PutMetricData: metrics of one call. */
const MOST_DATA = 1_000;
/** Two months of hundreds of metrics take longer than other calls. */
const READ_MS = 15_000;

/** The metrics of an environment in CloudWatch, read and written with the function's role. */
export class ForecastMetrics {
  private readonly client: CloudWatchClient;

  constructor(aws: AwsConnections) {
    this.client = new CloudWatchClient(aws.clientConfig);
  }

  /**
   * @param from to, whole days since the epoch; without the last one
   * @returns the values of each metric, by day, in the order of the metrics
   * @throws {AwsError} if CloudWatch gives less than it was asked for
   */
  async read(asked: readonly Asked[], from: number, to: number, deadline: Deadline): Promise<Points[]> {
    const all: Points[] = [];
    for (let i = 0; i < asked.length; i += MOST_QUERIES) {
      const some = asked.slice(i, i + MOST_QUERIES);
      all.push(...seriesIn(some.length, await this.pages(some, from, to, deadline)));
    }
    return all;
  }

  private async pages(some: readonly Asked[], from: number, to: number, deadline: Deadline) {
    const results = [];
    let NextToken: string | undefined;
    do {
      const command: GetMetricDataCommand = new GetMetricDataCommand({
        MetricDataQueries: queriesOf(some),
        StartTime: new Date(from * DAY_MS),
        EndTime: new Date(to * DAY_MS),
        ScanBy: 'TimestampAscending',
        ...(NextToken !== undefined && { NextToken }),
      });
      const read = () =>
        awsCall(
          'CloudWatch GetMetricData',
          deadline,
          (options) => this.client.send(command, options),
          undefined,
          READ_MS,
        );
      const answer = await retry(read, new Journal(), deadline);
      for (const { StatusCode, Id } of answer.MetricDataResults ?? [])
        if (StatusCode === 'Forbidden' || StatusCode === 'InternalError')
          throw new AwsError(
            `CloudWatch GetMetricData did not give ${some[Number(Id?.slice(1))]?.metric ?? 'a metric'} (${StatusCode}): the next run tries again.`,
          );
      results.push(...(answer.MetricDataResults ?? []));
      ({ NextToken } = answer);
    } while (NextToken);
    return results;
  }

  /** Publishes in each namespace; a call that fails is made once more. @returns how many were published */
  async publish(
    byNamespace: ReadonlyMap<string, readonly MetricDatum[]>,
    deadline: Deadline,
  ): Promise<number> {
    let published = 0;
    for (const [Namespace, data] of byNamespace)
      for (let i = 0; i < data.length; i += MOST_DATA) {
        const MetricData = data.slice(i, i + MOST_DATA);
        const put = () =>
          awsCall('CloudWatch PutMetricData', deadline, (options) =>
            this.client.send(new PutMetricDataCommand({ Namespace, MetricData }), options),
          );
        await retry(put, new Journal(), deadline);
        published += MetricData.length;
      }
    return published;
  }
}
