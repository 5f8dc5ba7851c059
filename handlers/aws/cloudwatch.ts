import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Deadline } from '../lib/deadline';
import { type Journal, SharedJournal } from '../lib/journal';
import { retry } from '../lib/retry';
import type { Datum } from '../lib/state';
import { type AwsConnections, awsCall } from './connections';

/**
 * The most metrics that PutMetricData accepts in one request, which may have 1 MB (API: PutMetricData). A datum has less than
 * 600 bytes with the longest names and numbers, so that this is met first.
 */
const BATCH = 1_000;

/** What is published of one database. */
export interface Part {
  /** The database's name; undefined for the unnamed one. */
  readonly database: string | undefined;
  /** Counts the failed calls in which something of this part was. */
  readonly journal: Journal;
  /** Called again for every attempt, because a failed attempt is itself a reading (ApiErrors). Always as many. */
  data(): readonly Datum[];
}

/** Where data are published. */
export interface Publisher {
  /**
   * Publishes the data of several databases together, in order, until something fails.
   * @returns how many were accepted of each part, and the error that stopped it, if any
   */
  publish(parts: readonly Part[], deadline: Deadline): Promise<Published>;
}
export interface Published {
  readonly sent: readonly number[];
  readonly error?: unknown;
}

/** A datum, and the part that it belongs to. */
interface Queued {
  readonly part: Part;
  readonly datum: Datum;
}

const queueOf = (parts: readonly Part[]): Queued[] =>
  parts.flatMap((part) => part.data().map((datum) => ({ part, datum })));

/** How many of each part are among the first `n` of all. */
function dividedAmong(lengths: readonly number[], n: number): number[] {
  let left = n;
  return lengths.map((length) => {
    const own = Math.min(length, left);
    left -= own;
    return own;
  });
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

  async publish(parts: readonly Part[], deadline: Deadline): Promise<Published> {
    const order = queueOf(parts).map(({ part }) => part);
    let sent = 0;
    const lengths = parts.map((part) => part.data().length);
    try {
      while (sent < order.length) {
        const end = Math.min(sent + BATCH, order.length);
        const journals = new Set(order.slice(sent, end).map(({ journal }) => journal));
        const batch = () => queueOf(parts).slice(sent, end);
        await retry(() => this.put(batch(), deadline), new SharedJournal(journals), deadline);
        sent = end;
      }
      return { sent: dividedAmong(lengths, sent) };
    } catch (error) {
      return { sent: dividedAmong(lengths, sent), error };
    }
  }

  private put(batch: readonly Queued[], deadline: Deadline): Promise<unknown> {
    const MetricData = batch.map(
      ({ part, datum: { name, value, unit, at } }): MetricDatum => ({
        MetricName: name,
        Dimensions: this.dimensions(part),
        Timestamp: new Date(at),
        Value: value,
        Unit: unit,
      }),
    );
    const command = new PutMetricDataCommand({ Namespace: this.namespace, MetricData });
    return awsCall('CloudWatch PutMetricData', deadline, (options) => this.client.send(command, options));
  }

  private dimensions({ database }: Part) {
    const environment = { Name: 'Environment', Value: this.environment };
    return database === undefined ? [environment] : [environment, { Name: 'Database', Value: database }];
  }
}
