import { createHash } from 'node:crypto';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import {
  SnsTopicSubscription,
  type SnsTopicSubscriptionConfig,
} from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { TerraformElement } from 'cdktf';
import { Construct } from 'constructs';
import { functionIn } from '../model/aws/endpoints';
import type { Environment, Subscription } from '../model/environment';
import { topicName } from '../model/names';
import { filterOf } from '../model/notify/states';
import type { Account } from './account';

export interface AlertTopicConfig {
  readonly environment: Environment;
  readonly account: Account;
  /** Whether AWS Budgets publishes to it. */
  readonly budgeted?: boolean;
  /** Where and what a further topic is, for alarms in another region; its subscriptions are those of the environment. */
  readonly elsewhere?: Elsewhere;
}

export interface Elsewhere {
  readonly name: string;
  readonly region: string;
  readonly provider: AwsProvider;
}

/**
 * The topic that an environment's alarms notify. It is not encrypted with a KMS key: CloudWatch would need access in
 * the key policy, a key costs money, and alarm texts contain no secrets.
 */
export class AlertTopic extends Construct {
  readonly topic: SnsTopic;
  /** Lets publish whoever has something to tell. */
  readonly policy: SnsTopicPolicy;
  private readonly place: { readonly provider?: AwsProvider };
  private readonly formerIds = new Set<string>();
  /** What subscriptions let through. */
  private readonly filter: Pick<SnsTopicSubscriptionConfig, 'filterPolicy' | 'filterPolicyScope'>;

  constructor(
    scope: Construct,
    id: string,
    { environment, account, budgeted = false, elsewhere }: AlertTopicConfig,
  ) {
    super(scope, id);
    // A budget tells the environment's own topic only.
    const filter = filterOf(elsewhere ? { ...environment, budget: undefined } : environment);
    this.filter = filter
      ? { filterPolicy: filter.FilterPolicy, filterPolicyScope: filter.FilterPolicyScope }
      : {};
    const { name, region, provider } = elsewhere ?? { name: topicName(environment.name) };
    const arn = account.arn('sns', name, region);
    this.place = provider ? { provider } : {};
    this.topic = new SnsTopic(this, 'topic', { name, ...this.place });
    const policy = new DataAwsIamPolicyDocument(this, 'publishers', {
      statement: [
        {
          sid: 'AlarmsOfThisAccount',
          actions: ['sns:Publish'],
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
          resources: [arn],
          condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [account.id] }],
        },
        ...(budgeted ? [budgetsOfThisAccount(name, account)] : []),
      ],
    });
    this.policy = new SnsTopicPolicy(this, 'policy', {
      ...{ arn: this.topic.arn, policy: policy.json },
      ...this.place,
    });
    const { project } = environment.settings;
    for (const subscription of environment.subscriptions) this.subscribe(subscription, `${project}-${name}`);
  }

  private subscribe({ protocol, endpoint }: Subscription, statementId: string): void {
    const id = subscriptionId(protocol, endpoint);
    const subscription = new SnsTopicSubscription(this, id, {
      topicArn: this.topic.arn,
      ...{ protocol, endpoint },
      ...this.filter,
      ...this.place,
    });
    // Version 0.1 had one topic.
    const former = this.place.provider ? undefined : this.formerAddress(protocol, endpoint);
    if (former !== undefined) subscription.moveFromId(former);
    const lambda = functionIn(endpoint);
    if (!lambda) return;
    const { arn, qualifier } = lambda;
    // In the function's region, which is the stack's: a topic of another one may invoke it, too.
    new LambdaPermission(this, `${id}-permission`, {
      statementId,
      action: 'lambda:InvokeFunction',
      functionName: arn,
      ...(qualifier !== undefined && { qualifier }),
      principal: 'sns.amazonaws.com',
      sourceArn: this.topic.arn,
    });
  }

  /**
   * The address of a subscription in version 0.1: with the endpoint in it. Without a move, Terraform would delete and create
   * it, and an e-mail recipient would have to confirm again. Two endpoints may have had the same address; only one of them
   * can have been deployed.
   */
  private formerAddress(protocol: string, endpoint: string): string | undefined {
    const id = `${protocol}-${endpoint.replace(/[^A-Za-z0-9]+/g, '-')}`;
    if (this.formerIds.has(id)) return undefined;
    this.formerIds.add(id);
    const former = new TerraformElement(this, id);
    this.node.tryRemoveChild(id);
    return `${SnsTopicSubscription.tfResourceType}.${former.friendlyUniqueId}`;
  }
}

const budgetsOfThisAccount = (topic: string, account: Account) => ({
  sid: 'BudgetsOfThisAccount',
  actions: ['sns:Publish'],
  principals: [{ type: 'Service', identifiers: ['budgets.amazonaws.com'] }],
  resources: [account.arn('sns', topic)],
  condition: [
    { test: 'StringEquals', variable: 'aws:SourceAccount', values: [account.id] },
    { test: 'ArnLike', variable: 'aws:SourceArn', values: [account.globalArn('budgets', '*')] },
  ],
});

/**
 * Derived from the endpoint, so that removing one subscription does not affect the others, and without it: addresses are in
 * plans, logs and pull requests.
 */
function subscriptionId(protocol: string, endpoint: string): string {
  return `${protocol}-${createHash('sha256').update(endpoint).digest('hex').slice(0, 12)}`;
}
