import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../reports/plan/json';
import { slim } from '../../../reports/plan/slim';
import { made, reportOf, review, under } from './reports';

const cases = readdirSync(join(__dirname, '..', 'plans', 'cases')).map((file) => file.replace('.json', ''));

test.each(cases)('the slim form of the plan "%s" gives the same report, without a secret', (name) => {
  const written = JSON.stringify(slim(JSON.parse(made(name)) as JsonObject));
  expect(reportOf(written)).toBe(reportOf(made(name)));
  expect(written).not.toContain('canary');
  expect(reportOf(made(name))).not.toContain('canary');
});

describe('why something is destroyed or replaced', () => {
  const text = review(made('reasons'));
  const lines = under('Resources of production', text);

  test.each([
    'destroyed: 2 × `aws_cloudwatch_log_group`, because its count is lower (`counted-1`, `repeated`)',
    'destroyed: 1 × `aws_cloudwatch_log_group`, because its for_each no longer has the key (`each-b`)',
    'destroyed: 1 × `aws_cloudwatch_log_group`, because the configuration no longer has it (`gone`)',
    'destroyed: 1 × `aws_s3_bucket`, left behind by an interrupted replacement (`old-bucket`)',
    'replaced: 1 × `aws_cloudwatch_log_group`, because `name` cannot be changed in place (`old-name` → `new-name`)',
    'replaced: 1 × `aws_cloudwatch_log_group`, because the plan was asked to replace it (-replace) (`requested`)',
    'replaced: 1 × `aws_cloudwatch_log_group`, because something in its replace_triggered_by changes (`triggered`)',
    'replaced: 1 × `aws_dynamodb_table`, because it is tainted: its creation did not finish, or somebody marked it (`macro-ai-production-monitoring-state`)',
    'no longer managed: 1 × `aws_cloudwatch_log_group`, because the configuration no longer has it (`kept`)',
    'imported: 1 × `aws_cloudwatch_log_group` (`exists-already`)',
    'at a new address: `aws_cloudwatch_log_group.before` → `aws_cloudwatch_log_group.after`',
  ])('%s', (line) => expect(lines).toContain(line));

  test('an apply that broke off is said before the resources', () => {
    expect(under('An earlier apply did not finish', text)).toEqual([
      expect.stringContaining('`macro-ai-production-monitoring-state`'),
      expect.stringContaining('`old-bucket`'),
    ]);
  });

  test('what a leftover and a resource that is not ours contain is lost, and not called ours', () => {
    const lost = under('Data will be lost', text);
    expect(lost).toContainEqual(expect.stringMatching(/^\*\*destroys\*\* `gone` .*: all its logs$/));
    expect(lost).toContainEqual(
      expect.stringMatching(/^\*\*destroys\*\* `old-bucket` .*: all its objects with their old versions/),
    );
    expect(lost).toContainEqual(expect.stringMatching(/`old-name` → `new-name`/));
    expect(lost).not.toContainEqual(expect.stringContaining('logs of the collector'));
  });

  test('what stays in AWS is said, and stays among the costs', () =>
    expect(under('Something stays behind', text)).toEqual([
      expect.stringMatching(/^`kept` .*\*\*stays\*\*/),
    ]));
});

test('a plan that only imports and moves changes nothing, and is not "no changes"', () => {
  const text = reportOf(made('taken'));
  expect(text).toContain(': 1 imported, 1 at a new address;');
  expect(text).not.toMatch(/no changes|<details>/);
});

