import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { bundle } from '../../../handlers/bundle/bundle';
import { FunctionError } from '../../../preview/functions/function';
import { hasAlarm, type Severity, severities } from '../../../thresholds/row';
import { type ServiceName, serviceOf } from '../../../thresholds/services';
import { until } from '../../support/servers/until';
import { Clinic } from './clinic';

/** Those of a line are made sick together, one line after another; the clinics work at the same time. */
const plan = {
  postgres: [['idle-connections', 'slow-queries', 'lock', 'deadlocks', 'long-transaction', 'invalid-index']],
  postgresDown: [
    ['quota-nearly-used-up'],
    ['compute-asleep'],
    ['quota-used-up'],
    ['postgres-stopped'],
    ['postgres-wrong-password'],
  ],
  redis: [
    ['clients', 'connection-per-request', 'keys-without-expiry', 'cache-misses', 'memory', 'memory-leak'],
  ],
  redisDown: [['redis-stopped'], ['redis-wrong-password']],
} as const;
/** Afterwards: all of these at once; then the server is stopped, and they are healed before it is started again. */
const atOnce = {
  postgres: ['active-connections', 'lock', 'slow-queries', 'postgres-wrong-password'],
  redis: ['memory', 'clients', 'redis-wrong-password'],
} as const;
/** What is refused while the server is stopped. */
const refused = { postgres: 'long-transaction', redis: 'cache-misses' } as const;
type Name = keyof typeof plan;
const names = Object.keys(plan) as Name[];
const serviceNameOf = (name: Name): ServiceName => (name.startsWith('postgres') ? 'neon' : 'upstash');

/** The error of the collector, or one of its warnings. */
const says: Readonly<Record<string, RegExp>> = {
  'long-transaction': /still running: pid \d+, \d+ s, user reports/,
  'postgres-stopped': /^NetworkError: .*refused/,
  'redis-stopped': /^NetworkError: .*refused/,
  'postgres-wrong-password': /^AuthenticationError/,
  'redis-wrong-password': /^AuthenticationError/,
  'quota-used-up': /^QuotaError: .*compute time/,
};

/** What was seen while it was sick, when its alarms had fired. */
interface Course {
  readonly fired: readonly string[];
  /** Rows whose critical alarm fired before the warning. */
  readonly early: readonly string[];
  /** Class and message of the error of the collector, or its warnings. */
  readonly said: string;
  /** Of the workload. */
  readonly problems: readonly string[];
  readonly asleep: boolean;
  readonly notOk: readonly string[];
}

let folder: string;
let clinics: Record<Name, Clinic>;
const courses = new Map<string, Promise<Course>>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sick-'));
  const bundles = bundle(folder);
  const opened = await Promise.all(
    names.map(async (name) => [name, await Clinic.open(serviceNameOf(name), bundles)] as const),
  );
  clinics = Object.fromEntries(opened) as Record<Name, Clinic>;
});
afterAll(async () => {
  await Promise.all(Object.values(clinics ?? {}).map((clinic) => clinic.stop()));
  rmSync(folder, { recursive: true });
});

const said = ({ outcome }: Clinic): string =>
  outcome instanceof FunctionError
    ? `${outcome.errorType}: ${outcome.message}`
    : String(outcome?.warnings.join('\n'));

const viewOf = (clinic: Clinic, id: string) => clinic.ward.views.find((view) => view.id === id);
/** The alarms that a sickness drives, of rows that the tables have. */
const alarmsOf = (clinic: Clinic, id: string) =>
  Object.entries(viewOf(clinic, id)?.rows ?? {}).flatMap(([row, effect]) =>
    severities
      .slice(0, severities.indexOf(effect as Severity) + 1)
      .flatMap((severity) => clinic.find(row, severity) ?? []),
  );
/** Those of its rows that only rise. */
const risingOf = (clinic: Clinic, id: string) =>
  Object.entries(viewOf(clinic, id)?.rows ?? {}).flatMap(([row, effect]) =>
    effect === 'rises' && Object.hasOwn(serviceOf(clinic.database.service).rows, row) ? [row] : [],
  );
const isSeenByCheckups = ({ database }: Clinic, id: string) =>
  database.sicknesses.some((one) => one.id === id && one.checkup);
