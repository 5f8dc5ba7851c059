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
  fc.jsonValue({ maxDepth: 2 }),
  text,
);
const attributes = fc.option(fc.dictionary(attribute, value, { maxKeys: 6 }), { nil: null, freq: 4 });
const marks = fc.oneof(
  fc.boolean(),
  fc.dictionary(attribute, fc.oneof(fc.boolean(), fc.dictionary(attribute, fc.boolean())), { maxKeys: 3 }),
);
const change = fc.record({
  address: fc.oneof(fc.string(), text),
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
    ),
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
