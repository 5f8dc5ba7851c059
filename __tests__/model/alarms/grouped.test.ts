import { MOST_LEFT_OUT, MOST_WITH_OWN } from '../../../model/alarms/grouped';
import { parseInsights } from '../../../model/alarms/insights';
import { type CollectorAlarm, collectorOf } from '../../../model/collector';
import { type Fleet, fleetOf, watchedBy } from '../../../model/databases/fleet';
import type { Databases } from '../../../model/environment';
import { kindAt } from '../../../model/threshold';
import { serviceNames } from '../../../thresholds/services';
import { environment } from '../../fixtures/environments';

type Neon = Databases['neon'] & {};
const tenants = (n: number): Neon => Array.from({ length: n }, (_, i) => ({ name: `tenant-${i}` }));
const fleet = (neon: Neon, change = {}): Fleet =>
  fleetOf(environment('production', { databases: { neon }, ...change }), 'neon');
const grouped = ({ grouped: grouping }: Fleet): readonly CollectorAlarm[] => grouping?.collector.alarms ?? [];
const rowsOf = (alarms: readonly CollectorAlarm[]) => new Set(alarms.map(({ row }) => row));
const named = (one: Fleet, name: string) => one.collectors.find(({ database }) => database === name);
const leftOut = (alarm: CollectorAlarm | undefined) =>
  parseInsights(alarm?.insights?.expression ?? '')?.without;
/** Small ones are quick. */
const SMALL = { groupedAlarmsAbove: 2 };

test('up to a number of named databases each has all of its alarms', () => {
  const few = fleet([{}, ...tenants(MOST_WITH_OWN)]);
  expect(few.grouped).toBeUndefined();
  expect(new Set(few.collectors.map(({ alarms }) => alarms.length)).size).toBe(1);
  expect(watchedBy(few)).toEqual(few.collectors);
  expect(fleet(tenants(3), { groupedAlarmsAbove: 3 }).grouped).toBeUndefined();
  expect(fleet(tenants(1), { groupedAlarmsAbove: 0 }).grouped).toBeDefined();
});

test('above it one alarm for each row and severity watches all, and the database without a name keeps its own', () => {
  const many = fleet([{}, ...tenants(MOST_WITH_OWN + 1)]);
  const alone = collectorOf(environment('production'), 'neon');
  const [plain] = many.collectors;
  expect(plain?.alarms.map(({ name }) => name)).toEqual(alone.alarms.map(({ name }) => name));
  const own = new Set(many.grouped?.kept.map(({ row }) => row));
  const standsIn = new Set([...own, 'ActiveConnections']);
  expect(rowsOf(grouped(many))).toEqual(
    new Set([...rowsOf(alone.alarms)].filter((row) => !standsIn.has(row))),
  );
  expect(rowsOf(named(many, 'tenant-7')?.alarms ?? [])).toEqual(own);
  const perRow = grouped(many).filter(({ insights }) => !insights?.counts);
  expect(perRow.map(({ name }) => name)).toEqual(
    alone.alarms
      .filter(({ row }) => !standsIn.has(row))
      .map(({ name }) => name.replace('-neon-', '-neon-fleet-')),
  );
  for (const { insights } of grouped(many)) expect(insights?.metrics).toBe(MOST_WITH_OWN + 1);
});

test('a row that is compared with another one keeps the alarms of each database; a limit of its own changes that', () => {
  const why = (change: object) => fleet(tenants(3), { ...SMALL, ...change }).grouped?.kept ?? [];
  const rows = (change: object) => why(change).map(({ row }) => row);
  expect(why({ level: 'core' })).toContainEqual({
    row: 'ActiveConnections',
    why: 'its alarms compare two metrics',
  });
  expect(rows({})).toContain('DatabaseSize');
  expect(rows({ limits: { databaseGigabytes: 50 } })).not.toContain('DatabaseSize');
  for (const service of serviceNames)
    for (const { definition, severity } of fleetOf(environment('production'), service).main.alarms) {
      const kind = kindAt(definition.alarm, severity);
      const isOfRow = kind.refersTo.rows.length > 0;
      expect(kind.comparedAlone({ ...fleet([{}]).main.limits, ...limits }, 5) === undefined).toBe(isOfRow);
    }
});
const limits = { databaseGigabytes: 1, computeUnits: 1, monthlyCommands: 1, monthlyComputeHours: 1 };

describe('a share of another row', () => {
  const alarms = (one: Fleet, row: string) => grouped(one).filter((alarm) => alarm.row === row);

  test('is watched by the row that is this share in percent', () => {
    const [warning, critical] = alarms(fleet(tenants(3), SMALL), 'TotalConnections');
    expect([warning, critical].map((alarm) => alarm?.compared)).toEqual([80, 90]);
    expect(warning?.insights?.expression).toMatch(/^SELECT MAX\("ConnectionPoolUtilization"\) /);
    expect(warning?.name).toBe('production-neon-fleet-total-connections-warning');
  });

  test('needs no alarms where those of another row sound no later', () => {
    const { grouped: grouping, ...one } = fleet(tenants(3), SMALL);
    expect(grouping?.without).toEqual([{ row: 'ActiveConnections', by: 'TotalConnections' }]);
    expect(alarms({ grouped: grouping, ...one }, 'ActiveConnections')).toEqual([]);
    expect(named({ grouped: grouping, ...one }, 'tenant-1')?.alarms.map(({ row }) => row)).not.toContain(
      'ActiveConnections',
    );
    const sooner = { overrides: { neon: { ActiveConnections: { warning: 0.5 } } } };
    const own = fleet(tenants(3), { ...SMALL, ...sooner });
    expect(own.grouped?.kept.map(({ row }) => row)).toContain('ActiveConnections');
    expect(named(own, 'tenant-1')?.alarms.filter(({ row }) => row === 'ActiveConnections')).toHaveLength(2);
  });

  test('stays with each database where that row is not collected', () => {
    const some = fleet([{ name: 'a', level: 'core' }, ...tenants(3)], SMALL);
    for (const row of ['TotalConnections', 'ActiveConnections'])
      expect(named(some, 'a')?.alarms.filter((alarm) => alarm.row === row)).toHaveLength(2);
    expect(leftOut(alarms(some, 'TotalConnections')[0])).toEqual(['a']);
    const core = fleet(tenants(3), { ...SMALL, level: 'core' });
    expect(core.grouped?.kept).toContainEqual({
      row: 'TotalConnections',
      why: 'its alarms compare two metrics; level detailed has ConnectionPoolUtilization, which is one',
    });
  });
});

