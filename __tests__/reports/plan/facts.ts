import type { JsonObject } from '../../../reports/plan/json';
import { change, review, under, written } from './reports';

export const MUTES = 'Alarms reach nobody, or fewer people';
export const STOPS = 'Monitoring stops';
export const LOSES = 'Data will be lost';
export const WEAKENS = 'Safeguards end';

export const A = '123456789012';
export const B = '210987654321';
export const topic = `arn:aws:sns:us-east-1:${A}:t`;
export const lambda = (name: string) => `arn:aws:lambda:us-east-1:${A}:function:${name}`;
export const doc = (...statements: readonly JsonObject[]) => JSON.stringify({ Statement: statements });
export const allow = (Action: string | readonly string[], more: JsonObject = {}): JsonObject => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
export const from = (account: string) => ({ Condition: { StringEquals: { 'aws:SourceAccount': account } } });
export const cloudwatch = { Principal: { Service: 'cloudwatch.amazonaws.com' } };
export const publish = allow('sns:Publish', { ...cloudwatch, ...from(A) });
export const deny = (more: JsonObject): JsonObject => ({
  Effect: 'Deny',
  Action: 'sns:*',
  Principal: '*',
  ...more,
});
export const plain = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
export const onTopic = (...statements: readonly JsonObject[]) => ({ arn: topic, policy: doc(...statements) });

export const run = allow([
  'cloudwatch:PutMetricData',
  'ssm:GetParameters',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
]);
export const role = (...statements: readonly JsonObject[]) => ({ name: 'f', policy: doc(...statements) });
export const trust = (service: string, more: JsonObject = {}) => ({
  name: 'f',
  assume_role_policy: doc({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }),
  ...more,
});
export const schedule = (expression: string) => ({ name: 'f', schedule_expression: expression });
export const target = (name: string) => ({ rule: 'f', arn: lambda(name) });
export const permission = (more: JsonObject) => ({
  action: 'lambda:InvokeFunction',
  function_name: 'f',
  principal: 'events.amazonaws.com',
  source_arn: 'arn:rule',
  ...more,
});

export const alarm = (more: JsonObject) => ({
  alarm_name: 'a-warning',
  namespace: 'Neon/Monitoring',
  metric_name: 'SlowQueries',
  threshold: 5,
  alarm_actions: [topic],
  ...more,
});
export const both = [topic, `${topic}2`];
export const composite = { alarm_name: 'c', alarm_rule: 'ALARM(a)', alarm_actions: [topic] };

export const expiry = (more: JsonObject, rule: JsonObject = {}) => ({
  bucket: 'b',
  rule: [{ id: 'r', status: 'Enabled', ...rule, ...more }],
});
export const old = (days: number) => ({ noncurrent_version_expiration: [{ noncurrent_days: days }] });
export const inline = (more: JsonObject) => ({ bucket: 'b', ...more });
export const sse = (algorithm: string) => [
  { apply_server_side_encryption_by_default: [{ sse_algorithm: algorithm }], bucket_key_enabled: false },
];
export const beginning = (prefix: string) => ({ filter: [{ prefix }] });

export type Sides = readonly [before: JsonObject, after: JsonObject | null];

/** Alarms that stay: without any, nothing is monitored. */
export const told = { topic_arn: topic, protocol: 'email', endpoint: 'a@example.com' };
export const stays = [
  {
    ...change('aws_cloudwatch_metric_alarm', null, null),
    change: { actions: ['no-op'], before: alarm({}), after: alarm({}) },
  },
  {
    ...change('aws_sns_topic_subscription', null, null),
    change: { actions: ['no-op'], before: told, after: told },
  },
];
export const reviewOf = (type: string, [before, after]: Sides, actions?: readonly string[]) => {
  const one = change(type, before, after);
  const sides = one.change as JsonObject;
  return review(written([...stays, { ...one, change: { ...sides, actions: actions ?? sides.actions } }]));
};

/**
 * One fact that is said first: the resource, the change that brings it about, a part of the line, and a change of the same
 * resource that is healthy.
 */
export type Fact = readonly [
  box: string,
  what: string,
  type: string,
  bad: Sides,
  line: string,
  healthy: Sides,
];

/** Defines the tests of each fact: it is said, also where the resource is replaced, and the healthy change is silent. */
export function testFacts(facts: readonly Fact[]): void {
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
}
