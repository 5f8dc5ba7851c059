import fc from 'fast-check';
// biome-ignore lint/style/noRestrictedImports: of the users' table one thing is tested, that it is valid.
import { currentProject } from '../../../commands/shared/current-project';
import { environmentRules } from '../../../model/checks/environment-rules';
import { validateEnvironments } from '../../../model/checks/environments';
import type { Entry } from '../../../model/environment';
import { projectOf, type Tables } from '../../../model/project';
import { brokenEnvironments, healthy } from '../../fixtures/broken-environments';
import { tables } from '../../fixtures/environments';

/** An entry as in a table that the compiler does not check. */
function broken(changes: Readonly<Record<string, unknown>>): Entry {
  const merged = Object.entries({ ...healthy, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(merged) as unknown as Entry;
}
const found = (changes: Readonly<Record<string, unknown>>) =>
  check([broken(changes)]).map(({ at, problem }) => `${at.replace(/^[^:]*: /, '')} ${problem}`);
const check = (environments: readonly Entry[]) => validateEnvironments(environments, 'macro-ai');
const load = (changes: Partial<Tables>) => () => projectOf({ ...tables, ...changes });

test('the tables of this project, as its users have edited them, are valid', () => {
  expect(currentProject).not.toThrow();
});

test('an environment with every field is valid', () => {
  expect(
    check([{ ...healthy, accountId: '012345678901', slowQueryMs: 500, upstashMemoryLimitBytes: 1_000_000 }]),
  ).toEqual([]);
});

const usual = { band: 2, side: 'above' } as const;

test.each(brokenEnvironments)('%s: %j', (_rule, changes, finding) => {
  expect(found(changes)).toContain(finding);
});

test('every rule has a fixture that makes it fire', () => {
  expect(new Set(brokenEnvironments.map(([rule]) => rule))).toEqual(new Set(Object.keys(environmentRules)));
  for (const [rule, changes, finding] of brokenEnvironments) {
    const fired = [...(environmentRules[rule]?.(broken(changes), 'macro-ai') ?? [])].map(
      ([f, problem]) => `${f} ${problem}`,
    );
    expect(fired).toContain(finding);
  }
});

/** What is wrong with an anomaly alarm in an override. */
const unusual: readonly (readonly [row: string, override: object, change: object, says: string])[] = [
  ['neon.SlowQuery', { anomaly: usual }, {}, 'neon.SlowQuery is not a row'],
  [
    'neon.LockWaitTime',
    { anomaly: usual },
    { level: 'core' },
    'neon.LockWaitTime is a row of level detailed, which is not collected here',
  ],
  ['neon.ComputeActive', { anomaly: usual }, { neonApi: false }, 'is collected only with neonApi'],
  [
    'upstash.CommandQuotaPercent',
    { anomaly: usual },
    { level: 'extended', limits: {} },
    'is collected only where limits.monthlyCommands is set',
  ],
  ['neon.Findings', { anomaly: usual }, {}, 'has an anomaly alarm, and is published once a day'],
  ['neon.Up', { anomaly: usual }, {}, 'has an anomaly alarm, and is usually 1'],
  ['neon.SlowQueries', { anomaly: { band: 0, side: 'above' } }, {}, 'neon.SlowQueries has the band 0'],
  ['neon.SlowQueries', { anomaly: { band: 1e-7, side: 'above' } }, {}, 'neon.SlowQueries has the band 1e-7'],
  ['neon.SlowQueries', { anomaly: { band: 11, side: 'above' } }, {}, 'neon.SlowQueries has the band 11'],
  ['neon.SlowQueries', { anomaly: { band: 2, side: 'up' } }, {}, 'neon.SlowQueries.anomaly.side is "up"'],
  ['neon.SlowQueries', { anomaly: { side: 'both' } }, {}, 'neon.SlowQueries.anomaly.band is missing'],
  [
    'neon.SlowQueries',
    { alarm: 'off', reason: 'x', anomaly: usual },
    {},
    'neon.SlowQueries.anomaly is not a known field',
  ],
  [
    'neon.IdleConnections',
    { warning: 5, anomaly: usual },
    {},
    'neon.IdleConnections has no alarm of its own to override in warning',
  ],
];
test.each(unusual)('%s with %j in %j', (place, override, change, says) => {
  const [service = '', row = ''] = place.split('.');
  const problems = found({ ...change, overrides: { [service]: { [row]: override } } });
  expect(problems).toEqual([expect.stringContaining(says)]);
});
test('an anomaly alarm of a named database is judged by the level of that database', () => {
  const overrides = { LockWaitTime: { anomaly: usual } };
  expect(found({ databases: { neon: [{ name: 'a', overrides }] } })).toEqual([]);
  expect(found({ databases: { neon: [{ name: 'a', level: 'core', overrides }] } })).toEqual([
    'databases.neon[a].overrides.LockWaitTime is a row of level detailed, which is not collected here',
  ]);
});

const fixes = (overrides: object) =>
  check([broken({ overrides })]).map(({ problem, fix }) => `${problem}: ${fix}`);

test.each([
  ['a share for percent', { upstash: { MemoryUsagePercent: { warning: 0.75 } } }, 'did you mean 75?'],
  ['a share', { upstash: { MemoryUsagePercent: { warning: 1 } } }, 'above 1 and at most 100'],
  ['a share', { upstash: { ConnectedClients: { warning: 0.8 } } }, 'a number of things and no share'],
  ['no breach', { upstash: { MemoryUsagePercent: { critical: 100 } } }, 'give a threshold below 100'],
  ['always a breach', { neon: { Up: { warning: 2 } } }, 'use 1'],
  ['percent for a share', { neon: { DatabaseSize: { critical: 95 } } }, 'did you mean 0.95?'],
  ['no percentage', { upstash: { MemoryUsagePercent: { warning: 0 } } }, 'above 1 and at most 100'],
  ['no percentage', { upstash: { MemoryUsagePercent: { critical: 850 } } }, 'above 1 and at most 100'],
])('%s in an override is refused, with what was likely meant: %j', (_what, overrides, fix) => {
  expect(fixes(overrides)).toContainEqual(expect.stringMatching(new RegExp(`${fix.replace('?', '\\?')}$`)));
});

test.each([
  [{ alarm: 'off' }, ['is missing: say why in one line, for those who look for the alarm']],
  [{ alarm: 'off', reason: ' ' }, ['is " ": say why in one line, for those who look for the alarm']],
  [
    { alarm: 'off', reason: 'a\n## b' },
    ['is "a\\n## b": say why in one line, for those who look for the alarm'],
  ],
  [{ alarm: 'on', reason: 'x' }, [`is "on": use 'off', or remove it`]],
  [{ alarm: 'off', reason: 'x', warning: 3 }, ['is not a known field: use one of alarm, reason']],
  [{ reason: 'x' }, [`is missing: use 'off', or remove it`]],
  [{ alarm: 'off', reason: 'Statements of the nightly import are slow.' }, []],
])('an alarm is switched off with a reason, and nothing else: %j', (override, expected) => {
  expect(fixes({ neon: { SlowQueries: override } })).toEqual(expected);
});

test.each([
  ['is missing', { region: undefined }, 'region is missing'],
  ['is unknown', { colour: 'red' }, 'colour is not a field of an environment'],
  ['is of the wrong kind', { level: 'full' }, 'level is "full"'],
  ['is of the wrong kind', { collectionMinutes: '5' }, 'collectionMinutes is "5"'],
  ['is of the wrong kind', { subscriptions: {} }, 'subscriptions is a table'],
  ['is null', { overrides: null }, 'overrides is null'],
  ['is no region', { region: 'frankfurt' }, 'region is "frankfurt"'],
  ['is no region that there is', { region: 'us-east-9' }, 'region is "us-east-9"'],
  ['is no account id', { accountId: '1234' }, 'accountId is "1234"'],
  ['is an unknown word', { namespace: 'private' }, 'namespace is "private"'],
  [
    'has an unknown word',
    { subscriptions: [{ protocol: 'sqs', endpoint: 'x' }] },
    'subscriptions[0].protocol is a text',
  ],
  ['lacks a part', { subscriptions: [{ protocol: 'email' }] }, 'subscriptions[0].endpoint is missing'],
  [
    'has an unknown part',
    { subscriptions: [{ ...healthy.subscriptions[0], filter: 'x' }] },
    'subscriptions[0].filter is not a known field',
  ],
  ['is a list of nothing', { subscriptions: [null] }, 'subscriptions[0] is null'],
  ['has a number in quotes', { limits: { databaseGigabytes: '1' } }, 'limits.databaseGigabytes is "1"'],
  ['has a number as text', { tags: { Owner: 7 } }, 'tags.Owner is 7'],
  ['names no service', { overrides: { mysql: {} } }, 'overrides.mysql is not a known field'],
  ['is of the wrong kind inside', { overrides: { neon: [] } }, 'overrides.neon is []'],
  ['is no table of numbers', { overrides: { neon: { SlowQueries: 8 } } }, 'overrides.neon.SlowQueries is 8'],
  [
    'names no severity',
    { overrides: { neon: { SlowQueries: { warn: 8 } } } },
    'overrides.neon.SlowQueries.warn is not a known field',
  ],
  [
    'has no number',
    { overrides: { neon: { SlowQueries: { warning: '8' } } } },
    'overrides.neon.SlowQueries.warning is "8"',
  ],
])('a field that %s: %j', (_what, changes, finding) => {
  expect(found(changes)).toEqual([finding]);
});

test('two environments with the same name', () => {
  expect(check([healthy, { ...healthy, region: 'us-east-1' }])).toMatchObject([
    { at: 'preview: name', problem: 'is used by two environments' },
  ]);
});

test('a malformed entry of a table or list hides no problem of the others', () => {
  const overrides = {
    neon: { SlowQuerys: 8, SlowQueries: { warning: 20, critical: 8 }, LockWaitTime: { warning: 'x' } },
  };
  const subscriptions = [null, { protocol: 'email', endpoint: 'nobody' }];
  expect(found({ overrides, subscriptions, tags: { Owner: 7, Service: 'mine' } }).sort()).toEqual([
    'overrides.neon.LockWaitTime.warning is "x"',
    'overrides.neon.SlowQueries warns at 20, beyond critical at 8',
    'overrides.neon.SlowQuerys is 8',
    'subscriptions[0] is null',
    'subscriptions[1] has no endpoint for email',
    'tags.Owner is 7',
    'tags.Service is set by the project',
  ]);
});

test('says every problem of every environment at once, with place and fix', () => {
  const attempt = load({
    environments: [broken({ region: 'x' }), broken({ name: 'b', collectionMinutes: 0, level: 1 })],
  });
  expect(attempt).toThrow(/^environments\.ts has 3 problems:\n/);
  expect(attempt).toThrow('preview: region is "x": use a region code, such as eu-central-1.');
  expect(attempt).toThrow('b: level is 1: use one of core, detailed, extended.');
  expect(attempt).toThrow('b: collectionMinutes is 0: use a whole number from 1 to 60.');
});

test('whatever the fields contain, the result is a list of problems', () => {
  const fields = Object.fromEntries(
    Object.keys(healthy).map((field) => [field, fc.option(fc.anything(), { nil: undefined })]),
  );
  fc.assert(
    fc.property(fc.record(fields), (changes) => {
      for (const problem of check([broken(changes)])) expect(problem.fix).not.toBe('');
    }),
  );
});
