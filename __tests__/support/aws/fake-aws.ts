import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { listen } from '../servers/listen';

/** The services by their IAM names; X-Amz-Target has older ones. */
const services: Readonly<Record<string, string>> = {
  GraniteServiceVersion20100801: 'cloudwatch',
  AmazonSSM: 'ssm',
  DynamoDB_20120810: 'dynamodb',
};

/** One received call. */
export interface Call {
  /** Such as `cloudwatch`. */
  readonly service: string;
  /** Such as `PutMetricData`. */
  readonly operation: string;
  readonly input: Record<string, unknown>;
}
export interface PublishedDatum {
  readonly MetricName: string;
  readonly Value: number;
  readonly Unit: string;
  /** Seconds since the epoch. */
  readonly Timestamp: number;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}
/** Responds to a call instead of the emulator; returns false to let the emulator respond. */
export type Fault = (call: Call, response: ServerResponse) => boolean;

/**
 * CloudWatch, SSM and DynamoDB as far as the collectors use them, in the shapes that the SDK sends and reads (recorded
 * from @aws-sdk 3.1164): JSON 1.0 and 1.1 with X-Amz-Target. SNS has forms and XML, and nothing in it. Whatever depends on
 * real AWS semantics is also tested against moto.
 */
export class FakeAws {
  readonly calls: Call[] = [];
  readonly published: PublishedDatum[] = [];
  readonly parameters = new Map<string, string>();
  readonly items = new Map<string, Record<string, { S?: string; N?: string; B?: string }>>();
  /** How many items of a batch are read; the rest is left unprocessed. */
  mostItems = 100;
  fault: Fault | undefined;
  /** The clock of AWS, milliseconds since the epoch. */
  now: () => number = Date.now;
  private readonly server: Server;

  /** @param tls PEM texts; if set, it uses HTTPS */
  constructor(private readonly tls?: { readonly key: string; readonly cert: string }) {
    const take = (request: IncomingMessage, response: ServerResponse) => void this.answer(request, response);
    this.server = tls ? createTlsServer(tls, take) : createServer(take);
  }

  async start(): Promise<this> {
    await listen(this.server);
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http${this.tls ? 's' : ''}://127.0.0.1:${this.port}`;
  }

  /** Open connections to this server, as the kernel sees them. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.server.getConnections((e, n) => (e ? reject(e) : resolve(n))),
    );
  }

  count(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  /** Rejects the next `times` calls of one operation. */
  failing(operation: string, times = Number.POSITIVE_INFINITY, type = 'AccessDeniedException'): void {
    let left = times;
    this.fault = (call, response) => {
      if (call.operation !== operation || left-- <= 0) return false;
      refuse(response, 400, type, 'no');
      return true;
    };
  }

  /**
   * Refuses all data; and from the second save on, which is that of unsent data, each save arrives and has no answer.
   * @returns how often something was saved since then
   */
  unconfirmed(): () => number {
    let saves = 0;
    this.fault = ({ operation }, response) => {
      if (operation === 'PutMetricData') {
        refuse(response, 400, 'AccessDeniedException', 'no');
        return true;
      }
      if (operation === 'PutItem' && ++saves > 1) response.end = () => response.destroy();
      return false;
    };
    return () => saves;
  }

  /** The values of a metric in the order in which they arrived. */
  values(metric: string): number[] {
    return this.published.filter(({ MetricName }) => MetricName === metric).map(({ Value }) => Value);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    if (request.headers['content-type'] === 'application/x-www-form-urlencoded') {
      const Action = new URLSearchParams(body.toString()).get('Action');
      response.end(`<${Action}Response><${Action}Result/></${Action}Response>`);
      return;
    }
    const [target = '', operation = ''] = String(request.headers['x-amz-target']).split('.');
    const call = {
      service: services[target] ?? target,
      operation,
      input: JSON.parse(body.toString()) as Record<string, unknown>,
    };
    this.calls.push(call);
    if (this.fault?.(call, response)) return;
    const answers: Record<string, (input: never) => unknown> = {
      PutMetricData: (input: { MetricData: PublishedDatum[] }) => {
        if (input.MetricData.length > 1_000) return INVALID;
        if (!input.MetricData.every((datum) => isTaken(datum, this.now()))) return INVALID;
        this.published.push(...input.MetricData);
        return {};
      },
      GetParameters: ({ Names }: { Names: string[] }) =>
        Names.length > 10
          ? INVALID
          : {
              Parameters: Names.filter((n) => this.parameters.has(n)).map((Name) => ({
                Name,
                Value: this.parameters.get(Name),
              })),
            },
      GetItem: ({ Key }: { Key: { target: { S: string } } }) => ({ Item: this.items.get(Key.target.S) }),
      BatchGetItem: (input: never) => this.batch(input),
      PutItem: (input: never) => this.put(input),
    };
    const answered = answers[operation]?.(call.input as never) ?? {};
    if (answered === CONFLICT)
      refuse(response, 400, 'ConditionalCheckFailedException', 'The conditional request failed');
    else if (answered === INVALID) refuse(response, 400, 'InvalidParameterValueException', 'not taken');
    else reply(response, 200, answered);
  }

  private batch({
    RequestItems,
  }: {
    RequestItems: Record<string, { Keys: { target: { S: string } }[] }>;
  }): unknown {
    const [[table, { Keys }] = ['', { Keys: [] }]] = Object.entries(RequestItems);
    if (Keys.length > 100) return INVALID;
    const asked = Keys.slice(0, this.mostItems);
    const left = Keys.slice(this.mostItems);
    return {
      Responses: { [table]: asked.flatMap(({ target }) => this.items.get(target.S) ?? []).reverse() },
      UnprocessedKeys: left.length > 0 ? { [table]: { Keys: left } } : {},
    };
  }

  private put(input: {
    Item: { target: { S: string }; revision: { S: string } };
    ConditionExpression?: string;
    ExpressionAttributeValues?: Record<string, { S: string }>;
  }): unknown {
    const key = input.Item.target.S;
    if (JSON.stringify(input.Item).length > LARGEST_ITEM) return INVALID;
    const now = this.items.get(key);
    const allowed = Object.values(input.ExpressionAttributeValues ?? {}).map(({ S }) => S);
    if (input.ConditionExpression && now && !allowed.includes(String(now.revision?.S))) return CONFLICT;
    this.items.set(key, input.Item);
    return {};
  }
}

const CONFLICT = Symbol('conflict');
const INVALID = Symbol('invalid');
const LARGEST_ITEM = 400_000;
const HOUR_S = 3600;

/** Whether CloudWatch accepts a datum; an invalid one makes it reject the whole request. */
function isTaken({ MetricName, Value, Timestamp }: PublishedDatum, now: number): boolean {
  const ahead = Timestamp - now / 1000;
  return (
    /^[\x20-\x7e]{1,255}$/.test(MetricName) &&
    Math.abs(Value) <= 2 ** 360 &&
    ahead <= 2 * HOUR_S &&
    ahead >= -14 * 24 * HOUR_S
  );
}

export function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}

/** Responds with an AWS error. */
export function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  reply(response, status, { __type: `com.amazonaws.fake#${type}`, message });
}

/** The variables that direct the SDK to the emulator. */
export function awsVariables(url: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    // Lambda's Node has no such warning; where only an older one is installed, bundles run on that.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
