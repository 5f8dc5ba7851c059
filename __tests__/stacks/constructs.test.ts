import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { fleetOf } from '../../model/databases/fleet';
import { rate, Schedule } from '../../stacks/collector/schedule';
import { StateTable } from '../../stacks/collector/state-table';
import { StateBucket } from '../../stacks/remote-state/state-bucket';
import { AlertTopic } from '../../stacks/topic';
import { environment as fixture } from '../fixtures/environments';
import { accountIn, built, only, statements } from '../support/stacks/stack';

const production = fixture('production');

describe('schedule', () => {
  const schedule = (collectionMinutes: number) =>
    built((scope) => {
      const lambda = new LambdaFunction(scope, 'f', { functionName: 'f', role: 'arn:role' });
      const fleet = fleetOf({ ...production, collectionMinutes }, 'upstash');
      return new Schedule(scope, 'schedule', { fleet, lambda, account: accountIn(scope) });
    });

  test('runs the function with its name every five minutes, and delivers no late event', () => {
    const { resource } = schedule(5).terraform;
    expect(only(resource, 'aws_cloudwatch_event_rule')).toMatchObject({
      name: 'macro-ai-production-upstash-monitoring',
      schedule_expression: 'rate(5 minutes)',
    });
    expect(only(resource, 'aws_cloudwatch_event_target')).toMatchObject({
      retry_policy: { maximum_event_age_in_seconds: 60, maximum_retry_attempts: 0 },
    });
  });

  test('only this rule may invoke the function', () => {
    expect(only(schedule(5).terraform.resource, 'aws_lambda_permission')).toMatchObject({
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      source_arn: expect.stringMatching(/^\$\{aws_cloudwatch_event_rule\..*\.arn\}$/),
    });
  });

  test('uses the singular for one minute, as EventBridge requires', () => {
    expect([rate(1), rate(2), rate(60)]).toEqual(['rate(1 minute)', 'rate(2 minutes)', 'rate(60 minutes)']);
  });

  test('as Terraform reads it', () => {
    const { hcl } = schedule(5);
    expect(hcl.slice(hcl.indexOf('resource "aws_cloudwatch_event_rule"'))).toMatchSnapshot();
  });
});

describe('topic', () => {
  const subscriptions = [
    { protocol: 'email', endpoint: 'oncall@example.com' },
    { protocol: 'https', endpoint: 'https://example.com/hook' },
  ] as const;
  const topic = (environment = production) =>
    built((scope) => new AlertTopic(scope, 'alerts', { environment, account: accountIn(scope) }));

  test('accepts messages only from this account’s alarms', () => {
    const { terraform } = topic();
    expect(only(terraform.resource, 'aws_sns_topic')).toMatchObject({ name: 'production-monitoring-alerts' });
    expect(statements(terraform)).toEqual([
      {
        sid: 'AlarmsOfThisAccount',
        actions: ['sns:Publish'],
        principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
        resources: [
          expect.stringMatching(/^arn:\$\{.*\}:sns:us-east-1:\$\{.*\}:production-monitoring-alerts$/),
        ],
        condition: [
          {
            test: 'StringEquals',
            variable: 'aws:SourceAccount',
            values: [expect.stringMatching(/^\$\{data\.aws_caller_identity\..*\.account_id\}$/)],
          },
        ],
      },
    ]);
  });

  test('has the environment’s subscriptions, and a change to one does not affect the other', () => {
    const ids = (of: typeof production.subscriptions) =>
      Object.keys(
        topic({ ...production, subscriptions: of }).terraform.resource.aws_sns_topic_subscription ?? {},
      );
    const both = ids(subscriptions);
    expect(both).toHaveLength(2);
    expect(both).toEqual(expect.arrayContaining(ids(subscriptions.slice(1))));
    expect(ids([])).toEqual([]);
  });

  test('has addresses without endpoints, also for two that differ in punctuation only, and moves those of version 0.1', () => {
    const twins = [
      { protocol: 'https', endpoint: 'https://example.com/a-b' },
      { protocol: 'https', endpoint: 'https://example.com/a/b' },
    ] as const;
    const { terraform } = topic({ ...production, subscriptions: twins });
    const found = Object.keys(terraform.resource.aws_sns_topic_subscription ?? {});
    expect(found).toHaveLength(2);
    for (const id of found) expect(id).toMatch(/^alerts_https-[0-9a-f]{12}_[0-9A-F]{8}$/);
    expect(terraform.moved).toEqual([
      {
        from: expect.stringMatching(
          /^aws_sns_topic_subscription\.alerts_https-https-example-com-a-b_[0-9A-F]{8}$/,
        ),
        to: expect.stringMatching(/^aws_sns_topic_subscription\.alerts_https-[0-9a-f]{12}_[0-9A-F]{8}$/),
      },
    ]);
  });

  test('may invoke a function that is subscribed, and only this topic', () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:notify';
    const permission = (endpoint: string) =>
      only(
        topic({ ...production, subscriptions: [{ protocol: 'lambda', endpoint }] }).terraform.resource,
        'aws_lambda_permission',
      );
    expect(permission(arn)).toEqual({
      statement_id: 'macro-ai-production-monitoring-alerts',
      action: 'lambda:InvokeFunction',
      function_name: arn,
      principal: 'sns.amazonaws.com',
      source_arn: expect.stringMatching(/^\$\{aws_sns_topic\..*\.arn\}$/),
    });
    expect(permission(`${arn}:live`)).toMatchObject({ function_name: arn, qualifier: 'live' });
  });

  test('lets through alarms that begin or end; where AWS Budgets writes to it, everything', () => {
    const filters = (budgeted: boolean) =>
      Object.values(
        topic({ ...production, subscriptions, ...(budgeted && { budget: { monthlyDollars: 20, at: [80] } }) })
          .terraform.resource.aws_sns_topic_subscription ?? {},
      ).map(({ filter_policy, filter_policy_scope }) => [filter_policy, filter_policy_scope]);
    const told = JSON.stringify({ $or: [{ NewStateValue: ['ALARM'] }, { OldStateValue: ['ALARM'] }] });
    expect(filters(false)).toEqual(subscriptions.map(() => [told, 'MessageBody']));
    expect(filters(true)).toEqual(subscriptions.map(() => [undefined, undefined]));
  });

  test('as Terraform reads it', () => {
    expect(topic({ ...production, subscriptions }).hcl).toMatchSnapshot();
  });
});

