import { alarmsOf, announcement, databaseOf, rowOf } from '../../../preview/page/state/alarms';
import { boardFor, boardsOf, collectorOn } from '../../../preview/page/state/boards';
import { session } from '../../../preview/page/state/recording';
import { sourceOf } from '../../../preview/page/state/source';
import { overridesText, Tuning } from '../../../preview/page/state/tuning';
import { change, production, run, severalDatabases, storeOf, view } from './sessions';

const several = severalDatabases;
const find = (id: string) => {
  const found = several.collectors.find((one) => one.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
};
const analytics = find('neon-analytics');
const ref = (metric: string, database?: string) => ({
  ...{ namespace: 'Neon/Monitoring', metric },
  dimensions: { Environment: 'production', ...(database !== undefined && { Database: database }) },
});

test('dashboards: that of the unnamed database, and one for all that have names', () => {
  const boards = boardsOf(several, { databases: [] });
  expect(boards.map(({ id, title, collectors }) => [id, title, collectors.map((one) => one.id)])).toEqual([
    ['neon', 'Neon Postgres', ['neon']],
    ['neon--named', 'Neon Postgres: 2 named', ['neon-analytics', 'neon-billing']],
    ['upstash', 'Upstash Redis', ['upstash']],
  ]);
  expect(boards[1]).toMatchObject({
    name: 'production-neon-databases-monitoring-dashboard',
    about: 'production-neon-databases-monitoring-dashboard, from analytics, billing',
  });
  expect(boardsOf(production, { databases: [] }).map(({ id }) => id)).toEqual(['neon', 'upstash']);
});

test('a dashboard is beside the evidence of the database that is chosen on it', () => {
  expect(boardFor(analytics)).toBe('neon--named');
  expect(collectorOn(several, 'neon--named', 'billing')?.id).toBe('neon-billing');
  expect(collectorOn(several, 'neon--named', undefined)?.id).toBe('neon-analytics');
  expect(collectorOn(several, 'upstash', 'billing')?.id).toBe('upstash');
  expect(collectorOn(several, 'opened', undefined)?.id).toBe('neon');
});

test('each database has its own values; the log and the invocations are those of the function', () => {
  const error = { errorType: 'NetworkError', message: 'refused' };
  const both = (at: number, mine: object, other: object) => [
    run(at, { SlowQueries: 1 }, { log: [`unnamed ${at}`], ...mine }),
    run(at, { SlowQueries: 7 }, { database: 'analytics', log: [`analytics ${at}`], ...other }),
  ];
  const store = storeOf({
    environments: [several],
    runs: [...both(1_000, {}, {}), ...both(4_000, {}, { error }), ...both(7_000, { error }, { error })],
  });
  const source = sourceOf({
    store,
    environment: several,
    recording: session(store, several, () => 8_000),
    tuning: new Tuning(),
  });
  const values = (database?: string) =>
    source.points(ref('SlowQueries', database))?.map(({ value }) => value);
  expect([values(), values('analytics'), values('billing')]).toEqual([[1, 1, 1], [7, 7, 7], undefined]);
  const { functionName: FunctionName, logGroupName } = analytics;
  const lambda = (metric: string) =>
    source
      .points({ namespace: 'AWS/Lambda', metric, dimensions: { FunctionName } })
      ?.map(({ value }) => value);
  // One that fails for all of its databases fails.
  expect([lambda('Invocations'), lambda('Errors')]).toEqual([
    [1, 1, 1],
    [0, 0, 1],
  ]);
  expect(source.log(logGroupName)?.map(({ text }) => text)).toEqual([
    ...['unnamed 1000', 'analytics 1000', 'unnamed 4000', 'analytics 4000', 'unnamed 7000', 'analytics 7000'],
  ]);
  const search = {
    namespace: 'Neon/Monitoring',
    dimensions: ['Database', 'Environment'],
    terms: { MetricName: 'Up', Environment: 'production' },
  };
  expect(source.values(search, 'Database')).toEqual(['analytics', 'billing']);
  expect(source.values({ ...search, dimensions: ['Environment'] }, 'Database')).toEqual([]);
  expect(source.values({ ...search, terms: { Environment: 'staging' } }, 'Database')).toEqual([]);
  expect(source.draggables([ref('SlowQueries', 'analytics')]).map(({ label }) => label)).toEqual([
    'SlowQueries of analytics, warning',
    'SlowQueries of analytics, critical',
  ]);
});

test('an alarm says of which database it is, where it has a name', () => {
  const name = 'production-neon-analytics-slow-queries-critical';
  const store = storeOf({ environments: [several], changes: [change(name, 5_000, 'ALARM')] });
  const alarms = alarmsOf(store, several);
  const firing = alarms.filter(({ state }) => state === 'ALARM');
  expect(firing.map((alarm) => [alarm.name, rowOf(alarm)])).toEqual([[name, 'SlowQueries of analytics']]);
  const said = (message: Parameters<typeof announcement>[0]) =>
    announcement(message, { environment: 'production', alarms, sicknesses: [leak] });
  const leak = {
    ...{ id: 'leak--analytics', service: 'neon', database: 'analytics', title: 'Leak', about: '', rows: {} },
  };
  expect(said({ type: 'changes', changes: [change(name, 5_000, 'ALARM')] })).toBe(
    'SlowQueries of analytics, critical: in alarm.',
  );
  expect(said({ type: 'sickness', id: 'leak--analytics', state: 'sick' })).toBe('Leak (analytics): sick.');
  expect(said({ type: 'checkup', id: 'neon-analytics', running: false, problem: 'refused' })).toBe(
    'Check-up of Neon Postgres (analytics): refused.',
  );
});

test('a threshold of a named database is for its own entry', () => {
  const moved = (id: string, row: string, magnitude: number) => {
    const collector = find(id);
    const view = collector.alarms.find((one) => one.row === row && one.severity === 'warning');
    if (!view) throw new Error(`there is no ${row}`);
    return { collector, view, magnitude };
  };
  expect(overridesText([moved('neon', 'SlowQueries', 7), moved('neon-analytics', 'SlowQueries', 9)])).toBe(
    [
      'overrides: { neon: { SlowQueries: { warning: 7 } } },',
      "// databases.neon, { name: 'analytics' }",
      'overrides: { SlowQueries: { warning: 9 } },',
    ].join('\n'),
  );
});

test('alarms that watch all named databases: no database of their own, and those that made them sound', () => {
  const grouped = view('production', 100, {
    databases: { neon: [{}, { name: 'analytics' }, { name: 'billing' }] },
    groupedAlarmsAbove: 1,
  });
  expect(boardsOf(grouped, { databases: [] })[1]).toMatchObject({
    title: 'Neon Postgres: 2 named',
    collectors: [{ id: 'neon-analytics' }, { id: 'neon-billing' }],
  });
  const name = 'production-neon-fleet-slow-queries-warning';
  const of = (store: ReturnType<typeof storeOf>) =>
    alarmsOf(store, grouped).find((alarm) => alarm.name === name);
  const quiet = of(storeOf({ environments: [grouped] }));
  const firing = of(
    storeOf({
      environments: [grouped],
      changes: [{ ...change(name, 5_000, 'ALARM'), contributors: ['billing', 'analytics'] }],
    }),
  );
  if (!quiet || !firing) throw new Error(`there is no ${name}`);
  expect([quiet, firing].map(rowOf)).toEqual([
    'SlowQueries of named databases',
    'SlowQueries of billing, analytics',
  ]);
  expect([quiet, firing].map(databaseOf)).toEqual([undefined, 'billing']);
  expect(firing.collector.title).toBe('Neon Postgres');
  expect(boardFor(firing.collector)).toBe('neon--named');
  expect(collectorOn(grouped, 'neon--named', databaseOf(firing))?.id).toBe('neon-billing');
});
