import { spawnSync } from 'node:child_process';
import type { Databases, Environment } from '../../model/environment';
import { cost } from '../../reports/cost/bill';
import { type Charge, chargesOf } from '../../reports/cost/charges';
import { costDocument } from '../../reports/cost/document';
import { metricsDocument } from '../../reports/metrics';
import { planCharges } from '../../reports/plan/charges';
import { parsePlan } from '../../reports/plan/parse';
import { runbookDocument } from '../../reports/runbook';
import { environment, environments } from '../fixtures/environments';
import { planBetween } from '../support/stacks/planned';
import { change, review, under, written } from './plan/reports';

const withNeon = (neon: Databases['neon'] & {}): Environment =>
  environment('production', { databases: { neon } });
const tenants = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `tenant-${i}` }));
const alone = withNeon([{}]);

describe('the plan report', () => {
  const report = (from: Databases['neon'] & {}, to: Databases['neon'] & {}) =>
    review(planBetween(withNeon(from), withNeon(to)));
  const rows = (text: string) => under('Rows and thresholds', text);

  test('says which databases are added and removed, not each of their alarms', () => {
    expect(rows(report([{}, { name: 'a' }], [{}, { name: 'a' }, { name: 'b' }]))).toEqual([
      expect.stringMatching(/^database b of neon added, with alarms on \d+ rows$/),
    ]);
    expect(rows(report([{}, { name: 'a' }], [{}]))).toEqual([
      expect.stringMatching(
        /database a of neon removed, with alarms on \d+ rows; history, secrets and state stay/,
      ),
    ]);
    const many = rows(report([{}, { name: 'a' }], [{}, { name: 'a' }, ...tenants(40)]));
    expect(many).toEqual([
      expect.stringMatching(
        /40 databases \(tenant-0, tenant-1, tenant-2 …\) of neon added, with alarms on \d+ rows each$/,
      ),
    ]);
  });

  test('names what a removed database leaves, with the commands that delete it', () => {
    const box = (text: string) => under('Something stays behind', text);
    const [line, ...rest] = box(report([{}, { name: 'a' }, { name: 'b' }], [{}, { name: 'b' }]));
    expect(rest).toEqual([]);
    expect(line).toMatch(/^database a is removed; its history, its secrets .* and its state .* \*\*stay\*\*/);
    // What it shares with others is not among them.
    expect(line).toContain(
      '`aws ssm delete-parameters --names /macro-ai/production/a/neon-connection-string --region us-east-1`',
    );
    expect(line).toContain(
      `\`aws dynamodb delete-item --table-name macro-ai-production-monitoring-state --key '{"target":{"S":"neon/production/a"}}' --region us-east-1\``,
    );
    expect(box(report([{}, { name: 'a' }], [{}, { name: 'a' }, { name: 'b' }]))).toEqual([]);
    // The state of an environment that is destroyed goes with its table.
    expect(box(review(planBetween(withNeon([{}, { name: 'a' }]), undefined)))).toEqual([]);
  });

  test('of many that are removed, it names the first, and where the others keep the same', () => {
    const lines = under('Something stays behind', report([{}, ...tenants(200)], [{}]));
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toBe(
      '196 more databases of neon are removed, and leave the same: `/macro-ai/production/<database>/neon-connection-string`, `neon/production/<database>`',
    );
  });

  test('the alarms of many databases are on the rows that there are', () => {
    const [first] = rows(review(planBetween(undefined, withNeon([{}, ...tenants(3)]))));
    expect(first).toMatch(/^new, with alarms on \d\d rows, of 5 databases$/);
  });

  test('names the database whose threshold changes', () => {
    const own = { name: 'a', overrides: { SlowQueries: { warning: 8 } } } as const;
    expect(rows(report([{}, { name: 'a' }], [{}, own]))).toEqual([
      'SlowQueries (a) warning 5 → 8 per minute (fires later)',
    ]);
    const off = { name: 'a', overrides: { SlowQueries: { alarm: 'off', reason: 'Scans.' } } } as const;
    expect(rows(report([{}, { name: 'a' }], [{}, off]))).toEqual([
      expect.stringMatching(/^SlowQueries \(a\) removed: warning above 5 per minute, critical/),
    ]);
  });

  describe('with grouped alarms', () => {
    const few = (n: number, own: object = {}): Environment =>
      environment('production', {
        ...{ level: 'core', groupedAlarmsAbove: 4 },
        databases: { upstash: tenants(n).map((one, i) => (i === 1 ? { ...one, ...own } : one)) },
      } as never);
    const said = (from: Environment, to: Environment) => rows(review(planBetween(from, to)));

    test('a database without alarms of its own is added, and how many must be heard changes', () => {
      expect(said(few(5), few(6))).toEqual([
        'Up of upstash (how many databases publish it) critical 5 → 6 databases',
        'database tenant-5 of upstash added, without alarms of its own',
      ]);
      expect(said(few(6), few(5))[1]).toMatch(
        /^database tenant-5 of upstash removed, without alarms of its own/,
      );
    });

    test('where they begin to be grouped, no database is said to be removed', () => {
      const lines = said(few(4), few(5));
      expect(lines.filter((line) => line.startsWith('database'))).toEqual([
        'database tenant-4 of upstash added, without alarms of its own',
      ]);
      expect(lines).toContain(
        'CacheHitRate (all named databases) added: warning below 75 %, critical below 60 %',
      );
      expect(lines).toContain(
        'CacheHitRate (4 databases: tenant-0, tenant-1, tenant-2 …) removed: warning below 75 %, critical below 60 %',
      );
    });

    test('a database that gets a threshold of its own is left out of the others', () => {
      expect(said(few(5), few(5, { overrides: { CacheHitRate: { warning: 80 } } }))).toEqual([
        'CacheHitRate (all named databases) critical leaves out these databases: none → tenant-1',
        'CacheHitRate (all named databases) warning leaves out these databases: none → tenant-1',
        'CacheHitRate (tenant-1) added: warning below 80 %, critical below 60 %',
      ]);
    });

    test('a threshold of the environment is said in its own terms', () => {
      const detailed: Environment = { ...few(5), level: 'detailed' };
      const evictions = { upstash: { EvictedKeys: { warning: 60 } } };
      expect(said(detailed, { ...detailed, overrides: evictions })).toContain(
        'EvictedKeys (all named databases) warning 50 → 60 per minute (fires later)',
      );
      expect(said(detailed, { ...detailed, collectionMinutes: 10 }).join('\n')).not.toMatch(
        /EvictedKeys.* per minute/,
      );
    });

    test('the bill is the same from the plan as from the table', () => {
      const of = few(6, { overrides: { CacheHitRate: { warning: 80 } } });
      const usdOfItems = (charges: readonly Charge[]) =>
        (['alarmMetric', 'analyzedMetric', 'metric'] as const).map((item) =>
          charges.filter((one) => one.item === item).reduce((sum, one) => sum + one.quantity, 0),
        );
      const plan = parsePlan(planBetween(undefined, of), 'production.json');
      expect(usdOfItems(planCharges(plan, 'after', [of]))).toEqual(usdOfItems(chargesOf(of)));
      // Each alarm is billed for all that it looks at, and none of that is free.
      const { allowances } = cost([of]);
      expect(allowances.map(({ item }) => item)).not.toContain('analyzedMetric');
      expect(usdOfItems(chargesOf(of))[1]).toBeGreaterThan(6 * 10);
    });
  });

  test('a shard more or less stops no collector, and the first one does', () => {
    const text = report([{}, ...tenants(60)], [{}, ...tenants(30)]);
    expect(text).not.toContain('no longer runs');
    const without = (name: string) =>
      review(
        written([
          change('aws_cloudwatch_event_rule', { name, schedule_expression: 'rate(5 minutes)' }, null),
        ]),
      );
    expect(without('macro-ai-production-neon-monitoring')).toContain('its schedule is removed');
    expect(without('macro-ai-production-neon-monitoring-2')).not.toContain('its schedule is removed');
  });
});

