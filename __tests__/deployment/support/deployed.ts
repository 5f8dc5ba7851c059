import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  type Metric,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { FORECAST, type FunctionName } from '../../../handlers/bundle/collectors';
import { clientOf, type TestAccount } from './account';
import type { Target } from './emulator';
import { invoke } from './invoke';
import type { Variables } from './terraform';

/** Limits that a plain PostgreSQL and Redis do not have, quotas, and what is counted for less than a day. */
export const ofVendors: readonly string[] = [
  ...['ComputeQuotaPercent', 'ComputeLimit', 'DatabaseSizeLimit'],
  ...['ThroughputPercent', 'CommandQuotaPercent'],
];

/** A metric that a deployed alarm watches. */
export interface Watched extends Metric {
  readonly MetricName: string;
  /** The name of the alarm. */
  readonly alarm: string;
  /** Whether there are no data of it. */
  readonly silent: boolean;
}

/** What is deployed of an environment, as AWS has it. */
export class Deployed {
  /**
   * @param stack the folder of the synthesized stack
   * @param vendors variables with the URLs of vendors' APIs
   */
  constructor(
    private readonly account: TestAccount,
    private readonly environment: string,
    readonly stack: string,
    private readonly vendors: Variables,
  ) {}

  /** The name of a service's function, and of the first rule of its schedule. */
  nameOf(service: FunctionName): string {
    const name = `macro-ai-${this.environment}-${service}`;
    return service === FORECAST ? name : `${name}-monitoring`;
  }

  archive(service: FunctionName): Buffer {
    const assets = join(this.stack, 'assets');
    const file = readdirSync(assets, { recursive: true, encoding: 'utf8' }).find((f) =>
      f.endsWith(`${service}.zip`),
    );
    return readFileSync(join(assets, file ?? ''));
  }

  /** Runs a function's archive with its deployed variables. */
  async run(service: FunctionName, payload: unknown = {}) {
    const { Environment } = await this.account.aws.lambda(this.nameOf(service));
    const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, PATH } = this.account.env;
    const fromLambda = { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, PATH };
    const env = { ...Environment.Variables, ...fromLambda, ...this.vendors } as Variables;
    return invoke(
      this.archive(service),
      join(this.account.folder, `${this.environment}-${service}`),
      env,
      payload,
    );
  }

  /** What the only rule of a service's schedule sends to its function, when the rule fires at this time. */
  async scheduled(service: FunctionName, time: string): Promise<unknown> {
    const [target, ...others] = await this.account.aws.targets(this.nameOf(service));
    if (!target || others.length > 0) throw new Error(`The schedule of ${service} has not one target`);
    return eventOf(target, { 'detail-type': 'Scheduled Event', time });
  }

  /** Every metric that any deployed alarm watches, directly or in its expression. */
  async watched(): Promise<readonly Watched[]> {
    const cloudwatch = new CloudWatchClient(clientOf(this.account));
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    const found: Watched[] = [];
    for (const alarm of MetricAlarms)
      for (const { Namespace, MetricName, Dimensions } of watchedBy(alarm)) {
        const { Datapoints = [] } = await cloudwatch.send(
          new GetMetricStatisticsCommand({
            ...{ Namespace, MetricName, Dimensions },
            StartTime: new Date(Date.now() - 3_600_000),
            EndTime: new Date(Date.now() + 60_000),
            Period: 300,
            Statistics: ['SampleCount'],
          }),
        );
        found.push({
          ...{ Namespace, MetricName: String(MetricName), Dimensions },
          ...{ alarm: String(alarm.AlarmName), silent: Datapoints.length === 0 },
        });
      }
    cloudwatch.destroy();
    return found;
  }

  /** What the collectors keep between runs: the keys of the items, and their text. */
  async states(): Promise<{ readonly keys: readonly string[]; readonly text: string }> {
    const dynamodb = new DynamoDBClient(clientOf(this.account));
    const TableName = `macro-ai-${this.environment}-monitoring-state`;
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
    dynamodb.destroy();
    return { keys: Items.map(({ target }) => String(target?.S)).sort(), text: JSON.stringify(Items) };
  }
}

/** The metrics that an alarm watches. @throws {Error} if it watches none */
function watchedBy({ AlarmName, Namespace, MetricName, Dimensions, Metrics = [] }: MetricAlarm): Metric[] {
  if (MetricName) return [{ Namespace, MetricName, Dimensions }];
  const inMath = Metrics.flatMap(({ MetricStat }) => (MetricStat?.Metric ? [MetricStat.Metric] : []));
  if (inMath.length === 0) throw new Error(`The alarm ${AlarmName} watches no metric`);
  return inMath;
}

/**
 * What EventBridge sends to a target for an event. In a template it puts JSON in place of each `<name>`: a text is in quotes.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
function eventOf({ Input, InputTransformer }: Target, event: Readonly<Record<string, unknown>>): unknown {
  if (Input !== undefined) return JSON.parse(Input);
  if (!InputTransformer) return event;
  const { InputPathsMap, InputTemplate } = InputTransformer;
  return JSON.parse(
    InputTemplate.replace(/<(\w+)>/g, (_, name: string) =>
      JSON.stringify(event[InputPathsMap[name]?.replace(/^\$\./, '') ?? '']),
    ),
  );
}
