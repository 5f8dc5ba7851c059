import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST_COMMENT, marker, planDocument } from '../../reports/plan/document';
import type { JsonObject } from '../../reports/plan/json';
import { type Plan, parsePlan } from '../../reports/plan/parse';
import { slim } from '../../reports/plan/slim';
import { environments } from '../fixtures/environments';

// Made by plans/make.sh: real Terraform against an emulator.
const plans = join(__dirname, '..', 'reports', 'plans');
const raw = (name: string) => readFileSync(join(plans, `${name}.json`), 'utf8');
const planned = (name: string) => parsePlan(raw(name), `${name}.json`);
const documentOf = (plans: readonly Plan[], longest?: number) => planDocument(plans, environments, longest);
const report = (...names: string[]) => documentOf(names.map(planned));
/** The report before the folded plan. */
const review = (text: string) => text.split('<details>')[0] ?? '';

type Attributes = Record<string, unknown>;
/** A plan with one change, as `terraform show` writes it. */
function one(type: string, before: Attributes | null, after: Attributes | null, more: object = {}) {
  const actions = before ? (after ? ['update'] : ['delete']) : ['create'];
  const tagged = (values: Attributes | null) =>
    values && { tags_all: { Environment: 'production' }, ...values };
  return parsePlan(
    JSON.stringify({
      format_version: '1.2',
      resource_changes: [
        {
          address: `${type}.x`,
          type,
          mode: 'managed',
          change: { actions, before: tagged(before), after: tagged(after), ...more },
        },
      ],
    }),
    'x.json',
  );
}

describe('the report of a change', () => {
  const text = report('change');

  test('says in words which rows and thresholds change', () => {
    expect(review(text)).toContain(
      [
        '- production: ActiveConnections warning 80 → 70 % of ConnectionLimit (fires earlier)',
        '- production: SlowQueries warning 5 → 8 per minute (fires later)',
        '- production: LockWaitTime added: warning above 50 ms, critical above 100 ms',
        '- production: EvictedKeys removed: warning above 50 per minute',
        '- production: QueryThroughput is collected',
        '- production: AverageQueryTime is no longer collected',
      ].join('\n'),
    );
    expect(text).not.toContain('SlowQueries critical');
  });

  test('says first and prominently which data will be lost', () => {
    const loss = text.indexOf('> **Data will be lost**');
    expect(loss).toBeGreaterThan(0);
    expect(loss).toBeLessThan(text.indexOf('### '));
    expect(text).toContain(
      '> - production: **replaces** `macro-ai-production-monitoring-state` (`aws_dynamodb_table`)',
    );
    expect(text).toContain('that are older than 30 days (kept so far: 60 days)');
  });

  test('counts and groups resources, with what changes in them and why they are replaced', () => {
    expect(text).toContain('- **production**: 1 destroyed, 1 replaced, 7 changed, 2 added');
    expect(text).toContain(
      '- replaced: 1 × `aws_dynamodb_table`, because `hash_key` cannot be changed in place',
    );
    expect(text).toContain('- changed: 1 × `aws_cloudwatch_log_group`: `retention_in_days`');
    expect(text.indexOf('- destroyed:')).toBeLessThan(text.indexOf('- added:'));
  });

  test('has the cost before and after', () => {
    // Two alarms on one metric are added, one is removed: 0.10 more. The number of metrics is the same, minus ConnectionLimit's pair.
    expect(text).toContain('| production | 5.18 | 5.28 | +0.10 |');
  });

  test('names manual changes, but not what a provider merely writes differently', () => {
    expect(text).toContain(
      '### Changed outside Terraform\n\n- production: `/aws/lambda/macro-ai-production-neon-monitoring` (`aws_cloudwatch_log_group`): `retention_in_days`; this plan sets it anew\n\n',
    );
  });

  test('folds every attribute below', () => {
    expect(text).toContain('<details><summary>Plan of <code>production</code>: every attribute</summary>');
    expect(text).toContain('\n- threshold = 5\n+ threshold = 8\n');
    expect(text.startsWith(marker)).toBe(true);
  });

  test('is the same every time', () => expect(report('change')).toBe(text));
});

