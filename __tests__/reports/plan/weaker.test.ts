import type { JsonObject } from '../../../reports/plan/json';
import { change, review, under, written } from './reports';

const alarm = (more: JsonObject = {}): JsonObject => ({
  alarm_name: 'production-neon-slow-queries-warning',
  namespace: 'Neon/Monitoring',
  metric_name: 'SlowQueries',
  threshold: 5,
  alarm_actions: ['arn:a'],
  ok_actions: ['arn:a'],
  ...more,
});
const ALARM = 'aws_cloudwatch_metric_alarm';
const kept = {
  ...change(ALARM, alarm(), alarm()),
  change: { actions: ['no-op'], before: alarm(), after: alarm() },
};
const mail = { protocol: 'email', endpoint: 'a@example.com', topic_arn: 'arn:t' };
const policy = (...statements: readonly JsonObject[]): string => JSON.stringify({ Statement: statements });
const rule = (more: JsonObject): JsonObject => ({
  bucket: 'b',
  rule: [{ id: 'r', status: 'Enabled', ...more }],
});
const told = {
  function_name: 'arn:aws:lambda:us-east-1:123456789012:function:page',
  principal: 'sns.amazonaws.com',
};
const LIFECYCLE = 'aws_s3_bucket_lifecycle_configuration';
const replaced = (type: string, before: JsonObject, after: JsonObject): JsonObject => ({
  ...change(type, before, after),
  change: {
    ...(change(type, before, after).change as JsonObject),
    actions: ['delete', 'create'],
    replace_paths: [['name']],
  },
});

/** Every kind of thing that is said first: the change, the box, the line. */
test.each<[string, readonly JsonObject[], box: string, line: string]>([
  [
    'a new alarm without a target',
    [change(ALARM, null, alarm({ alarm_actions: null }))],
    'Alarms reach nobody, or fewer people',
    'SlowQueries warning **tells nobody**: alarm_actions is empty',
  ],
  [
    'the last subscription',
    [kept, change('aws_sns_topic_subscription', mail, null)],
    'Alarms reach nobody, or fewer people',
    '**nobody is told of any alarm** after this: the topic has no subscription left',
  ],
  [
    'another endpoint',
    [kept, replaced('aws_sns_topic_subscription', mail, { ...mail, endpoint: 'b@example.com' })],
    'Alarms reach nobody, or fewer people',
    'the subscription `email to a@example.com` is **replaced**: an e-mail recipient must confirm again',
  ],
  [
    'a topic that goes while alarms stay',
    [kept, change('aws_sns_topic', { name: 't' }, null)],
    'Alarms reach nobody, or fewer people',
    '**destroys** `t` (`aws_sns_topic`): all subscriptions end; e-mail recipients must confirm again',
  ],
  [
    'a topic with a key that CloudWatch may not use',
    [kept, change('aws_sns_topic', { name: 't' }, { name: 't', kms_master_key_id: 'alias/aws/sns' })],
    'Alarms reach nobody, or fewer people',
    '`t` is encrypted with another key: alarms get through only if the key’s policy lets CloudWatch use it, and the key of AWS (alias/aws/sns) does not',
  ],
  [
    'a function that the topic may no longer invoke',
    [kept, change('aws_lambda_permission', told, null)],
    'Alarms reach nobody, or fewer people',
    `the function \`${told.function_name}\` is **no longer told**: SNS may not invoke it`,
  ],
  [
    'a function that goes',
    [
      change('aws_lambda_function', { function_name: 'f' }, null),
      change('aws_cloudwatch_event_rule', { name: 'f' }, null),
    ],
    'Monitoring stops',
    '`f` **no longer runs**: it is removed',
  ],
  [
    'a function that may not run',
    [
      change(
        'aws_lambda_function',
        { function_name: 'f', reserved_concurrent_executions: -1 },
        { function_name: 'f', reserved_concurrent_executions: 0 },
      ),
    ],
    'Monitoring stops',
    '`f` **no longer runs**: reserved_concurrent_executions is 0',
  ],
  [
    'a schedule that was disabled the old way',
    [change('aws_cloudwatch_event_rule', { name: 'f', is_enabled: true }, { name: 'f', is_enabled: false })],
    'Monitoring stops',
    '`f` **no longer runs**: its schedule is disabled',
  ],
  [
    'a schedule without its target and its permission',
    [
      change('aws_cloudwatch_event_target', { rule: 'f' }, null),
      change('aws_lambda_permission', { function_name: 'f', principal: 'events.amazonaws.com' }, null),
    ],
    'Monitoring stops',
    '`f` **no longer runs**: the target of its schedule is removed, the permission of its schedule is removed',
  ],
  [
    'fewer old versions',
    [
      change(
        LIFECYCLE,
        rule({ noncurrent_version_expiration: [{ newer_noncurrent_versions: 9 }] }),
        rule({ noncurrent_version_expiration: [{ newer_noncurrent_versions: 2 }] }),
      ),
    ],
    'Data will be lost',
    '**deletes old versions of objects** of `b` beyond the newest 2 (kept so far: 9 versions)',
  ],
  [
    'a rule that deletes current objects',
    [change(LIFECYCLE, rule({}), rule({ expiration: [{ days: 30 }] }))],
    'Data will be lost',
    '**deletes objects** of `b` that are older than 30 days (kept so far: forever)',
  ],
  [
    'a new rule for a bucket that exists',
    [change(LIFECYCLE, null, rule({ noncurrent_version_expiration: [{ noncurrent_days: 90 }] }))],
    'Data will be lost',
    '**deletes old versions of objects** of `b` that are older than 90 days (kept so far: forever)',
  ],
  [
    'a bucket that no longer insists on TLS',
    [
      change(
        'aws_s3_bucket_policy',
        {
          bucket: 'b',
          policy: policy({ Effect: 'Deny', Action: 's3:*', Resource: 'arn:b', Principal: '*' }),
        },
        null,
      ),
    ],
    'Safeguards end',
    '`b` (`aws_s3_bucket_policy`) **ends** `Deny s3:* on arn:b to *`',
  ],
  [
    'a bucket that everybody may read',
    [
      change('aws_s3_bucket_policy', null, {
        bucket: 'b',
        policy: policy({
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: 'arn:b/*',
          Principal: { AWS: '*' },
        }),
      }),
    ],
    'Safeguards end',
    '`b` (`aws_s3_bucket_policy`) **allows** `Allow s3:GetObject on arn:b/* to AWS *`',
  ],
])('%s is said first', (_, changes, box, line) => {
  const text = review(written(changes));
  expect(under(box, text)).toContain(line);
  expect(text.indexOf(box)).toBeLessThan(text.indexOf('\n### '));
});

