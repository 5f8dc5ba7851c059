import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformOutput, type TerraformStack } from 'cdktf';
import type { Environment } from '../../model/environment';
import { uptimeTopicName } from '../../model/names';
import { checksIn, UPTIME_REGION } from '../../model/uptime/check';
import type { Account } from '../account';
import { type ProviderOptions, usProvider } from '../remote-state/backend';
import { AlertTopic } from '../topic';

/** What alarms in us-east-1 need where their environment is elsewhere. */
export interface UptimeTopic {
  readonly topicArn: string;
  readonly provider: AwsProvider;
}

export interface UptimeTopicConfig {
  readonly environment: Environment;
  readonly account: Account;
  /** Of the stack's own provider. */
  readonly options: ProviderOptions;
}

/**
 * The topic in us-east-1 that alarms of uptime checks notify, with the subscriptions of the environment: an alarm notifies a topic of
 * its own region only. Undefined where there are no checks, or the environment is there itself: its own topic serves.
 */
export function uptimeTopic(
  stack: TerraformStack,
  { environment, account, options }: UptimeTopicConfig,
): UptimeTopic | undefined {
  if (checksIn(environment).length === 0 || environment.region === UPTIME_REGION) return undefined;
  const provider = usProvider(stack, options);
  const elsewhere = { name: uptimeTopicName(environment.name), region: UPTIME_REGION, provider };
  const { topic } = new AlertTopic(stack, 'uptime-alerts', { environment, account, elsewhere });
  new TerraformOutput(stack, 'uptime_topic', { value: topic.arn });
  return { topicArn: topic.arn, provider };
}
