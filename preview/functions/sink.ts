import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { PublishedPoint } from '../web/protocol';

/** The dimension of named databases. */
const DIMENSION = 'Database';

/** A value as it would have been sent to CloudWatch. */
export interface Datum {
  readonly value: number;
  readonly unit: string;
}

/** A time in AWS's JSON: seconds since the epoch, with a fraction. */
const seconds = v.number();
/** The input of PutMetricData, as far as the preview shows it. */
const putMetricData = v.object({
  Namespace: v.string(),
  MetricData: v.array(
    v.object({
      MetricName: v.string(),
      Value: v.number(),
      Unit: v.string(),
      Timestamp: v.optional(seconds),
      Dimensions: v.optional(v.array(v.object({ Name: v.string(), Value: v.string() }))),
    }),
  ),
});

/**
 * The number of values that are kept for whoever takes them. Each run publishes about 15, and its values are taken at its
 * end; more accumulate only if nobody takes them.
 */
const MOST_KEPT = 5_000;

/** CloudWatch's limit for a PutMetricData request. */
const LARGEST_BODY = 1_000_000;
const TARGET = 'GraniteServiceVersion20100801.PutMetricData';

/**
 * A stand-in for CloudWatch on loopback: accepts PutMetricData (AWS JSON 1.0, gzipped or not) and keeps the newest
 * values. It rejects any other call as AWS rejects unknown calls, so that none seems to succeed.
 */
export class Sink {
  /** Namespace → metric of the unnamed database → latest value. */
  readonly latest = new Map<string, Map<string, Datum>>();
  /** The number of values received. */
  total = 0;
  private received: {
    readonly namespace: string;
    readonly database: string | undefined;
    readonly metric: string;
    readonly point: PublishedPoint;
  }[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** What a namespace received for a database since this was last called, by metric. */
  takeNew(namespace: string, database?: string): Record<string, PublishedPoint[]> {
    const isMine = (one: (typeof this.received)[number]) =>
      one.namespace === namespace && one.database === database;
    const mine = this.received.filter(isMine);
    this.received = this.received.filter((one) => !isMine(one));
    const metrics: Record<string, PublishedPoint[]> = {};
    for (const { metric, point } of mine) {
      metrics[metric] ??= [];
      metrics[metric].push(point);
    }
    return metrics;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    };
    try {
      const target = request.headers['x-amz-target'];
      const input = await read(request);
      if (target !== TARGET)
        return reply(400, {
          __type: 'UnknownOperationException',
          message: `the preview does not support ${target ?? 'this call'}`,
        });
      this.take(v.parse(putMetricData, JSON.parse(input)));
      reply(200, {});
    } catch (error) {
      reply(400, { __type: 'SerializationException', message: (error as Error).message });
    }
  }

  private take({ Namespace, MetricData }: v.InferOutput<typeof putMetricData>): void {
    const metrics = this.latest.get(Namespace) ?? new Map<string, Datum>();
    const seen = Date.now();
    for (const { MetricName: metric, Value: value, Unit: unit, Timestamp, Dimensions } of MetricData) {
      const database = Dimensions?.find(({ Name }) => Name === DIMENSION)?.Value;
      if (database === undefined) metrics.set(metric, { value, unit });
      const at = Timestamp === undefined ? seen : Math.round(Timestamp * 1_000);
      this.received.push({ namespace: Namespace, database, metric, point: { at, value, unit, seen } });
    }
    this.received = this.received.slice(-MOST_KEPT);
    this.latest.set(Namespace, metrics);
    this.total += MetricData.length;
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}
