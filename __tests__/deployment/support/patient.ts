import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { type Clients, openClients } from '../../../commands/doctor/clients';
import { look } from '../../../commands/doctor/look';
import type { Environment } from '../../../model/environment';
import { diagnose, type Said } from '../../../reports/doctor/diagnose';
import { type Code, type Expected, expectedOf } from '../../../reports/doctor/expected';
import { environments } from '../../fixtures/environments';
import { recorded, type Sent } from '../../support/aws/stubs';
import { clientOf, type TestAccount } from './account';

const MINUTE = 60_000;
/**
 * Later than now: whatever was deployed by this test is old enough to be judged. The emulator takes values of any time.
 */
const LATER = 150 * MINUTE;

interface Values {
  readonly row?: string;
  readonly value?: number;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** A deployed environment that `npm run doctor` looks at, at a time of its own. */
export class Patient {
  readonly now = new Date(Date.now() + LATER);
  readonly expected: Expected;
  readonly clients: Clients;
  /** What the doctor has asked AWS. */
  readonly calls: Sent[] = [];
  /** What is closed with it. */
  readonly toClose: { destroy(): void }[] = [];
  private readonly opened;
  private readonly cloudwatch: CloudWatchClient;
  private subscription: string | undefined;

  constructor(
    readonly account: TestAccount,
    readonly environment: Environment,
    code: Code,
  ) {
    const { endpoint, credentials } = clientOf(account);
    this.opened = openClients(environment, { endpoint, credentials });
    this.clients = recorded(this.opened, this.calls);
    this.cloudwatch = new CloudWatchClient(clientOf(account));
    this.expected = expectedOf(environment, environments, code);
  }

  close(): void {
    this.opened.close();
    this.cloudwatch.destroy();
    for (const one of this.toClose) one.destroy();
  }

  async examine(): Promise<readonly Said[]> {
    return diagnose(this.expected, await look(this.clients, this.expected, this.now));
  }

  /** What was found, one line each: `secrets: fault neon NEON_CONNECTION_STRING is not stored`. */
  async findings(): Promise<string[]> {
    return (await this.examine()).flatMap(({ name, findings, unknown }) => [
      ...findings.map(({ grade, subject, what }) => `${name}: ${grade} ${subject} ${what}`),
      ...(unknown === undefined ? [] : [`${name}: unknown ${unknown}`]),
    ]);
  }

  /** Publishes values of rows, as the collectors would have done it so many minutes ago. By default 1 of each row. */
  async publish(minutes: number, { row, value = 1, dimensions }: Values = {}): Promise<void> {
    const rows = this.expected.rows.filter((one) => row === undefined || one.row === row);
    for (const namespace of new Set(rows.map((one) => one.namespace)))
      await this.cloudwatch.send(
        new PutMetricDataCommand({
          Namespace: namespace,
          MetricData: rows
            .filter((one) => one.namespace === namespace)
            .map((one) => ({
              MetricName: one.row,
              Value: value,
              Timestamp: this.ago(minutes),
              Dimensions: Object.entries(dimensions ?? one.dimensions).map(([Name, Value]) => ({
                ...{ Name, Value },
              })),
            })),
        }),
      );
  }

  /** Has Lambda count a run of every function, so many minutes ago. */
  async run(minutes: number, metric: 'Invocations' | 'Errors' | 'Throttles' = 'Invocations'): Promise<void> {
    const MetricData = this.expected.functions.map(({ name }) => ({
      ...{ MetricName: metric, Value: 1, Timestamp: this.ago(minutes) },
      Dimensions: [{ Name: 'FunctionName', Value: name }],
    }));
    await this.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/Lambda', MetricData }));
  }

  /** What a first visit leaves behind. */
  async remember(): Promise<void> {
    const dynamodb = new DynamoDBClient(clientOf(this.account));
    for (const { key } of this.expected.states)
      await dynamodb.send(
        new PutItemCommand({ TableName: this.expected.table, Item: { target: { S: key } } }),
      );
    dynamodb.destroy();
  }

  /** Somebody who hears the alarms; the emulator confirms for them. */
  async subscribe(): Promise<void> {
    const sns = new SNSClient(clientOf(this.account));
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({
        ...{ TopicArn: this.topicArn, Protocol: 'email', Endpoint: 'oncall@example.com' },
        ReturnSubscriptionArn: true,
      }),
    );
    this.subscription = SubscriptionArn;
    sns.destroy();
  }
  async unsubscribe(): Promise<void> {
    const sns = new SNSClient(clientOf(this.account));
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: this.subscription }));
    sns.destroy();
  }

  get topicArn(): string {
    return `arn:aws:sns:us-east-1:123456789012:${this.expected.topic}`;
  }

  private ago(minutes: number): Date {
    return new Date(this.now.getTime() - minutes * MINUTE);
  }
}
