import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Deadline } from '../lib/deadline';
import type { Journal } from '../lib/journal';
import { retry } from '../lib/retry';
import type { Datum } from '../lib/state';
import { type AwsConnections, awsCall } from './connections';

/** The most metrics that PutMetricData accepts in one request. */
const BATCH = 1_000;

/** Where data are published. */
export interface Publisher {
  /**
   * Publishes in order, until something fails.
   * @param data called again for every attempt, because a failed attempt is itself a reading (ApiErrors)
   * @returns how many were accepted, and the error that stopped it, if any
   */
  publish(data: () => readonly Datum[], journal: Journal, deadline: Deadline): Promise<Published>;
}
export interface Published {
  readonly sent: number;
  readonly error?: unknown;
}

export class CloudWatchPublisher implements Publisher {
  private readonly client: CloudWatchClient;

  constructor(
    aws: AwsConnections,
    private readonly namespace: string,
    private readonly environment: string,
  ) {
    this.client = new CloudWatchClient(aws.clientConfig);
  }

  async publish(data: () => readonly Datum[], journal: Journal, deadline: Deadline): Promise<Published> {
    let sent = 0;
    try {
      while (sent < data().length) {
        await retry(() => this.put(data().slice(sent, sent + BATCH), deadline), journal, deadline);
        sent = Math.min(sent + BATCH, data().length);
      }
      return { sent };
    } catch (error) {
      return { sent, error };
    }
  }

  private put(batch: readonly Datum[], deadline: Deadline): Promise<unknown> {
    const Dimensions = [{ Name: 'Environment', Value: this.environment }];
    const MetricData = batch.map(
      ({ name, value, unit, at }): MetricDatum => ({
        MetricName: name,
        Dimensions,
        Timestamp: new Date(at),
        Value: value,
        Unit: unit,
      }),
    );
    const command = new PutMetricDataCommand({ Namespace: this.namespace, MetricData });
    return awsCall('CloudWatch PutMetricData', deadline, (options) => this.client.send(command, options));
  }
}
