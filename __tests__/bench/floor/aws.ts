import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** As in the collectors, connections last for one run: Lambda freezes the process in between. */
const httpAgent = new HttpAgent({ keepAlive: true });
const httpsAgent = new HttpsAgent({ keepAlive: true });
const config = { requestHandler: new NodeHttpHandler({ httpAgent, httpsAgent }) };
const cloudwatch = new CloudWatchClient(config);
const dynamodb = new DynamoDBClient(config);

/** Loads the previous sample, without which counters cannot be read; only if FLOOR_LOADS is set. */
export async function load(): Promise<void> {
  if (process.env.FLOOR_LOADS !== 'true') return;
  await dynamodb.send(new GetItemCommand({ TableName: 'state', Key: { target: { S: 'floor' } } }));
}

/** Only one signed PutMetricData and one state write. */
export async function deliver(namespace: string, values: Readonly<Record<string, number>>): Promise<void> {
  const Dimensions = [{ Name: 'Environment', Value: 'bench' }];
  const Timestamp = new Date();
  const MetricData = Object.entries(values).map(([MetricName, Value]) => ({
    MetricName,
    Value,
    Timestamp,
    Dimensions,
    Unit: 'Count' as const,
  }));
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
  const Item = { target: { S: 'floor' }, state: { S: JSON.stringify(values) } };
  await dynamodb.send(new PutItemCommand({ TableName: 'state', Item }));
  httpAgent.destroy();
  httpsAgent.destroy();
}
