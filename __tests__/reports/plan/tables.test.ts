import type { Entry, Environment } from '../../../model/environment';
import type { JsonObject } from '../../../reports/plan/json';
import { environment } from '../../fixtures/environments';
import { planBetween } from '../../support/stacks/planned';
import { change, reportOf, review, under, written } from './reports';

const production = environment('production');
const edited = (edit: Partial<Entry>): Environment => environment('production', edit);
const after = (edit: Partial<Entry>): string => planBetween(production, edited(edit));

test('a namespace of its own is said once, not for each row', () => {
  const text = review(after({ namespace: 'own' }));
  expect(under('Metrics begin empty', text)).toEqual([
    expect.stringMatching(
      /^\*\*The namespace changes\*\*, `Neon\/Monitoring, Upstash\/Monitoring` → .*begin empty/,
    ),
  ]);
  expect(text).not.toMatch(/collected|### Rows/);
});

test('a service that an interrupted deployment did not create yet moves no metrics', () => {
  const { resource_changes: all, ...plan } = JSON.parse(planBetween(undefined, production)) as {
    resource_changes: JsonObject[];
  };
  const there = all.map((one) => {
    const { after: values } = one.change as JsonObject;
    return /neon/.test(JSON.stringify(values))
      ? { ...one, change: { actions: ['no-op'], before: values, after: values } }
      : one;
  });
  const text = review(JSON.stringify({ ...plan, resource_changes: there }));
  expect(text).not.toContain('Metrics begin empty');
  expect(text).toContain('Up of upstash added');
});

test('a region that changes strands what is deployed: nothing is reverted, and both are billed', () => {
  const [first] = [JSON.parse(planBetween(undefined, edited({ region: 'eu-west-1' }))) as JsonObject];
  const gone = (JSON.parse(planBetween(production, undefined)) as { resource_changes: JsonObject[] })
    .resource_changes;
  const located = (one: JsonObject): JsonObject => {
    const { before } = one.change as JsonObject;
    const arn = 'arn:aws:x:us-east-1:111111111111:y';
    return {
      ...one,
      change: { actions: ['delete'], before: { ...(before as JsonObject), arn }, after: null },
    };
  };
  const configuration = {
    provider_config: { aws: { expressions: { region: { constant_value: 'eu-west-1' } } } },
  };
  const text = review(JSON.stringify({ ...first, configuration, resource_drift: gone.map(located) }));
  expect(under('Destroy first, then change', text)).toEqual([
    expect.stringMatching(
      /^\*\*The region changes\*\*, `us-east-1` → `eu-west-1`\. .*`npm run deploy -- production destroy`/,
    ),
  ]);
  expect(text).not.toMatch(/outside Terraform|reverts|new, with alarms/);
  // deploy would refuse it.
  expect(text).not.toContain('--approved');
  const [, before = '', doubled = ''] = /; ([\d.]+) → ([\d.]+) US dollars a month/.exec(text) ?? [];
  expect(Number(doubled)).toBeCloseTo(2 * Number(before), 1);
});

test.each<[string, Partial<Entry>, section: string, string | RegExp]>([
  [
    'a threshold',
    { overrides: { neon: { SlowQueries: { warning: 8 } } } },
    'Rows and thresholds',
    'SlowQueries warning 5 → 8 per minute (fires later)',
  ],
  [
    'a threshold on the dashboard',
    { overrides: { neon: { SlowQueries: { warning: 8 } } } },
    'Dashboards',
    '`production-neon-monitoring-dashboard`: `Slow queries`: threshold lines `warning: above 5 per minute` → `warning: above 8 per minute`',
  ],
  [
    'the interval',
    { collectionMinutes: 10 },
    'Rows and thresholds',
    'neon is collected every 5 → 10 minutes',
  ],
  [
    'an adaptive pace',
    { adaptive: true },
    'Rows and thresholds',
    'neon is collected every minute from the first sign of trouble',
  ],
  [
    'the retention',
    { logRetentionDays: 30 },
    'Data will be lost',
    '**deletes logs** of `/aws/lambda/macro-ai-production-neon-monitoring` that are older than 30 days (kept so far: 90 days)',
  ],
  ['detailed rows', { level: 'core' }, 'Rows and thresholds', 'QueryThroughput is no longer collected'],
  [
    'graphs that go',
    { level: 'core' },
    'Dashboards',
    /^`production-neon-monitoring-dashboard`: \d+ widgets \(`Waiting for locks \(number\)`, .*\): removed$/,
  ],
])('%s is told in words', (_, edit, section, line) => {
  const lines = under(section, review(after(edit)));
  expect(lines.filter((one) => (typeof line === 'string' ? one === line : line.test(one)))).toHaveLength(1);
});

test('what Neon and Upstash charge is in the report, before and after', () => {
  const text = reportOf(after({ collectionMinutes: 10, neonApi: false }));
  expect(text).toContain('| production, before | stored | 0 | 0 % | 0.00 | 0.00 |');
  expect(text).toContain('| production, after | none | 91.3 | 91.3 % | 9.67 | 20.26 |');
  expect(text).toContain('| production, after | 8,760 | 1.8 % | 0.02 |');
  // What does not change has one line.
  expect(reportOf(after({ logRetentionDays: 30 }))).toContain(
    '| production | stored | 0 | 0 % | 0.00 | 0.00 |',
  );
});

test('a dashboard is compared by widget, also among all attributes', () => {
  const text = reportOf(after({ overrides: { neon: { SlowQueries: { warning: 8 } } } }));
  expect(text).toContain(
    '\n! dashboard_body, Slow queries: threshold lines warning: above 5 per minute → warning: above 8 per minute\n',
  );
  expect(text).not.toContain('"widgets"');
});

describe('long values', () => {
  const long = (end: string) => `${'x'.repeat(500)} ${end}`;
  const both = (from: JsonObject, to: JsonObject) =>
    reportOf(written([change('aws_x', { name: 'n', ...from }, { name: 'n', ...to })]));

  test('are cut around their difference, not before it', () => {
    const text = both({ a: long('five per minute') }, { a: long('eight per minute') });
    expect(text).toMatch(/\n- a = …x+ five per minute \(516 characters\)\n\+ a = …x+ eight per minute \(517/);
  });

  test('that hold JSON are opened', () => {
    const body = (end: string) => JSON.stringify({ a: 'x'.repeat(500), b: [{ c: end }] });
    const text = both({ doc: body('five') }, { doc: body('eight') });
    expect(text).toContain('\n- doc.b[0].c = five\n+ doc.b[0].c = eight\n');
  });

  test('that hold the same JSON in another form are said to', () =>
    expect(both({ doc: '{"a":1}' }, { doc: '{ "a": 1 }' })).toContain('\n! doc changes only in its form\n'));
});

test('the digest is part of the command that applies exactly this', () => {
  const text = reportOf(after({ logRetentionDays: 30 }));
  expect(text).toMatch(/\n- `npm run deploy -- production --approved [0-9a-f]{32}`\n/);
  expect(reportOf(after({}))).not.toContain('--approved');
});
