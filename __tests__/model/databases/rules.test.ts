import { validateEnvironments } from '../../../model/checks/environments';
import type { Entry } from '../../../model/environment';
import { tables } from '../../fixtures/environments';

const [, staging, production] = tables.environments as [Entry, Entry, Entry];
const check = (change: object, others: readonly Entry[] = []) =>
  validateEnvironments([{ ...production, ...change } as Entry, ...others], 'macro-ai');
const found = (change: object, others?: readonly Entry[]) =>
  check(change, others).map(({ at, problem }) => `${at} ${problem}`);
const neon = (...databases: readonly unknown[]) => ({ databases: { neon: databases } });
const named = { name: 'analytics' };

test.each([
  [{}],
  [neon({})],
  [neon({}, named, { name: 'billing-2' })],
  [neon({ ...named, level: 'core', slowQueryMs: 500, projectId: 'quiet-sun-123456' })],
  [{ databases: { neon: [named], upstash: [{}, named] } }],
  // What only the environment's level lacks may be overridden where the database has it.
  [{ level: 'core', ...neon({ ...named, level: 'detailed', overrides: { LockWaitTime: { warning: 60 } } }) }],
])('valid: %j', (change) => {
  expect(check(change)).toEqual([]);
});

test.each([
  [neon({}, {}), 'databases.neon has 2 databases without a name'],
  [neon(named, named), 'databases.neon[analytics] is listed twice'],
  [neon(named, named, named), 'databases.neon[analytics] is listed 3 times'],
  [neon({ level: 'core' }), 'databases.neon[0] has no name, and sets level'],
  [neon({ name: 'default' }), 'databases.neon[default].name is reserved for the database without a name'],
  [
    neon({ name: 'fleet' }),
    'databases.neon[fleet].name is reserved for the alarms that watch many databases together',
  ],
  [neon({ name: 'production' }), 'databases.neon[production].name is the name of an environment'],
  [neon({ name: 'staging' }), 'databases.neon[staging].name is the name of an environment'],
  [neon({ name: 'My_DB' }), 'databases.neon[My_DB].name is "My_DB"'],
  [neon({ name: '' }), 'databases.neon[0].name is not a name'],
  [neon({ name: 'a'.repeat(65) }), `databases.neon[${'a'.repeat(65)}].name is 65 characters long`],
  [
    { name: 'p'.repeat(36), ...neon(named) },
    'databases.neon makes names of EventBridge rules up to 66 characters long; AWS allows 64',
  ],
  [
    neon({ ...named, overrides: { SlowQuery: { warning: 1 } } }),
    'databases.neon[analytics].overrides.SlowQuery is not a row',
  ],
  [
    neon({ ...named, overrides: { SlowQueries: { warning: 12 } } }),
    'databases.neon[analytics].overrides.SlowQueries warns at 12, beyond critical at 10',
  ],
  [
    neon({ ...named, level: 'core', overrides: { LockWaitTime: { warning: 1 } } }),
    'databases.neon[analytics].overrides.LockWaitTime is a row of level detailed, which is not collected here',
  ],
  [
    neon({ ...named, limits: { monthlyCommands: 1 } }),
    'databases.neon[analytics].limits.monthlyCommands is not a plan limit',
  ],
  [neon({ ...named, limits: { computeUnits: 0 } }), 'databases.neon[analytics].limits.computeUnits is 0'],
  [neon({ ...named, slowQueryMs: -1 }), 'databases.neon[analytics].slowQueryMs is -1'],
  [
    { neonApi: false, ...neon({ ...named, projectId: 'quiet-sun-123456' }) },
    'databases.neon[analytics].projectId has no use without neonApi',
  ],
  [neon({ ...named, projectId: 'Not An Id' }), 'databases.neon[analytics].projectId is "Not An Id"'],
  [neon({ ...named, level: 'full' }), 'databases.neon[analytics].level is "full"'],
  [
    // The warning is the environment's.
    {
      overrides: { neon: { SlowQueries: { warning: 8 } } },
      ...neon({ ...named, overrides: { SlowQueries: { critical: 6 } } }),
    },
    'databases.neon[analytics].overrides.SlowQueries warns at 8, beyond critical at 6',
  ],
  [neon({ ...named, colour: 'red' }), 'databases.neon[analytics].colour is not a known field'],
  [neon({ ...named, neonApi: true }), 'databases.neon[analytics].neonApi is not a known field'],
  [neon('analytics'), 'databases.neon[0] is a text'],
  [{ databases: { neon: named } }, 'databases.neon is a table'],
  [{ databases: { mysql: [{}] } }, 'databases.mysql is not a known field'],
  [{ databases: [] }, 'databases is a list'],
])('%j', (change, finding) => {
  const name = (change as { name?: string }).name ?? 'production';
  expect(found(change, [staging])).toEqual([`${name}: ${finding}`]);
});

