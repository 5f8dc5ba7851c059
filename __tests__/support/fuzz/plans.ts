import fc from 'fast-check';
import type { JsonObject } from '../../../reports/plan/json';
import { inherited, text } from './arbitraries';

/** Text that would be active if it were not shown as code. */
const evil = '`x` | </details><img src=x> @everyone [l](https://e.com)\n## no **canary** \u202e <!-- -->';
/** Types that the report handles, types that it does not, and names that every object has. */
export const type = fc.oneof(
  fc.constantFrom(
    'aws_cloudwatch_metric_alarm',
    'aws_cloudwatch_dashboard',
    'aws_cloudwatch_log_group',
    'aws_s3_bucket_versioning',
  ),
  fc.constantFrom('aws_lambda_function', 'aws_cloudwatch_event_rule', 'aws_dynamodb_table', ...inherited),
  fc.constantFrom(
    'aws_sns_topic_subscription',
    'aws_sns_topic_policy',
    'aws_iam_role_policy',
    'aws_s3_bucket_lifecycle_configuration',
  ),
  text,
);
export const attribute = fc.oneof(
  fc.constantFrom(
    'alarm_name',
    'namespace',
    'metric_name',
    'threshold',
    'period',
    'treat_missing_data',
    'comparison_operator',
  ),
  fc.constantFrom(
    'metric_query',
    'evaluation_periods',
    'retention_in_days',
    'name',
    'tags_all',
    'dashboard_body',
    'schedule_expression',
  ),
  fc.constantFrom('versioning_configuration', 'function_name', ...inherited),
  fc.constantFrom('protocol', 'endpoint', 'topic_arn', 'policy', 'rule', 'alarm_actions', 'state', 'arn'),
  fc.string({ maxLength: 8 }),
);
const value = fc.oneof(
  fc.constantFrom(
    'Neon/Monitoring',
    'Upstash/Monitoring/x',
    'rate(5 minutes)',
    'rate(0 minutes)',
    'GreaterThanThreshold',
    '(known after apply)',
  ),
  fc.constantFrom({ Environment: 'production' }, [
    { metric: [{ namespace: 'Neon/Monitoring', metric_name: 'constructor' }] },
  ]),
  fc.integer({ min: -10, max: 1000 }),
  fc.constant(evil),
  // Documents in strings, URLs, and what policies and lifecycles consist of.
  fc.constantFrom(
    'https',
    'email',
    'https://u:p@e.com/a?b=c',
    '{"Statement":[{"Action":"*","Effect":"Allow"}]}',
  ),
  fc.constantFrom('{"widgets":[{"properties":{"title":"constructor"}},1]}', '{"Statement":{}}', '[', []),
  fc.jsonValue({ maxDepth: 2 }).map((inside) => JSON.stringify({ Statement: inside, widgets: inside })),
  fc.jsonValue({ maxDepth: 2 }),
  text,
);
const attributes = fc.option(fc.dictionary(attribute, value, { maxKeys: 6 }), { nil: null, freq: 4 });
const marks = fc.oneof(
  fc.boolean(),
  fc.dictionary(attribute, fc.oneof(fc.boolean(), fc.dictionary(attribute, fc.boolean())), { maxKeys: 3 }),
);
const word = fc.oneof(fc.string(), text, fc.constant(evil));
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 2 });
const change = fc.record({
  address: fc.oneof(fc.string(), text, fc.constant('aws_sns_topic_subscription.a_https-e-com-key')),
  previous_address: maybe(word),
  deposed: maybe(fc.constant('5a7dd0e4')),
  action_reason: maybe(fc.oneof(word, fc.constantFrom('replace_because_tainted', ...inherited))),
  type,
  mode: fc.constant('managed'),
  change: fc.record({
    actions: fc.constantFrom(
      ['create'],
      ['update'],
      ['delete'],
      ['delete', 'create'],
      ['no-op'],
      ['forget'],
      ['read'],
      ['create', 'forget'],
      ['rotate'],
    ),
    importing: maybe(fc.constant({ id: evil })),
    before: attributes,
    after: attributes,
    after_unknown: marks,
    before_sensitive: marks,
    after_sensitive: marks,
    replace_paths: fc.array(fc.oneof(fc.array(fc.oneof(attribute, fc.nat(3))), value), { maxLength: 2 }),
  }),
});
/** Plans as Terraform might write them, and as it never would. */
export const plan = fc
  .record({
    resource_changes: fc.array(change, { maxLength: 6 }),
    resource_drift: fc.array(change, { maxLength: 2 }),
    errored: fc.boolean(),
    complete: maybe(fc.boolean()),
    deferred_changes: maybe(fc.array(fc.record({ reason: word, resource_change: change }), { maxLength: 2 })),
    action_invocations: maybe(
      fc.array(
        fc.record({
          address: word,
          config_values: attributes,
          lifecycle_action_trigger: maybe(
            fc.record({ triggering_resource_address: word, action_trigger_event: word }),
          ),
        }),
        { maxLength: 2 },
      ),
    ),
    deferred_action_invocations: maybe(
      fc.array(fc.record({ reason: word, action_invocation: fc.record({ address: word }) }), {
        maxLength: 1,
      }),
    ),
    output_changes: maybe(
      fc.dictionary(
        fc.oneof(attribute, fc.constant('warning_1')),
        fc.record({
          actions: fc.constantFrom(['create'], ['update'], ['delete'], ['no-op']),
          before: value,
          after: value,
          after_unknown: fc.boolean(),
          before_sensitive: fc.boolean(),
          after_sensitive: fc.boolean(),
        }),
        { maxKeys: 3 },
      ),
    ),
    checks: maybe(
      fc.array(
        fc.record({
          address: fc.record({ to_display: word }),
          status: fc.constantFrom('fail', 'error', 'pass', 'unknown'),
          instances: fc.array(
            fc.record({ problems: fc.array(fc.record({ message: word }), { maxLength: 2 }) }),
            {
              maxLength: 2,
            },
          ),
        }),
        { maxLength: 2 },
      ),
    ),
  })
  .map((made): JsonObject => JSON.parse(JSON.stringify({ format_version: '1.2', ...made })) as JsonObject);

/** Attributes with some secret values and Terraform's marks: `true` at the value or at a value that contains it. */
export const marked = (planted: string) =>
  fc.letrec<{ node: { value: unknown; mark: unknown } }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.constant({ value: planted, mark: true }),
      fc.oneof(text, fc.integer()).map((plain) => ({ value: plain, mark: false })),
      fc
        .array(tie('node'), { maxLength: 3 })
        .map((all) => ({ value: all.map((one) => one.value), mark: all.map((one) => one.mark) })),
      fc.dictionary(attribute, tie('node'), { maxKeys: 4 }).map((all) => ({
        value: Object.fromEntries(Object.entries(all).map(([key, one]) => [key, one.value])),
        mark: Object.fromEntries(
          Object.entries(all).flatMap(([key, one]) => (one.mark === false ? [] : [[key, one.mark]])),
        ),
      })),
      fc.constant({ value: { inside: [planted] }, mark: { inside: true } }),
    ),
  })).node;