test.each<[string, readonly JsonObject[]]>([
  [
    'an alarm that told nobody before',
    [change(ALARM, alarm({ alarm_actions: [] }), alarm({ alarm_actions: [], threshold: 6 }))],
  ],
  [
    'a rule for a new bucket',
    [
      change('aws_s3_bucket', null, { bucket: 'b' }),
      change(LIFECYCLE, null, rule({ expiration: [{ days: 1 }] })),
    ],
  ],
  [
    'a rule that was disabled',
    [
      change(
        LIFECYCLE,
        rule({ status: 'Disabled', expiration: [{ days: 30 }] }),
        rule({ status: 'Disabled', expiration: [{ days: 3 }] }),
      ),
    ],
  ],
  [
    'a schedule that was disabled',
    [
      change(
        'aws_cloudwatch_event_rule',
        { name: 'f', state: 'DISABLED' },
        { name: 'f', state: 'DISABLED', description: 'x' },
      ),
    ],
  ],
  [
    'a narrower grant',
    [
      change(
        'aws_iam_role_policy',
        { name: 'p', policy: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) },
        { name: 'p', policy: policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:b/*' }) },
      ),
    ],
  ],
])('%s is no warning', (_, changes) => expect(review(written(changes))).not.toContain('[!CAUTION]'));

test('what is known only after apply is not called a change', () => {
  const content = written([
    {
      ...change('aws_iam_role_policy', { name: 'p', policy: policy({}) }, { name: 'p' }),
      change: {
        actions: ['update'],
        before: { name: 'p', policy: policy({ Effect: 'Allow', Action: 'a:b', Resource: 'r' }) },
        after: { name: 'p' },
        after_unknown: { policy: true },
      },
    },
  ]);
  expect(review(content)).toContain(
    '`p` (`aws_iam_role_policy`): whether `policy` changes is known only after apply',
  );
});

test('a function that is no longer subscribed is told of once, and collects nothing', () => {
  const subscription = { protocol: 'lambda', endpoint: told.function_name, topic_arn: 'arn:t' };
  const other = {
    ...change('aws_sns_topic_subscription', mail, mail),
    change: { actions: ['no-op'], before: mail, after: mail },
  };
  const text = review(
    written([
      kept,
      other,
      change('aws_sns_topic_subscription', subscription, null),
      change('aws_lambda_permission', told, null),
    ]),
  );
  expect(text).not.toContain('Monitoring stops');
  expect(under('Alarms reach nobody, or fewer people', text)).toEqual([
    `\`lambda to ${told.function_name}\` is **no longer told**`,
  ]);
});

test('a destroyed environment is told once of its topic, not of each recipient', () => {
  const text = review(
    written([
      change(ALARM, alarm(), null),
      change('aws_sns_topic', { name: 't' }, null),
      change('aws_sns_topic_subscription', mail, null),
    ]),
  );
  expect(text).not.toContain('Alarms reach nobody');
  expect(under('Data will be lost', text)).toEqual([
    '**destroys** `t` (`aws_sns_topic`): all subscriptions; e-mail recipients must confirm again',
  ]);
  expect(under('Monitoring stops', text)).toEqual(['**all alarms** are removed (1)']);
});

test('alarms that Terraform no longer manages are not removed, and still tell somebody', () => {
  const forget = { ...kept, change: { actions: ['forget'], before: alarm(), after: null } };
  const text = review(written([forget]));
  expect(text).not.toMatch(/removed|Monitoring stops/);
  expect(under('Something stays behind', text)).toHaveLength(1);
  expect(text).toMatch(/\| after the free tier \| 0\.00 \| 0\.00 \|/);
  expect(text).toContain('; 0.40 US dollars a month');
});