test('events per minute are compared as those of a period', () => {
  const upstash = (collectionMinutes: number) =>
    fleetOf(
      environment('production', {
        ...{ databases: { upstash: tenants(3) as never }, collectionMinutes },
        ...SMALL,
      }),
      'upstash',
    ).grouped?.collector.alarms.find(({ row }) => row === 'EvictedKeys');
  const each = (minutes: number) => upstash(minutes);
  expect([each(1), each(5), each(10)].map((alarm) => alarm?.compared)).toEqual(
    [1, 5, 10].map((minutes) => minutes * Number(Object(each(1)?.definition.alarm.warning).perMinute)),
  );
  expect(each(5)?.insights?.expression).toMatch(/^SELECT SUM\("EvictedKeys"\)/);
});

test('a database that differs in a row keeps its own alarms for it, and is left out of those of all', () => {
  const some = fleet(
    [
      { name: 'a', overrides: { SlowQueries: { warning: 7 } } },
      { name: 'b', overrides: { LockWaitTime: { alarm: 'off', reason: 'It migrates.' } } },
      { name: 'c', level: 'core' },
      { name: 'd' },
    ],
    SMALL,
  );
  const of = (row: string) => grouped(some).find((one) => one.row === row);
  expect([leftOut(of('SlowQueries')), leftOut(of('LockWaitTime')), leftOut(of('Up'))]).toEqual([
    ['a'],
    ['b'],
    [],
  ]);
  expect(named(some, 'a')?.alarms.filter(({ row }) => row === 'SlowQueries')).toHaveLength(2);
  expect(rowsOf(named(some, 'b')?.alarms ?? [])).not.toContain('LockWaitTime');
  // One that does not publish a row has no series, and need not be left out.
  expect(of('LockWaitTime')?.insights?.metrics).toBe(2);
  expect(of('SlowQueries')?.insights?.metrics).toBe(3);
});

test('an override with the same number is no difference', () => {
  const same = { name: 'a', overrides: { SlowQueries: { warning: 5 } } } as const;
  const [slow] = grouped(fleet([same, ...tenants(3)], SMALL)).filter(({ row }) => row === 'SlowQueries');
  expect(slow?.compared).toBe(5);
  expect(leftOut(slow)).toEqual([]);
});

test('a row in which too many differ keeps the alarms of each', () => {
  const differing = (n: number) =>
    tenants(n).map((one) => ({ ...one, overrides: { SlowQueries: { warning: 7 } } })) as Neon;
  const most = fleet([...differing(MOST_LEFT_OUT), { name: 'plain' }], SMALL);
  expect(rowsOf(grouped(most))).toContain('SlowQueries');
  const more = fleet([...differing(MOST_LEFT_OUT + 1), { name: 'plain' }], SMALL);
  expect(rowsOf(grouped(more))).not.toContain('SlowQueries');
  expect(more.grouped?.kept.map(({ why }) => why)).toContain(
    '21 databases differ from the environment, at most 20 can be left out',
  );
  expect(rowsOf(named(more, 'plain')?.alarms ?? [])).toContain('SlowQueries');
});

test('where all differ, nothing is left to watch together', () => {
  const own = { overrides: { SlowQueries: { warning: 7 } } };
  const all = fleet(['a', 'b', 'c'].map((name) => ({ name, ...own })) as Neon, SMALL);
  expect(rowsOf(grouped(all))).not.toContain('SlowQueries');
  expect(named(all, 'b')?.alarms.filter(({ row }) => row === 'SlowQueries')).toHaveLength(2);
});

test('an alarm that looks back further than a query sees stays with each database', () => {
  const slow = fleet(tenants(3), { ...SMALL, collectionMinutes: 60 });
  // Three periods of an hour are just within.
  expect(rowsOf(grouped(slow))).toContain('Up');
  expect(slow.grouped?.kept.filter(({ why }) => why.includes('look back'))).toEqual([]);
});

test('who is silent is counted: all that are watched must publish', () => {
  const some = fleet(
    [...tenants(4), { name: 'off', overrides: { Up: { alarm: 'off', reason: 'It sleeps.' } } }],
    SMALL,
  );
  const counting = grouped(some).filter(({ insights }) => insights?.counts);
  expect(counting).toMatchObject([
    {
      name: 'production-neon-fleet-up-count-critical',
      compared: 4,
      datapoints: [3, 3],
      definition: { alarm: { breaches: 'below', missingData: 'breaching' } },
    },
  ]);
  expect(counting[0]?.insights?.expression).toMatch(/^SELECT COUNT\("Up"\).* AND "Database" != 'off'$/);
  // A series that ends says nothing: the database may have been removed.
  const others = grouped(some).filter(({ insights }) => !insights?.counts);
  expect(others.map(({ definition }) => definition.alarm.missingData)).not.toContain('breaching');
});