/** Those of which the critical alarm may come first. */
const mayBeEarly = (clinic: Clinic, row: string) => {
  const { alarm } = serviceOf(clinic.database.service).rows[row] ?? {};
  return alarm !== undefined && hasAlarm(alarm) && alarm.criticalFirst !== undefined;
};

/** Makes it sick, and waits for the alarms of its rows. */
async function fallSick(clinic: Clinic, id: string): Promise<Course> {
  const alarms = alarmsOf(clinic, id);
  const began = Date.now();
  expect(await clinic.ward.set(id, true)).toEqual({ id, state: 'sick' });
  const rising = new Set(risingOf(clinic, id));
  if (isSeenByCheckups(clinic, id)) clinic.checkUp();
  await until(() => alarms.every(({ state }) => state === 'ALARM'));
  await until(() => {
    for (const row of rising) if (Number(clinic.value(row)) > 0) rising.delete(row);
    return rising.size === 0;
  });
  await clinic.after(1);
  // A statement counts as long only after a while.
  await until(() => says[id]?.test(said(clinic)) ?? true);
  /** NaN for an alarm that is not there, or not driven. */
  const when = (row: string, severity: Severity) =>
    Number(clinic.find(row, severity)?.fired.find((at) => at > began));
  return {
    fired: alarms.map(({ row, severity }) => `${row} ${severity}`),
    early: alarms
      .map(({ row }) => row)
      .filter((row) => !mayBeEarly(clinic, row) && when(row, 'critical') < when(row, 'warning')),
    said: said(clinic),
    problems: [...clinic.problems],
    asleep: clinic.value('ComputeActive') === 0,
    notOk: clinic.notOk,
  };
}

/** Makes it sick, heals it, and waits until the alarms of its rows are OK again. */
async function take(clinic: Clinic, id: string): Promise<Course> {
  const course = await fallSick(clinic, id);
  expect(await clinic.ward.set(id, false)).toEqual({ id, state: 'healthy' });
  if (isSeenByCheckups(clinic, id)) clinic.checkUp();
  await until(() => alarmsOf(clinic, id).every(({ state }) => state === 'OK'));
  return course;
}

/** Many at once, healed while the server is stopped. @returns the course of the first */
async function takeAll(name: keyof typeof atOnce): Promise<Course> {
  const [first, ...others] = atOnce[name];
  const [clinic, stop] = [clinics[name], `${name}-stopped`];
  const sick = await Promise.all([
    fallSick(clinic, first),
    ...others.slice(0, -1).map((id) => clinic.ward.set(id, true)),
  ]);
  // Nothing is measured any more after these.
  for (const id of [...others.slice(-1), stop])
    expect(await clinic.ward.set(id, true)).toEqual({ id, state: 'sick' });
  expect(await clinic.ward.set(refused[name], true)).toEqual({
    ...{ id: refused[name], state: 'healthy' },
    problem: expect.stringMatching(/^(PostgreSQL|Redis) is stopped: start it again first\.$/),
  });
  const healed = [first, ...others].map((id) => clinic.ward.set(id, false));
  expect(await clinic.ward.set(stop, false)).toEqual({ id: stop, state: 'healthy' });
  for (const state of await Promise.all(healed)) expect(state).toEqual({ id: state.id, state: 'healthy' });
  // The first check-up after the healing still counts what happened before.
  for (let n = 0; n < 2; n++) {
    clinic.checkUp();
    await clinic.after(1);
  }
  await until(() => clinic.notOk.length === 0);
  return sick[0];
}

test('with its default workload, every alarm is OK and stays so', async () => {
  const all = Object.values(clinics);
  await until(() => all.every(({ notOk }) => notOk.length === 0));
  for (const { fired } of all.flatMap(({ alarms }) => alarms)) fired.length = 0;
  await Promise.all(all.map((clinic) => clinic.after(4)));
  for (const { alarms, database, problems, late } of all) {
    const fired = alarms
      .filter((alarm) => alarm.fired.length > 0 && !(late > 0 && alarm.row === 'Up'))
      .map(({ row, severity }) => `${row} ${severity}`);
    expect([database.service, alarms.length > 5, fired, problems]).toEqual([database.service, true, [], []]);
  }
});