test('the bill grows with the databases: each has its metrics and alarms, and they share a function', () => {
  const usd = (n: number) => cost([withNeon(tenants(n))]).listUsd;
  const [one, two, fifty] = [usd(1), usd(2), usd(50)];
  expect(two - one).toBeGreaterThan(5);
  expect(fifty - one).toBeCloseTo(49 * (two - one), 0);
  const document = costDocument([withNeon([{}, { name: 'a' }, { name: 'b', slowQueryMs: 5 }])]);
  expect(document).toMatch(/## By database, at list price/);
  expect(document).toMatch(/\| production, each of 2 databases \|/);
  expect(document).toMatch(/\| production, b \|/);
});

test('the metric reference names databases only where they differ from their environment', () => {
  const own = { SlowQueries: { warning: 8 } } as const;
  const text = metricsDocument([
    withNeon([
      {},
      ...Array.from({ length: 12 }, (_, i) => ({ name: `t-${i}`, overrides: own })),
      { name: 'z' },
    ]),
  ]);
  expect(text).toContain(
    '- In production (t-0, t-1, t-2, t-3, t-4, t-5, t-6, t-7, t-8, t-9 and 2 more), warning: above 8 per minute.',
  );
  expect(text).toContain('`Database` for databases with a name');
  const all = metricsDocument([
    withNeon([
      { name: 'a', overrides: own },
      { name: 'b', overrides: own },
    ]),
  ]);
  expect(all).toContain('- In production, warning: above 8 per minute.');
  expect(metricsDocument([alone])).toBe(metricsDocument([environment('production')]));
});

test('the runbook asks for the parameters of a database where one has a name', () => {
  const text = runbookDocument([...environments.slice(0, 2), withNeon([{}, { name: 'a' }])]);
  const [block = ''] = /```sh\nENVIRONMENT=[\s\S]*?```/.exec(text) ?? [];
  const [, name = ''] = /--name "([^"]*)"/.exec(block) ?? [];
  const shell = (database: string) =>
    spawnSync('bash', ['-c', `ENVIRONMENT=production; DATABASE=${database}; printf %s "${name}"`], {
      encoding: 'utf8',
    }).stdout;
  expect(shell('')).toBe('/macro-ai/production/neon-connection-string');
  expect(shell('a')).toBe('/macro-ai/production/a/neon-connection-string');
  expect(text).toContain('npm run invoke');
  expect(text).toContain('npm run secrets -- <environment> <database>');
  // The other rules are said only where there are such.
  expect(text).not.toContain('list-rules');
  expect(runbookDocument([withNeon(tenants(51))])).toContain(
    'aws events list-rules --name-prefix "$FUNCTION"',
  );
  expect(runbookDocument([alone])).not.toContain('DATABASE=');
});