test('a plan without changes says only that', () => {
  const text = report('none');
  expect(text).toContain('- **production**: no changes');
  for (const absent of ['### Rows', '### Resources', 'CAUTION', '<details>', 'outside Terraform'])
    expect(text).not.toContain(absent);
  expect(text).toContain('| 0.00 |');
});

test('a first deployment is one line of rows, and its costs start at zero', () => {
  const text = report('first');
  expect(text).toContain('- production: new, with alarms on 3 rows');
  expect(text).toContain('| production | 0.00 | 5.18 | +5.18 |');
});

test('a destroyed environment loses its table, its logs, its topic and its secrets', () => {
  const text = report('destroy');
  for (const lost of ['log_group', 'dynamodb_table', 'sns_topic', 'ssm_parameter'])
    expect(text).toMatch(new RegExp(`> - production: \\*\\*destroys\\*\\* .*${lost}`));
  expect(text).toContain('- production: all alarms are removed (3 rows)');
});

describe('lost data', () => {
  test('the state bucket and its versions', () => {
    expect(documentOf([one('aws_s3_bucket', { bucket: 'state' }, null)])).toContain(
      '> - production: **destroys** `state` (`aws_s3_bucket`): all its objects with their old versions; in the remote state bucket, the Terraform state of every stack',
    );
    const versions = (status: string) => ({ bucket: 'state', versioning_configuration: [{ status }] });
    expect(
      documentOf([one('aws_s3_bucket_versioning', versions('Enabled'), versions('Suspended'))]),
    ).toContain('**ends versioning** of `state`');
  });

  test('logs with a shorter retention, not with a longer one; 0 days means forever', () => {
    const kept = (from: number, to: number) =>
      documentOf([
        one(
          'aws_cloudwatch_log_group',
          { name: 'l', retention_in_days: from },
          { name: 'l', retention_in_days: to },
        ),
      ]).includes('deletes logs');
    expect([kept(90, 30), kept(0, 30), kept(30, 90), kept(30, 0), kept(0, 0)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('an alarm', () => {
  const alarm = {
    alarm_name: 'production-neon-up-warning',
    namespace: 'Neon/Monitoring',
    metric_name: 'Up',
    threshold: 1,
    comparison_operator: 'LessThanThreshold',
    period: 300,
    evaluation_periods: 3,
    datapoints_to_alarm: 2,
    treat_missing_data: 'breaching',
    actions_enabled: true,
    alarm_actions: ['arn:a'],
    ok_actions: ['arn:a'],
  };
  const change = (to: Attributes) =>
    documentOf([one('aws_cloudwatch_metric_alarm', alarm, { ...alarm, ...to })]);

  test.each<[Attributes, string]>([
    [{ threshold: 2 }, 'Up of neon warning 1 → 2 (fires earlier)'],
    [{ threshold: 0 }, 'Up of neon warning 1 → 0 (fires later)'],
    [{ comparison_operator: 'GreaterThanThreshold' }, 'fires above its threshold instead of below'],
    [{ datapoints_to_alarm: 3 }, 'Up of neon warning fires after 2 of 3 → 3 of 3 periods'],
    [{ period: 600 }, 'Up of neon warning evaluates over periods of 5 → 10 minutes'],
    [{ treat_missing_data: 'ignore' }, 'Up of neon warning treats missing data as breaching → ignore'],
    [{ alarm_actions: ['arn:b'] }, 'Up of neon warning notifies a different target'],
    [{ ok_actions: ['arn:b'] }, 'Up of neon warning reports recovery to a different target'],
  ])('changed by %j is reported', (to, words) => expect(change(to)).toContain(words));

  test.each<[string, number, number, string]>([
    ['LockWaitTime', 500, 2_000, 'LockWaitTime warning 500 ms → 2 s (fires later)'],
    ['LockWaitTime', 50, 100, 'LockWaitTime warning 50 → 100 ms (fires later)'],
    ['LockWaitTime', 65_000, 7_200_000, 'LockWaitTime warning 65 s → 2 h (fires later)'],
    // Five digits would hide the change.
    ['SlowQueries', 12_345.6, 12_345.7, 'SlowQueries warning 12,345.6 → 12,345.7 per minute (fires later)'],
    ['Gone', 1_000_000, 2_000_000, 'Gone warning 1,000,000 → 2,000,000 (fires later)'],
  ])('of %s with a threshold changed from %d to %d', (metric_name, from, to, words) => {
    const of = (threshold: number) => ({
      ...alarm,
      metric_name,
      threshold,
      comparison_operator: 'GreaterThanThreshold',
    });
    expect(documentOf([one('aws_cloudwatch_metric_alarm', of(from), of(to))])).toContain(words);
  });

  test('is not listed individually if many change in the same way', () => {
    const [plan] = [one('aws_cloudwatch_metric_alarm', alarm, { ...alarm, period: 600 })];
    const changes = Array.from({ length: 5 }, () => plan?.changes ?? []).flat();
    const text = documentOf([{ ...plan, changes }]);
    expect(text).toMatch(
      /^- production: 5 alarms \((Up of neon warning,? ){3}…\): evaluates over periods of 5 → 10 minutes$/m,
    );
  });

  test('with only a new description is not a change of its row', () =>
    expect(change({ alarm_description: 'new' })).not.toContain('### Rows'));
});

describe('secrets', () => {
  test('are nowhere in the report; that they change is', () => {
    expect(raw('change')).toContain('canary-secret');
    const text = report('first', 'change'.replace('change', 'none')).concat(
      report('change'),
      report('destroy'),
    );
    expect(text).not.toContain('canary-secret');
    expect(text).toContain('! value changes (sensitive)');
  });

  test('are nowhere in a slim plan, which gives the same report', () => {
    const text = JSON.stringify(slim(JSON.parse(raw('change')) as JsonObject));
    expect(text).not.toContain('canary-secret');
    expect(documentOf([parsePlan(text, 'x.json')])).toBe(report('change'));
  });
});

describe('hostile values', () => {
  const evil = '`x` | </details><img src=x> @everyone [l](https://e.com)\n## no **b** \u202e <!-- -->';
  const outside = (text: string) =>
    text.replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '').replace(/(`+)(?:(?!`)[^\n]*?[^`])\1(?!`)/g, '');

  test('stay text everywhere', () => {
    const values = {
      alarm_name: evil,
      metric_name: evil,
      namespace: 'Neon/Monitoring',
      threshold: 1,
      tags_all: { Environment: evil },
    };
    const text = documentOf([
      one('aws_cloudwatch_metric_alarm', null, values),
      one('aws_dynamodb_table', { name: evil }, null),
    ]);
    const rest = outside(text);
    for (const markup of ['<img', '@everyone', '[l](', '**b**', '\n## no', '\u202e'])
      expect(rest).not.toContain(markup);
    expect(rest.match(/<\/details>/g)).toHaveLength(2);
    expect(text).not.toContain('\u202e');
  });

  test('do not close the block that contains them', () => {
    const [, block = ''] = /\n(`{3,})diff\n/.exec(report('change')) ?? [];
    expect(block.length).toBeGreaterThan(3);
  });
});

describe('GitHub’s limit', () => {
  test('cuts the folded plans and says so', () => {
    const text = documentOf([planned('change'), { ...planned('destroy'), environment: 'staging' }], 12_000);
    expect(text.length).toBeLessThanOrEqual(12_000);
    expect(text.match(/Cut here:\*\* \d+ more lines/g)).toHaveLength(2);
    expect(text.match(/<details>/g)).toHaveLength(2);
    expect(text.match(/<\/details>/g)).toHaveLength(2);
    expect(text.match(/^`{3,}/gm)?.length).toBe(4);
  });

  test('holds for any number of environments', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ ...planned('destroy'), environment: `e${i}` }));
    expect(documentOf(many).length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(documentOf(many)).toContain('**Cut here:**');
  });
});
