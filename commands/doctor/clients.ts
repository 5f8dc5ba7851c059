import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Environment } from '../../model/environment';
import { isEmulated } from '../../model/variables';
import { clientConfig } from '../secrets/client';

/** What the command asks. Nothing of it changes anything. */
export interface Clients {
  readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly events: Pick<EventBridgeClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly logs: Pick<CloudWatchLogsClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly sns: Pick<SNSClient, 'send'>;
  readonly ssm: Pick<SSMClient, 'send'>;
}

/** Many databases are many calls: throttled ones are repeated, with pauses that the SDK chooses. */
const ATTEMPTS = 5;

/** The clients of an environment, in its region; that of S3 in the region of the bucket. */
export function openClients(
  { region, settings: { remoteState } }: Pick<Environment, 'region' | 'settings'>,
  extra: {
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  } = {},
) {
  const config = { ...clientConfig(region), maxAttempts: ATTEMPTS, ...extra };
  const clients = {
    cloudwatch: new CloudWatchClient(config),
    dynamodb: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    sns: new SNSClient(config),
    ssm: new SSMClient(config),
    s3: new S3Client({
      ...config,
      region: remoteState.region,
      forcePathStyle: extra.endpoint !== undefined || isEmulated(process.env),
    }),
  };
  return {
    ...clients,
    close: (): void => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
