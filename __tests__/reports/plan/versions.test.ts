import type { JsonObject } from '../../../reports/plan/json';
import { slim } from '../../../reports/plan/slim';
import { change, made, reportOf, review, under, written } from './reports';

// Terraform 1.11 cannot make these plans: they are written by hand after Terraform's documented JSON format.

const logs = (days: number): JsonObject => ({ name: 'l', retention_in_days: days });
const update = change('aws_cloudwatch_log_group', logs(90), logs(30));
const same = (content: string) =>
  expect(reportOf(JSON.stringify(slim(JSON.parse(content) as JsonObject)))).toBe(reportOf(content));

/** Without the fields that later versions added. */
const older = (content: string, format_version: string): string => {
  const { applyable: _a, complete: _c, errored: _e, checks: _k, ...plan } = JSON.parse(content) as JsonObject;
  return JSON.stringify({ ...plan, format_version });
};

test.each([
  ['1.0', '0.2'],
  ['1.1', '1.0'],
  ['1.5', '1.2'],
])('a plan of Terraform %s (format %s) is complete unless it says otherwise', (_, format) => {
  for (const name of ['weaker', 'drift', 'recorded', 'reasons'])
    expect(reportOf(older(made(name), format))).toBe(reportOf(made(name)));
});

test('OpenTofu names its own version, and is read the same way', () => {
  const plan = JSON.parse(made('weaker')) as JsonObject;
  expect(reportOf(JSON.stringify({ ...plan, terraform_version: '1.10.6', timestamp: 'x' }))).toBe(
    reportOf(made('weaker')),
  );
});

test.each(['0.1', '2.0', '10.1', 'x'])('the format %s is refused', (format_version) =>
  expect(() => reportOf(JSON.stringify({ format_version, planned_values: {} }))).toThrow(
    `has the plan format ${format_version}`,
  ),
);

describe('changes that wait for another plan', () => {
  const content = written([update], {
    complete: false,
    deferred_changes: [
      { reason: 'resource_config_unknown', resource_change: change('aws_sns_topic', null, { name: 't' }) },
      { reason: 'a_new_reason', resource_change: change('aws_sqs_queue', null, { name: 'q' }) },
    ],
    deferred_action_invocations: [
      { reason: 'deferred_prereq', action_invocation: { address: 'action.aws_lambda_invoke.warm' } },
    ],
  });

  test('are listed with the reason, and are not among the changes', () => {
    const text = review(content);
    expect(text).toContain('- **production**: 1 changed, 3 deferred\n');
    expect(under('This is not the whole plan', text).slice(1)).toEqual([
      '`t` (`aws_sns_topic`) waits for the next plan: its configuration is not known yet',
      '`q` (`aws_sqs_queue`) waits for the next plan: `a_new_reason`',
      '`action.aws_lambda_invoke.warm` waits for the next plan: it needs something that is deferred, too',
    ]);
    expect(under('Resources of production', text)).toHaveLength(1);
    same(content);
  });
});

test('actions that applying runs are said, without what they are configured with', () => {
  const content = written([update], {
    action_invocations: [
      {
        address: 'action.aws_lambda_invoke.warm',
        type: 'aws_lambda_invoke',
        config_values: { payload: 'canary' },
        lifecycle_action_trigger: {
          triggering_resource_address: 'aws_lambda_function.neon',
          action_trigger_event: 'after_update',
        },
      },
      { address: 'action.aws_sns_publish.hello', invoke_action_trigger: {} },
    ],
  });
  expect(under('Applying does more than change resources', review(content))).toEqual([
    'runs `action.aws_lambda_invoke.warm`, triggered by `after_update aws_lambda_function.neon`',
    'runs `action.aws_sns_publish.hello`',
  ]);
  expect(review(content)).toContain('1 changed, 2 actions run;');
  expect(JSON.stringify(slim(JSON.parse(content)))).not.toContain('canary');
  same(content);
});

test('an action on a resource that this version does not know is not "no changes"', () => {
  const content = written([{ ...update, change: { actions: ['rotate'], before: logs(1), after: logs(1) } }]);
  expect(review(content)).toContain('1 changed in a way that this report does not know');
});

test('a replacement that keeps the old resource says that it stays', () => {
  const table = change(
    'aws_dynamodb_table',
    { name: 'old-monitoring-state' },
    { name: 'new-monitoring-state' },
  );
  const content = written([
    { ...table, change: { ...(table.change as JsonObject), actions: ['create', 'forget'] } },
  ]);
  const text = review(content);
  expect(under('Something stays behind', text)).toEqual([
    expect.stringContaining('`old-monitoring-state` (`aws_dynamodb_table`) **stays**'),
  ]);
  expect(under('Data will be lost', text)).toEqual([]);
  expect(text).toContain('the old one stays, and is no longer managed');
});

test('a check that could not be evaluated is not one that fails', () => {
  const checks = [
    { address: { to_display: 'check.a' }, status: 'error', instances: [{ problems: [{ message: 'no' }] }] },
    { address: { to_display: 'check.b' }, status: 'unknown' },
    { address: { to_display: 'check.c' }, status: 'pass' },
  ];
  expect(under('Conditions do not hold', review(written([update], { checks })))).toEqual([
    '`check.a` could not be checked: `no`',
  ]);
});

test('only outputs change', () => {
  const output_changes = { a: { actions: ['create'], before: null, after: 'x' } };
  const content = written([], { output_changes });
  expect(review(content)).toContain(': only outputs change');
  expect(under('Outputs', review(content))).toEqual(['x: added: `a` = `x`']);
  same(content);
});