test('and every graph shows traffic', async () => {
  const { postgres, redis } = clinics;
  const values = (clinic: Clinic, ...metrics: string[]) =>
    metrics.filter((metric) => !(Number(clinic.value(metric)) > 0));
  expect(
    values(
      postgres,
      'IdleConnections',
      'TotalConnections',
      'DatabaseSize',
      'AverageQueryTime',
      'QueryThroughput',
      'ComputeActive',
    ),
  ).toEqual([]);
  expect(
    values(
      redis,
      'ConnectedClients',
      'MemoryUsagePercent',
      'KeyspaceHits',
      'KeyspaceMisses',
      'ExpiredKeys',
      'TotalKeys',
    ),
  ).toEqual([]);
  // At the moment of a sample there may be none.
  await until(() => Number(postgres.value('ActiveConnections')) > 0);
});

describe('healed again after its alarms fired', () => {
  beforeAll(() => {
    for (const name of names) {
      let before: Promise<unknown> = Promise.resolve();
      for (const together of plan[name]) {
        const begun = together.map((id) => {
          const taken = before.then(() => take(clinics[name], id));
          courses.set(id, taken);
          return taken;
        });
        before = Promise.allSettled(begun);
      }
      if (name === 'postgres' || name === 'redis')
        courses.set(
          `${name}, all at once`,
          before.then(() => takeAll(name)),
        );
    }
    // They are awaited by the tests, some of them later than they fail.
    for (const running of courses.values()) running.catch(() => {});
  });
  const course = (id: string) => courses.get(id) as Promise<Course>;

  test.each(Object.values(plan).flat(2))('%s', async (id) => {
    expect((await course(id)).early).toEqual([]);
  });

  test('Postgres, with every session busy, and stopped before it was healed', async () => {
    expect(await course('postgres, all at once')).toMatchObject({
      fired: expect.arrayContaining(['ActiveConnections warning', 'ActiveConnections critical']),
      early: [],
      said: expect.stringContaining('still running'),
    });
    const { postgres } = clinics;
    await postgres.after(1);
    const monitor = new Client({
      connectionString: postgres.database.target.NEON_CONNECTION_STRING,
      ssl: false,
    });
    await monitor.connect();
    const { rows } = await monitor.query(
      `SELECT application_name AS name, state FROM pg_stat_activity WHERE application_name = ANY($1) OR state ~ 'transaction'`,
      [[...atOnce.postgres, 'lock-waiting']],
    );
    await monitor.end();
    expect([rows.filter(({ name }) => name !== 'checkout'), postgres.problems]).toEqual([[], []]);
  });

  test('Redis, full, and stopped before it was healed', async () => {
    await course('redis, all at once');
    const { redis } = clinics;
    await redis.after(1);
    expect([redis.value('ConnectedClients'), redis.problems]).toEqual([3, []]);
    // Two thousand products, and what expires within seconds.
    expect(Math.abs(Number(redis.value('TotalKeys')) - 2_250)).toBeLessThan(300);
  });

  test.each(Object.entries(says))('%s is what the collector says', async (id, text) => {
    expect((await course(id)).said).toMatch(text);
  });

  test.each([
    ['postgres-stopped', /^The workload on PostgreSQL fails, and is tried again: connect ECONNREFUSED/],
    ['redis-stopped', /^The workload on Redis fails, and is tried again: connect ECONNREFUSED/],
  ])('%s is one problem of the workload, until it goes on by itself', async (id, text) => {
    expect((await course(id)).problems).toEqual([expect.stringMatching(text)]);
    const { postgresDown, redisDown } = clinics;
    await Promise.all([course('postgres-wrong-password'), course('redis-wrong-password')]);
    await until(() => [...postgresDown.problems, ...redisDown.problems].length === 0);
  });

  test('a suspended compute raises no alarm', async () => {
    expect(await course('compute-asleep')).toMatchObject({ asleep: true, notOk: [] });
  });
});

test('the preview ends at once, however sick the databases are', async () => {
  const all = Object.values(clinics);
  await Promise.all(
    all.flatMap(({ ward }) =>
      ward.views.filter(({ id }) => !id.endsWith('stopped')).map(({ id }) => ward.set(id, true)),
    ),
  );
  const begun = performance.now();
  await Promise.all(all.map((clinic) => clinic.stop()));
  // What `npm start` allows for a clean end.
  expect(performance.now() - begun).toBeLessThan(10_000);
});