describe('table', () => {
  const table = built((scope) => new StateTable(scope, 'state', { environment: production }));

  test('has the key and the expiry that the collectors use, and on-demand billing', () => {
    expect(only(table.terraform.resource, 'aws_dynamodb_table')).toMatchObject({
      name: 'macro-ai-production-monitoring-state',
      billing_mode: 'PAY_PER_REQUEST',
      hash_key: 'target',
      attribute: [{ name: 'target', type: 'S' }],
      ttl: { attribute_name: 'expiresAt', enabled: true },
    });
  });

  test('as Terraform reads it', () => {
    expect(table.hcl).toMatchSnapshot();
  });
});

describe('bucket of remote state', () => {
  const bucket = (emulated = false) =>
    built(
      (scope) =>
        new StateBucket(scope, 'state', {
          name: 'macro-ai-terraform-state',
          account: accountIn(scope),
          emulated,
        }),
    );

  test('is versioned, encrypted, private, kept, and old versions expire', () => {
    const { resource } = bucket().terraform;
    expect(only(resource, 'aws_s3_bucket')).toMatchObject({ lifecycle: { prevent_destroy: true } });
    expect(only(resource, 'aws_s3_bucket_versioning')).toMatchObject({
      versioning_configuration: { status: 'Enabled' },
    });
    expect(only(resource, 'aws_s3_bucket_server_side_encryption_configuration')).toMatchObject({
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
    });
    expect(only(resource, 'aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(only(resource, 'aws_s3_bucket_lifecycle_configuration')).toMatchObject({
      rule: [{ status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 90 }] }],
    });
  });

  test('denies everything without TLS', () => {
    const { terraform } = bucket();
    expect(statements(terraform)).toEqual([
      expect.objectContaining({
        effect: 'Deny',
        actions: ['s3:*'],
        principals: [{ type: '*', identifiers: ['*'] }],
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      }),
    ]);
    expect(only(terraform.resource, 'aws_s3_bucket_policy')).toBeDefined();
  });

  test('allows plain HTTP for an emulator', () => {
    expect(bucket(true).terraform.resource).not.toHaveProperty('aws_s3_bucket_policy');
  });

  test('as Terraform reads it', () => {
    expect(bucket().hcl).toMatchSnapshot();
  });
});