describe('what is weaker than before', () => {
  const text = review(made('weaker'));

  test('whom alarms no longer tell is the first box', () => {
    expect(text.split('> [!')[1]).toMatch(/^CAUTION\]\n> \*\*Alarms reach nobody, or fewer people\*\*/);
    expect(under('Alarms reach nobody, or fewer people', text)).toEqual([
      'MemoryUsagePercent warning **tells nobody**: actions_enabled is false',
      'SlowQueries critical, SlowQueries warning **tells nobody**: alarm_actions is empty',
      '`production-monitoring-alerts`: **CloudWatch may no longer publish** to the topic',
      '`email to second@example.com` gets only what its filter_policy lets through',
      'MemoryUsagePercent warning no longer tells when it is over: ok_actions is empty',
      '`https://hooks.example.com/…` is **no longer told**',
      '`email to oncall@example.com` is **no longer told**',
    ]);
  });

  test('retentions, with those of old versions in the state bucket', () =>
    expect(under('Data will be lost', text)).toEqual([
      '**deletes logs** of `/aws/lambda/macro-ai-production-neon-monitoring` that are older than 30 days (kept so far: 90 days)',
      '**deletes old versions of objects** of `macro-ai-terraform-state` that are older than 7 days (kept so far: 90 days)',
      '**ends versioning** of `macro-ai-terraform-state`: a broken state can no longer be rolled back',
    ]));

  test('a disabled rule', () => {
    expect(under('Monitoring stops', text)).toEqual([
      '`macro-ai-production-neon-monitoring` **no longer runs**: its schedule is disabled',
    ]);
    expect(under('Safeguards end', text)).toEqual([
      '`macro-ai-terraform-state` (`aws_s3_bucket_lifecycle_configuration`) **ends** `lifecycle rule uploads`',
      '`macro-ai-terraform-state` (`aws_s3_bucket_public_access_block`) **ends** `restrict_public_buckets`',
      expect.stringMatching(/\*\*allows\*\* `Allow ssm:\* on arn:/),
    ]);
  });

  test('permissions and outputs, in words', () => {
    expect(under('Permissions', text)).toContain(
      '`production-monitoring-alerts` (`aws_sns_topic_policy`): now `Allow sns:Publish on * to Service events.amazonaws.com`; no longer `Allow sns:Publish on * to Service cloudwatch.amazonaws.com`',
    );
    expect(under('Outputs', text)).toEqual([
      '`hook` changes (sensitive)',
      '`link` changes, in a part that is hidden',
      '`topic`: `production-monitoring-alerts` → `another`',
    ]);
  });
});

describe('what was changed outside Terraform', () => {
  test('is reverted only where the plan sets the old value', () => {
    expect(under('Changed outside Terraform', review(made('drift')))).toEqual([
      '`anew` (`aws_cloudwatch_log_group`): `retention_in_days`; this plan sets it anew',
      '`deleted` (`aws_cloudwatch_log_group`): deleted; this plan creates it again',
      '`reverted` (`aws_cloudwatch_log_group`): `retention_in_days`; this plan reverts it',
    ]);
  });

  test('is only recorded by a plan that was made with -refresh-only', () => {
    const text = review(made('recorded'));
    expect(text).toContain('- **production**: only records 3 changes made outside Terraform\n');
    expect(under('Changed outside Terraform', text)).toContain(
      '`deleted` (`aws_cloudwatch_log_group`): deleted; applying only records it in the state',
    );
    expect(text).not.toMatch(/reverts|### Cost|--approved/);
  });
});

describe('a plan that is not the whole', () => {
  test('of a part of the stack', () => {
    const text = review(made('part'));
    expect(under('This is not the whole plan', text)).toEqual([
      expect.stringContaining('the plan covers **only a part** of the stack'),
    ]);
    expect(text).not.toMatch(/### Cost|US dollars|--approved/);
  });

  test('that Terraform could not finish, with what it complains about', () => {
    const text = review(made('errored'));
    expect(under('This is not the whole plan', text)).toEqual([
      expect.stringContaining('**could not finish planning**'),
    ]);
    expect(under('Conditions do not hold', text)).toEqual([
      '`aws_cloudwatch_log_group.refused` **fails**: `Not like this.`',
      '`check.someone` **fails**: `Nobody is on call.`',
    ]);
  });

  test('a failed check does not make it one', () => {
    const text = review(made('checks'));
    expect(under('Conditions do not hold', text)).toEqual([
      '`check.someone` **fails**: `Nobody is on call.`',
    ]);
    expect(text).not.toContain('not the whole plan');
  });
});
