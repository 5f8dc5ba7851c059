import { validateEnvironments } from '../../../model/checks/environments';
import type { Entry } from '../../../model/environment';
import { tables } from '../../fixtures/environments';

const [, , production] = tables.environments as [Entry, Entry, Entry];
const found = (change: object) =>
  validateEnvironments([{ ...production, level: 'core', ...change } as Entry], 'macro-ai').map(
    ({ at, problem, fix }) => `${at} ${problem}: ${fix}`,
  );
const board = (...rows: readonly unknown[]) => ({ dashboards: [{ name: 'checkout', rows }] });
const AT = 'production: dashboards[checkout].rows';
const FORMS = 'use the form neon.SlowQueries, neon.* or neon(analytics).SlowQueries';
const EXTENDED = 'is a row of level extended, which is not collected here';
const named = { databases: { neon: [{ name: 'analytics', level: 'extended' }] } };

test.each([
  [board('neon.*', 'upstash.CacheHitRate')],
  [{ ...board('neon(analytics).BlockedSessions', 'neon(*).*', 'upstash.*'), ...named }],
  [{ dashboards: [] }],
  [{ dashboards: true }],
  [{ dashboards: false }],
])('valid: %j', (change) => {
  expect(found(change)).toEqual([]);
});

test.each([
  [board(), `${AT} is empty: ${FORMS}`],
  [board('neon'), `${AT}[neon] names no row: ${FORMS}`],
  [board('mysql.Up'), `${AT}[mysql.Up] names no service: use one of neon, upstash`],
  [board('neon.Up', 'neon.Up'), `${AT} names neon.Up more than once: remove all but one`],
  [
    board('neon.BlockedSessions'),
    `${AT}[neon.BlockedSessions] ${EXTENDED}: set level to 'extended', or remove it`,
  ],
  [
    { ...board('neon.ComputeActive'), neonApi: false },
    `${AT}[neon.ComputeActive] is collected only with neonApi: set neonApi to true, or remove it`,
  ],
  [
    { ...board('upstash.CommandQuotaPercent'), level: 'extended', limits: {} },
    expect.stringMatching(
      /CommandQuotaPercent\] is collected only where limits\.(\w+) is set: set limits\.\1, or/,
    ),
  ],
  [
    board('neon(analytics).Up'),
    `${AT}[neon(analytics).Up] names the database analytics, which is not there: use one of neon`,
  ],
  [
    { ...board('neon.Up'), ...named },
    `${AT}[neon.Up] means the database without a name, which is not there: name one: neon(analytics)`,
  ],
  [
    { ...board('neon(analytics).Deadlocks'), databases: { neon: [{ name: 'analytics' }] } },
    `${AT}[neon(analytics).Deadlocks] ${EXTENDED} (analytics): set level to 'extended', or remove it`,
  ],
  [
    { dashboards: [{ name: 'My Board', rows: ['neon.Up'] }] },
    'production: dashboards[My Board].name is "My Board": use lowercase letters, digits and single hyphens, starting with a letter',
  ],
  [
    { dashboards: [...board('neon.Up').dashboards, ...board('neon.*').dashboards] },
    'production: dashboards[checkout] is listed more than once: rename or remove all but one',
  ],
  [{ dashboards: 'all' }, 'production: dashboards is "all": use true or false'],
  [board(7), 'production: dashboards[0].rows[0] is 7: use a text in quotes'],
])('%j', (change, finding) => {
  expect(found(change)).toEqual([finding]);
});

test('a row that does not exist: the finding names those that do', () => {
  const [finding, ...others] = found(board('neon.SlowQuerys'));
  expect(others).toEqual([]);
  expect(finding).toMatch(/\[neon\.SlowQuerys\] names no row: use one of .*SlowQueries.*, or \* for all$/);
});

test('a pattern is refused only where it shows nothing at all', () => {
  expect(found(board('neon.*s'))).toEqual([]);
  expect(found(board('neon.Blocked*'))).toEqual([
    `${AT}[neon.Blocked*] ${EXTENDED}: set level to 'extended', or remove it`,
  ]);
});