test('a database whose name joins with a row to the name of another alarm', () => {
  const across = check({ ...neon({ name: 'upstash' }) }, [{ ...staging, name: 'production-neon' } as Entry]);
  expect(across).toEqual([
    {
      file: 'environments.ts',
      at: 'production: databases.neon[upstash]',
      problem:
        'makes the alarm name production-neon-upstash-up-warning, which Up of Upstash Redis in production-neon has, too',
      fix: 'rename one of the two',
    },
  ]);
});

test('a name with which those of alarms are too long for CloudWatch', () => {
  const name = 'a'.repeat(230);
  expect(found(neon({ name }))).toEqual([
    `production: databases.neon[${name}].name is 230 characters long`,
    `production: databases.neon[${name}].name makes an alarm name 279 characters long; CloudWatch allows 255`,
  ]);
});

test.each([
  [{ level: 'full' }, 'is "full"', 'use one of core, detailed, extended'],
  [{ level: 7 }, 'is a number', 'use one of core, detailed, extended'],
  [{ slowQueryMs: '500' }, 'is a text', 'use a number from 0.001 to 86400000'],
  [{ slowQueryMs: Number.NaN }, 'is NaN', 'use a number from 0.001 to 86400000'],
  [{ slowQueryMs: 0 }, 'is 0', 'use a number from 0.001 to 86400000'],
  [
    { projectId: 'Quiet_Sun-123456' },
    'is a text of 16 characters that is not allowed here',
    expect.stringContaining('up to 60 lowercase letters, digits and hyphens'),
  ],
  [{ projectId: 7 }, 'is a number', expect.stringContaining('as in the URL of its console')],
])('%j says what is wrong and what is allowed', (change, problem, fix) => {
  const [field] = Object.keys(change);
  expect(check(neon({ ...named, ...change }))).toEqual([
    { file: 'environments.ts', at: `production: databases.neon[analytics].${field}`, problem, fix },
  ]);
});

test('a secret that is pasted in the wrong place is not shown', () => {
  const secret = 'postgresql://u:canary@host/db';
  const said = check(neon({ name: secret }, { name: 7 }, { ...named, projectId: secret, level: secret }));
  expect(said.length).toBeGreaterThan(3);
  expect(JSON.stringify(said)).not.toContain('canary');
});

test('what is wrong with one database hides nothing of the others', () => {
  const change = neon(null, { ...named, level: 7, slowQueryMs: -1 }, { name: 'default' });
  expect(found(change).sort()).toEqual([
    'production: databases.neon[0] is null',
    'production: databases.neon[analytics].level is a number',
    'production: databases.neon[default].name is reserved for the database without a name',
  ]);
});

test('2,000 databases are checked in a moment', () => {
  const many = Array.from({ length: 2_000 }, (_, i) => ({ name: `tenant-${i}`, slowQueryMs: 500 }));
  const began = performance.now();
  expect(check(neon({}, ...many))).toEqual([]);
  expect(performance.now() - began).toBeLessThan(10_000);
});
