import { collectorsOf } from '../../../model/collector';
import type { Board } from '../../../model/environment';
import { boardBody } from '../../../stacks/boards/body';
import { checkDashboard } from '../../../stacks/dashboard/check';
import { environment } from '../../fixtures/environments';

const one = environment('production', {
  databases: { neon: [{}, { name: 'analytics' }] },
  dashboards: [
    {
      name: 'checkout',
      rows: ['neon(analytics).SlowQueries', 'upstash.CacheHitRate', 'neon(*).*Connections'],
    },
    { name: 'cache', rows: ['upstash.*'] },
  ],
});
const bodyOf = (board: Board) => boardBody(board, one, collectorsOf(one), '123456789012');
const [checkout, cache] = (one.dashboards as readonly Board[]).map(bodyOf);
const all = (type: string) =>
  (checkout?.widgets ?? []).flatMap(({ type: own, properties }) =>
    own === type ? [Object(properties)] : [],
  );

test('every board is valid', () => {
  for (const body of [checkout, cache]) expect(body && checkDashboard(body)).toEqual([]);
});

test('it shows the rows that it names, of the databases that it names, and no others', () => {
  const drawn = all('metric')
    .filter(({ view }) => view === 'timeSeries')
    .flatMap(({ metrics }) => metrics)
    .filter((line: unknown[]) => line.length > 1 && Object(line.at(-1)).visible !== false)
    .map((line: unknown[]) => `${line[0]} ${line[1]} ${line.slice(2, -1)}`);
  const neon = 'Neon/Monitoring';
  expect(drawn).toContain('Upstash/Monitoring CacheHitRate Environment,production');
  for (const row of ['ActiveConnections', 'IdleConnections', 'TotalConnections'])
    for (const place of ['Environment,production', 'Environment,production,Database,analytics'])
      expect(drawn).toContain(`${neon} ${row} ${place}`);
  expect(drawn.filter((line: string) => line.includes('CacheHitRate'))).toHaveLength(1);
  expect(drawn.some((line: string) => line.includes('DatabaseSize'))).toBe(false);
});

test('it has the states of the alarms of those rows, and its numbers say of which database they are', () => {
  const alarms = all('alarm').flatMap((properties) => properties.alarms as string[]);
  const names = alarms.map((arn) => arn.slice(arn.lastIndexOf(':') + 1));
  expect(names).toContain('production-neon-analytics-slow-queries-critical');
  expect(names).toContain('production-upstash-cache-hit-rate-warning');
  expect(names.some((name) => name.includes('memory'))).toBe(false);
  const titles = all('metric').flatMap(({ view, title }) => (view === 'singleValue' ? [title] : []));
  expect(titles.length).toBeGreaterThan(1);
  for (const title of titles)
    expect(title).toMatch(/^(Neon Postgres|Neon Postgres \(analytics\)|Upstash Redis): /);
});

test('it leads to all other dashboards of the environment, and they lead to it', () => {
  const [title, links] = all('text').map(({ markdown }) => markdown as string);
  expect(title).toBe('# checkout, production');
  expect(links).toMatch(/^\[Neon Postgres\]\(.*\[cache\]\(/);
  expect(links).not.toContain('[checkout]');
});
