import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import type { Environment } from '../model/environment';
import { topicName } from '../model/names';
import type { Account } from './account';

export interface AlertTopicConfig {
  readonly environment: Environment;
  readonly account: Account;
}

/**
 * The topic that an environment's alarms notify. It is not encrypted with a KMS key: CloudWatch would need access in
 * the key policy, a key costs money, and alarm texts contain no secrets.
 */
export class AlertTopic extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, { environment, account }: AlertTopicConfig) {
    super(scope, id);
    const name = topicName(environment.name);
    this.topic = new SnsTopic(this, 'topic', { name });
    const policy = new DataAwsIamPolicyDocument(this, 'publishers', {
      statement: [
        {
          sid: 'AlarmsOfThisAccount',
          actions: ['sns:Publish'],
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
          resources: [account.arn('sns', name)],
          condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [account.id] }],
        },
      ],
    });
    new SnsTopicPolicy(this, 'policy', { arn: this.topic.arn, policy: policy.json });
    for (const { protocol, endpoint } of environment.subscriptions)
      new SnsTopicSubscription(this, subscriptionId(protocol, endpoint), {
        topicArn: this.topic.arn,
        protocol,
        endpoint,
      });
  }
}

/** Derived from the endpoint, so that removing one subscription does not affect the others. */
function subscriptionId(protocol: string, endpoint: string): string {
  return `${protocol}-${endpoint.replace(/[^A-Za-z0-9]+/g, '-')}`;
}
