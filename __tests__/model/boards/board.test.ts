import { matching, patternOf, shownOn } from '../../../model/boards/board';
import { collectorsOf } from '../../../model/collector';
import { environment } from '../../fixtures/environments';

test.each([
  ['neon.*', { service: 'neon', database: undefined, row: '*' }],
  ['upstash.CacheHitRate', { service: 'upstash', database: undefined, row: 'CacheHitRate' }],
  ['neon(analytics-2).SlowQueries', { service: 'neon', database: 'analytics-2', row: 'SlowQueries' }],
  ['neon(*).Up', { service: 'neon', database: '*', row: 'Up' }],
])('%s', (text, pattern) => {
  expect(patternOf(text)).toEqual(pattern);
});

const formless = ['', 'neon', 'neon.', '.Up', 'neon()', 'neon().Up', 'neon(a.b).Up', 'neon .Up', 'Neon.Up'];
test.each([...formless, 'neon.Up.Up', 'neon./Up/'])('"%s" names no row', (text) => {
  expect(patternOf(text)).toBeUndefined();
});

test('a star stands for any letters, and for nothing else than names', () => {
  const names = ['ActiveConnections', 'IdleConnections', 'ConnectionLimit'];
  expect(matching('*Connections', names)).toEqual(['ActiveConnections', 'IdleConnections']);
  expect(matching('*', names)).toEqual(names);
  expect(matching('Connection', names)).toEqual([]);
});

const one = environment('production', { databases: { neon: [{}, { name: 'analytics', level: 'core' }] } });

test('what a board shows: by database, in the order in which it is named, each row once', () => {
  const slow = 'neon(analytics).SlowQueries';
  const rows = ['upstash.TotalKeys', slow, 'neon(*).Up', slow, 'upstash.T*'];
  const shown = shownOn({ name: 'checkout', rows }, collectorsOf(one));
  expect(shown.map(({ collector, rows: own }) => [collector.id, own])).toEqual([
    ['upstash', expect.arrayContaining(['TotalKeys'])],
    ['neon-analytics', ['SlowQueries', 'Up']],
    ['neon', ['Up']],
  ]);
  expect(shown[0]?.rows.filter((row) => row === 'TotalKeys')).toHaveLength(1);
});

test('of a pattern, the rows that a database has', () => {
  const shown = shownOn({ name: 'all', rows: ['neon(*).*'] }, collectorsOf(one));
  for (const { collector, rows } of shown) expect(rows).toEqual(Object.keys(collector.rows));
  expect(shown.map(({ rows }) => rows.includes('BlockedSessions'))).toEqual([true, false]);
});
