import type { JsonObject } from '../../../reports/plan/json';
import { change, review, under, written } from './reports';

const MUTES = 'Alarms reach nobody, or fewer people';
const STOPS = 'Monitoring stops';
const LOSES = 'Data will be lost';
const WEAKENS = 'Safeguards end';

const A = '123456789012';
const B = '210987654321';
const topic = `arn:aws:sns:us-east-1:${A}:t`;
const lambda = (name: string) => `arn:aws:lambda:us-east-1:${A}:function:${name}`;
const doc = (...statements: readonly JsonObject[]) => JSON.stringify({ Statement: statements });
const allow = (Action: string | readonly string[], more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
const from = (account: string) => ({ Condition: { StringEquals: { 'aws:SourceAccount': account } } });
const cloudwatch = { Principal: { Service: 'cloudwatch.amazonaws.com' } };
const publish = allow('sns:Publish', { ...cloudwatch, ...from(A) });
const deny = (more: JsonObject): JsonObject => ({ Effect: 'Deny', Action: 'sns:*', Principal: '*', ...more });
const plain = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const onTopic = (...statements: readonly JsonObject[]) => ({ arn: topic, policy: doc(...statements) });

const run = allow(['cloudwatch:PutMetricData', 'ssm:GetParameters', 'dynamodb:GetItem', 'dynamodb:PutItem']);
const role = (...statements: readonly JsonObject[]) => ({ name: 'f', policy: doc(...statements) });
const trust = (service: string, more: JsonObject = {}) => ({
  name: 'f',
  assume_role_policy: doc({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }),
  ...more,
});
const schedule = (expression: string) => ({ name: 'f', schedule_expression: expression });
const target = (name: string) => ({ rule: 'f', arn: lambda(name) });
const permission = (more: JsonObject) => ({
  action: 'lambda:InvokeFunction',
  function_name: 'f',
  principal: 'events.amazonaws.com',
  source_arn: 'arn:rule',
  ...more,
});

const alarm = (more: JsonObject) => ({
  alarm_name: 'a-warning',
  namespace: 'Neon/Monitoring',
  metric_name: 'SlowQueries',
  threshold: 5,
  alarm_actions: [topic],
  ...more,
});
const both = [topic, `${topic}2`];
const composite = { alarm_name: 'c', alarm_rule: 'ALARM(a)', alarm_actions: [topic] };

const expiry = (more: JsonObject, rule: JsonObject = {}) => ({
  bucket: 'b',
  rule: [{ id: 'r', status: 'Enabled', ...rule, ...more }],
});
const old = (days: number) => ({ noncurrent_version_expiration: [{ noncurrent_days: days }] });
const inline = (more: JsonObject) => ({ bucket: 'b', ...more });
const sse = (algorithm: string) => [
  { apply_server_side_encryption_by_default: [{ sse_algorithm: algorithm }], bucket_key_enabled: false },
];
const beginning = (prefix: string) => ({ filter: [{ prefix }] });

type Sides = readonly [before: JsonObject, after: JsonObject | null];

/**
 * What is said first, one fixture for each fact: the resource, the change that brings it about, a part of the line, and a
 * change of the same resource that is healthy.
 */
const facts: readonly (readonly [
  box: string,
  what: string,
  type: string,
  bad: Sides,
  line: string,
  healthy: Sides,
])[] = [
  [
    MUTES,
    'a topic policy that goes',
    'aws_sns_topic_policy',
    [onTopic(publish), null],
    '`t`: **its policy is removed**',
    [onTopic(), null],
  ],
  [
    MUTES,
    'a Deny for everybody',
    'aws_sns_topic_policy',
    [onTopic(publish), onTopic(publish, deny({}))],
    '**CloudWatch may no longer publish**',
    [onTopic(publish), onTopic(publish, deny(plain))],
  ],
  [
    MUTES,
    'a Deny for all but others',
    'aws_sns_topic_policy',
    [onTopic(publish), onTopic(publish, deny({ Principal: undefined, NotPrincipal: { AWS: B } }))],
    '**CloudWatch may no longer publish**',
    [
      onTopic(publish),
      onTopic(publish, deny({ Condition: { StringNotEquals: { 'aws:SourceAccount': A } } })),
    ],
  ],
  [
    MUTES,
    'a condition for another account',
    'aws_sns_topic_policy',
    [onTopic(publish), onTopic(allow('sns:Publish', { ...cloudwatch, ...from(B) }))],
    '**CloudWatch may no longer publish**',
    [
      onTopic(publish),
      onTopic(
        allow('SNS:Pub*', {
          ...cloudwatch,
          Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:*:${A}:alarm:*` } },
        }),
      ),
    ],
  ],
  [
    MUTES,
    'a policy for another service',
    'aws_sns_topic_policy',
    [onTopic(publish), onTopic(allow('sns:Publish', { Principal: { Service: 's3.amazonaws.com' } }))],
    '**CloudWatch may no longer publish**',
    [
      onTopic(publish),
      onTopic(publish, allow('sns:Publish', { Principal: { Service: 's3.amazonaws.com' } })),
    ],
  ],
  [
    MUTES,
    'another namespace',
    'aws_cloudwatch_metric_alarm',
    [alarm({}), alarm({ namespace: 'Neon/Other' })],
    'looks at **another namespace**, `Neon/Other`',
    [alarm({}), alarm({ threshold: 6 })],
  ],
  [
    MUTES,
    'another namespace in metric math',
    'aws_cloudwatch_metric_alarm',
    [
      alarm({ metric_query: [{ id: 'm', metric: [{ namespace: 'Neon/Monitoring', metric_name: 'X' }] }] }),
      alarm({ metric_query: [{ id: 'm', metric: [{ namespace: 'Neon', metric_name: 'X' }] }] }),
    ],
    'looks at **another namespace**, `Neon`',
    [alarm({}), alarm({ period: 60 })],
  ],
  [
    MUTES,
    'fewer targets',
    'aws_cloudwatch_metric_alarm',
    [alarm({ alarm_actions: both }), alarm({})],
    'tells fewer of an alarm: alarm_actions has 1 of 2 targets',
    [alarm({}), alarm({ alarm_actions: both })],
  ],
  [
    MUTES,
    'insufficient_data_actions',
    'aws_cloudwatch_metric_alarm',
    [alarm({ insufficient_data_actions: [topic] }), alarm({ insufficient_data_actions: [] })],
    'insufficient_data_actions is empty',
    [alarm({ insufficient_data_actions: [] }), alarm({ insufficient_data_actions: null })],
  ],
  [
    MUTES,
    'a composite alarm without a target',
    'aws_cloudwatch_composite_alarm',
    [composite, { ...composite, alarm_actions: [] }],
    'c **tells nobody**: alarm_actions is empty',
    [composite, { ...composite, alarm_actions: both }],
  ],
  [
    MUTES,
    'a composite alarm that goes',
    'aws_cloudwatch_composite_alarm',
    [composite, null],
    'c **is removed**',
    [composite, { ...composite, alarm_rule: 'ALARM(b)' }],
  ],

  [
    STOPS,
    'a role that may do nothing',
    'aws_iam_role_policy',
    [role(run), role()],
    'its role may no longer `cloudwatch:PutMetricData`',
    [role(run), role(run, allow('logs:PutLogEvents'))],
  ],
  [
    STOPS,
    'a Deny for everything',
    'aws_iam_role_policy',
    [role(run), role(run, { Effect: 'Deny', Action: '*', Resource: '*' })],
    'its role may no longer `ssm:GetParameters`',
    [role(run), role(run, { Effect: 'Deny', Action: 's3:*', Resource: '*' })],
  ],
  [
    STOPS,
    'a role that may do less',
    'aws_iam_role_policy',
    [role(run), role(allow(['cloudwatch:*', 'dynamodb:*Item']))],
    'its role may no longer `ssm:GetParameters`',
    [role(run), role(allow(['cloudwatch:Put*Data', 'ssm:Get*', 'dynamodb:*Item']))],
  ],
  [
    STOPS,
    'a role that goes',
    'aws_iam_role',
    [trust('lambda.amazonaws.com'), null],
    'its role is removed',
    [trust('lambda.amazonaws.com'), trust('lambda.amazonaws.com', { description: 'x' })],
  ],
  [
    STOPS,
    'a role for another service',
    'aws_iam_role',
    [trust('lambda.amazonaws.com'), trust('ec2.amazonaws.com')],
    'Lambda may no longer use its role',
    [trust('ec2.amazonaws.com'), trust('lambda.amazonaws.com')],
  ],
  [
    STOPS,
    'a boundary of a role',
    'aws_iam_role',
    [trust('lambda.amazonaws.com'), trust('lambda.amazonaws.com', { permissions_boundary: 'arn:b' })],
    'permissions_boundary limits its role',
    [trust('lambda.amazonaws.com', { max_session_duration: 1 }), trust('lambda.amazonaws.com')],
  ],
  [
    STOPS,
    'a schedule that never comes',
    'aws_cloudwatch_event_rule',
    [schedule('rate(5 minutes)'), schedule('cron(0 0 1 1 ? 2099)')],
    'its schedule is less often than hourly, or irregular',
    [schedule('rate(5 minutes)'), schedule('cron(0/5 * * * ? *)')],
  ],
  [
    STOPS,
    'a schedule of days',
    'aws_cloudwatch_event_rule',
    [schedule('rate(5 minutes)'), schedule('rate(1 day)')],
    'its schedule is less often than hourly, or irregular',
    [schedule('rate(5 minutes)'), schedule('rate(60 minutes)')],
  ],
  [
    STOPS,
    'a target that is another function',
    'aws_cloudwatch_event_target',
    [target('f'), target('g')],
    `its schedule no longer calls \`${lambda('f')}\``,
    [target('f'), { ...target('f'), input: '{}' }],
  ],
  [
    STOPS,
    'a permission for another rule',
    'aws_lambda_permission',
    [permission({}), permission({ source_arn: 'arn:other' })],
    '`arn:rule` may no longer call `f`',
    [permission({}), permission({ statement_id: 'x' })],
  ],

  [
    LOSES,
    'a date of expiration',
    'aws_s3_bucket_lifecycle_configuration',
    [expiry({}), expiry({ expiration: [{ date: '2027-01-02T00:00:00Z' }] })],
    '**deletes objects** of `b` from 2027-01-02 on (kept so far: forever)',
    [expiry({ expiration: [{ date: '2027-01-02' }] }), expiry({ expiration: [{ date: '2028-01-02' }] })],
  ],
  [
    LOSES,
    'a rule for more objects',
    'aws_s3_bucket_lifecycle_configuration',
    [
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/') }),
      expiry({ expiration: [{ days: 3 }], ...beginning('') }),
    ],
    '**deletes objects** of `b` that are older than 3 days (kept so far: forever)',
    [
      expiry({ expiration: [{ days: 3 }], ...beginning('') }),
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/') }),
    ],
  ],
  [
    LOSES,
    'a rule for another part',
    'aws_s3_bucket_lifecycle_configuration',
    [
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/') }),
      expiry({ expiration: [{ days: 3 }], ...beginning('logs/') }),
    ],
    'of `b` under `logs/` that are older than 3 days (kept so far: forever)',
    [
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/') }),
      expiry({ expiration: [{ days: 3 }], ...beginning('tmp/a/') }),
    ],
  ],
  [
    LOSES,
    'a rule without its tag',
    'aws_s3_bucket_lifecycle_configuration',
    [
      expiry({ expiration: [{ days: 3 }], filter: [{ tag: [{ key: 'a', value: 'b' }] }] }),
      expiry({ expiration: [{ days: 3 }] }),
    ],
    '(kept so far: forever)',
    [
      expiry({ expiration: [{ days: 3 }] }),
      expiry({ expiration: [{ days: 3 }], filter: [{ tag: [{ key: 'a', value: 'b' }] }] }),
    ],
  ],
  [
    LOSES,
    'a rule in the bucket',
    'aws_s3_bucket',
    [inline({}), inline({ lifecycle_rule: [{ enabled: true, expiration: [{ days: 9 }] }] })],
    '**deletes objects** of `b` that are older than 9 days',
    [inline({}), inline({ lifecycle_rule: [{ enabled: false, expiration: [{ days: 9 }] }] })],
  ],
  [
    LOSES,
    'versioning in the bucket',
    'aws_s3_bucket',
    [inline({ versioning: [{ enabled: true }] }), inline({ versioning: [{ enabled: false }] })],
    '**ends versioning** of `b`',
    [inline({ versioning: [{ enabled: false }] }), inline({ versioning: [{ enabled: true }] })],
  ],
  [
    LOSES,
    'items that expire',
    'aws_dynamodb_table',
    [{ name: 'd' }, { name: 'd', ttl: [{ enabled: true, attribute_name: 'at' }] }],
    '**deletes items** of `d` when `at` has passed',
    [{ name: 'd' }, { name: 'd', ttl: [{ enabled: false, attribute_name: 'at' }] }],
  ],

  [
    WEAKENS,
    'a bucket that may be emptied',
    'aws_s3_bucket',
    [inline({}), inline({ force_destroy: true })],
    '**ends** `force_destroy = false',
    [inline({ force_destroy: true }), inline({ force_destroy: false })],
  ],
  [
    WEAKENS,
    'a public bucket',
    'aws_s3_bucket',
    [inline({ acl: 'private' }), inline({ acl: 'public-read' })],
    '**allows** `acl = public-read`',
    [inline({ acl: 'public-read' }), inline({ acl: 'private' })],
  ],
  [
    WEAKENS,
    'a public access list',
    'aws_s3_bucket_acl',
    [inline({ acl: 'private' }), inline({ acl: 'public-read' })],
    '**allows** `acl = public-read`',
    [inline({ acl: 'private' }), inline({ acl: 'bucket-owner-read' })],
  ],
  [
    WEAKENS,
    'backups of a table',
    'aws_dynamodb_table',
    [
      { name: 'd', point_in_time_recovery: [{ enabled: true }] },
      { name: 'd', point_in_time_recovery: [{ enabled: false }] },
    ],
    '**ends** `point_in_time_recovery`',
    [{ name: 'd' }, { name: 'd', point_in_time_recovery: [{ enabled: true }] }],
  ],
  [
    WEAKENS,
    'protection of a table',
    'aws_dynamodb_table',
    [
      { name: 'd', deletion_protection_enabled: true },
      { name: 'd', deletion_protection_enabled: false },
    ],
    '**ends** `deletion_protection_enabled`',
    [{ name: 'd' }, { name: 'd', deletion_protection_enabled: false }],
  ],
  [
    WEAKENS,
    'the key of a table',
    'aws_dynamodb_table',
    [
      { name: 'd', server_side_encryption: [{ enabled: true }] },
      { name: 'd', server_side_encryption: [] },
    ],
    '**ends** `server_side_encryption with KMS`',
    [{ name: 'd' }, { name: 'd', server_side_encryption: [{ enabled: true }] }],
  ],
  [
    WEAKENS,
    'a disabled key',
    'aws_kms_key',
    [
      { name: 'k', is_enabled: true },
      { name: 'k', is_enabled: false },
    ],
    '**ends** `is_enabled: ',
    [{ name: 'k' }, { name: 'k', is_enabled: true }],
  ],
  [
    WEAKENS,
    'a key that stays the same',
    'aws_kms_key',
    [
      { name: 'k', enable_key_rotation: true },
      { name: 'k', enable_key_rotation: false },
    ],
    '**ends** `enable_key_rotation`',
    [{ name: 'k' }, { name: 'k', enable_key_rotation: true }],
  ],
  [
    WEAKENS,
    'encryption without a key of KMS',
    'aws_s3_bucket_server_side_encryption_configuration',
    [inline({ rule: sse('aws:kms') }), inline({ rule: sse('AES256') })],
    '**ends** `encryption with aws:kms`',
    [inline({ rule: sse('AES256') }), inline({ rule: sse('aws:kms') })],
  ],
  [
    WEAKENS,
    'the key of a log group',
    'aws_cloudwatch_log_group',
    [{ name: 'l', kms_key_id: 'arn:k' }, { name: 'l' }],
    '**ends** `encryption with kms_key_id`',
    [{ name: 'l' }, { name: 'l', kms_key_id: 'arn:k' }],
  ],
  [
    WEAKENS,
    'a parameter in plain text',
    'aws_ssm_parameter',
    [
      { name: 'p', type: 'SecureString' },
      { name: 'p', type: 'String' },
    ],
    '**ends** `encryption (SecureString)`',
    [
      { name: 'p', type: 'String' },
      { name: 'p', type: 'SecureString' },
    ],
  ],
  [
    WEAKENS,
    'a Deny of a topic',
    'aws_sns_topic_policy',
    [onTopic(publish, deny(plain)), onTopic(publish)],
    '**ends** `Deny sns:* to *',
    [onTopic(publish), onTopic(publish, deny(plain))],
  ],
  [
    WEAKENS,
    'a function for everybody',
    'aws_lambda_permission',
    [permission({ principal: 's3.amazonaws.com' }), permission({ principal: '*', source_arn: null })],
    '**allows** `lambda:InvokeFunction to *`',
    [
      permission({ principal: 's3.amazonaws.com' }),
      permission({ principal: '*', source_arn: null, source_account: A }),
    ],
  ],
  [
    WEAKENS,
    'a URL for everybody',
    'aws_lambda_function_url',
    [
      { function_name: 'f', authorization_type: 'AWS_IAM' },
      { function_name: 'f', authorization_type: 'NONE' },
    ],
    '**allows** `calls without a login`',
    [
      { function_name: 'f', authorization_type: 'NONE' },
      { function_name: 'f', authorization_type: 'AWS_IAM' },
    ],
  ],
];

/** Alarms that stay: without any, nothing is monitored. */
const told = { topic_arn: topic, protocol: 'email', endpoint: 'a@example.com' };
const stays = [
  {
    ...change('aws_cloudwatch_metric_alarm', null, null),
    change: { actions: ['no-op'], before: alarm({}), after: alarm({}) },
  },
  {
    ...change('aws_sns_topic_subscription', null, null),
    change: { actions: ['no-op'], before: told, after: told },
  },
];
const reviewOf = (type: string, [before, after]: Sides, actions?: readonly string[]) => {
  const one = change(type, before, after);
  const sides = one.change as JsonObject;
  return review(written([...stays, { ...one, change: { ...sides, actions: actions ?? sides.actions } }]));
};

test.each(facts)('%s: %s', (box, _, type, bad, line) =>
  expect(under(box, reviewOf(type, bad))).toContainEqual(expect.stringContaining(line)),
);

test.each(facts)('%s: nothing is said beside %s (%s)', (_box, _what, type, _bad, _line, healthy) =>
  expect(reviewOf(type, healthy)).not.toContain('[!'),
);

test.each(facts.filter(([, , , [, after]]) => after !== null))(
  '%s: %s, and also where the resource is replaced',
  (box, _, type, bad, line) =>
    expect(under(box, reviewOf(type, bad, ['delete', 'create']))).toContainEqual(
      expect.stringContaining(line),
    ),
);

test('old versions go sooner also where the configuration of the lifecycle is replaced', () =>
  expect(
    under(
      LOSES,
      reviewOf(
        'aws_s3_bucket_lifecycle_configuration',
        [expiry(old(90)), expiry(old(3))],
        ['delete', 'create'],
      ),
    ),
  ).toEqual([
    '**deletes old versions of objects** of `b` that are older than 3 days (kept so far: 90 days)',
  ]));

test.each([
  ['https', 'the endpoint must confirm again, as far as it does not do so itself'],
  ['email-json', 'an e-mail recipient must confirm again'],
  ['lambda', 'it misses what is sent in between'],
])('a subscription by %s that is replaced: %s', (protocol, line) => {
  const hook = { ...told, protocol, endpoint: 'https://e.com' };
  const text = reviewOf(
    'aws_sns_topic_subscription',
    [hook, { ...hook, endpoint: 'https://f.com' }],
    ['delete', 'create'],
  );
  expect(under(MUTES, text)).toEqual([expect.stringContaining(`is **replaced**: ${line}`)]);
});
