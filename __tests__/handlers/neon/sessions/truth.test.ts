import { existsSync } from 'node:fs';
import type { Result } from '../../../../model/result';
import { awsVariables, FakeAws } from '../../../support/aws/fake-aws';
import { measured } from '../../../support/collectors/measured';
import { absent, neonCollector } from '../../../support/collectors/neon';
import { SHORTEST_MS } from '../../../support/collectors/postgres';
import { type Database, startDatabase, versions } from '../../../support/servers/postgres';
import { until } from '../../../support/servers/until';

/** What a collector saw while sessions ran statements of a second and more. */
interface Seen {
  /** How many sessions ran one on average. */
  readonly truth: number;
  readonly busy: Result;
  /** After a statement that was running at the time of the result before, and ended at once. */
  readonly ended: Result;
  /** How many sessions of a pool ran a statement on average, while they did and were idle again; then with a short one in each. */
  readonly pooled: { readonly truth: number; readonly then: Result; readonly after: Result };
  /** After a session that was working was ended. */
  readonly killed: Result;
  /** After the statistics of one database were reset. */
  readonly reset: Result;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** The statements read a table: PostgreSQL 15 and later count the time of others late. */
const statement = (seconds: number) =>
  `SELECT count(*), pg_sleep(${seconds}) FROM (SELECT 1 FROM thing LIMIT 1) t`;
const LIKE = `query LIKE '%FROM thing LIMIT%'`;
/** What sessions have done: statements that have ended, and those that run. */
const DONE = `SELECT extract(epoch FROM clock_timestamp())::float8 AS at,
       (SELECT sum(total_exec_time) / 1000 FROM pg_stat_statements WHERE ${LIKE})
       + (SELECT sum(extract(epoch FROM clock_timestamp() - query_start))::float8 FROM pg_stat_activity
           WHERE state = 'active' AND ${LIKE} AND pid <> pg_backend_pid()) AS seconds`;

async function underLoad(
  db: Database,
  collect: () => Promise<Result>,
): Promise<Pick<Seen, 'truth' | 'busy'>> {
  const done = async (): Promise<{ at: number; seconds: number }> => (await db.admin.query(DONE)).rows[0];
  let working = true;
  const work = async (seconds: number, restMs: number) => {
    const client = await db.session();
    while (working) {
      await client.query(statement(seconds));
      await pause(restMs);
    }
  };
  // Three always work and one does half of the time: the number at one moment is 3 or 4.
  const workers = [work(1, 0), work(1.1, 0), work(1.2, 0), work(1, 1_000)];
  // Postgres counts a statement when the next one of its session has ended; that of the superuser, who made the tables, too.
  await pause(2_600);
  await done();
  await collect();
  const before = await done();
  // What is counted on the wrong side of an end is at most about one statement, whatever the interval: here less than 4 %.
  await pause(9_000);
  const busy = await collect();
  const after = await done();
  working = false;
  await Promise.all(workers);
  return { truth: (after.seconds - before.seconds) / (after.at - before.at), busy };
}

async function afterLongStatement(db: Database, collect: () => Promise<Result>): Promise<Result> {
  const [holder, runner] = [await db.session(), await db.session()];
  await holder.query('SELECT pg_advisory_lock(1)');
  const running = runner.query('SELECT count(*), pg_advisory_lock(1) FROM thing');
  const seconds = `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0)::float8
                     FROM pg_stat_activity WHERE wait_event = 'advisory'`;
  await until(async () => (await db.one(seconds)) > 2);
  await collect();
  await holder.query('SELECT pg_advisory_unlock(1)');
  await running;
  await pause(SHORTEST_MS);
  return collect();
}

/** Three sessions stay connected: each runs a statement of 1.2 s, is idle, and runs a short one. */
async function inPool(db: Database, collect: () => Promise<Result>): Promise<Seen['pooled']> {
  const pool = [await db.session(), await db.session(), await db.session()];
  const all = (sql: string) => Promise.all(pool.map((client) => client.query(sql)));
  await all('SELECT count(*) FROM thing');
  await pause(SHORTEST_MS);
  await collect();
  const began = performance.now();
  await all(statement(1.2));
  const worked = performance.now() - began;
  await pause(300);
  const then = await collect();
  const truth = (3 * worked) / (performance.now() - began);
  // Postgres sends nothing within a second of what it sent last.
  await pause(SHORTEST_MS);
  // One after the other: where two send at once, one may put it off for ten seconds.
  for (const client of pool) await client.query('SELECT count(*) FROM thing');
  await pause(SHORTEST_MS);
  return { truth, then, after: await collect() };
}

async function afterKill(db: Database, collect: () => Promise<Result>): Promise<Result> {
  const client = await db.session();
  const ended = client.query('SELECT pg_sleep(60) FROM thing').catch(() => {});
  await until(
    async () => (await db.one(`SELECT count(*)::int FROM pg_stat_activity WHERE wait_event = 'PgSleep'`)) > 0,
  );
  await collect();
  await db.admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
  await ended;
  await until(async () => (await db.one('SELECT sum(sessions_killed)::int FROM pg_stat_database')) > 0);
  await pause(SHORTEST_MS);
  return collect();
}

async function afterReset(db: Database, collect: () => Promise<Result>): Promise<Result> {
  const at = `SELECT stats_reset::text FROM pg_stat_database WHERE datname = 'other'`;
  const was = await db.one(at);
  await (await db.session('other')).query('SELECT pg_stat_reset()');
  await until(async () => (await db.one(at)) !== was);
  await pause(SHORTEST_MS);
  return collect();
}

async function seenOf({ folder }: { readonly folder?: string }): Promise<Seen> {
  const db = await startDatabase(folder === undefined ? {} : { folder });
  try {
    for (const sql of [
      'CREATE EXTENSION pg_stat_statements',
      'CREATE DATABASE other',
      'CREATE TABLE thing AS SELECT 1',
    ])
      await db.admin.query(sql);
    const handler = neonCollector(db.url);
    const collect = () => handler({});
    const { truth, busy } = await underLoad(db, collect);
    const ended = await afterLongStatement(db, collect);
    const pooled = await inPool(db, collect);
    const killed = await afterKill(db, collect);
    return { truth, busy, ended, pooled, killed, reset: await afterReset(db, collect) };
  } finally {
    await db.stop();
  }
}

/** What a busy machine lets pass between two clocks. The counter alone, without the statements that still run, is off by 40 % and more. */
const NEAR = 0.15;
const offBy = (reading: number, truth: number): number => Math.abs(reading / truth - 1);

// The servers mostly wait: all of them at once take the time of one.
const seen = new Map<number, Seen>();
let aws: FakeAws;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  const installed = versions.filter(({ folder }) => folder === undefined || existsSync(folder));
  await Promise.all(installed.map(async (version) => seen.set(version.major, await seenOf(version))));
});
afterAll(() => aws.stop());

describe.each(versions)('PostgreSQL $major', ({ major, describeVersion }) => {
  const of = () => seen.get(major) as Seen;

  describeVersion('under a load of long statements', () => {
    test('the average of active sessions is that of the statements, where the number at one moment jumps', () => {
      const { truth, busy } = of();
      // Four workers that pause now and then; on a busy machine, more often and for longer.
      expect(truth).toBeGreaterThan(2);
      expect(truth).toBeLessThanOrEqual(4);
      expect([1, 2, 3, 4]).toContain(measured(busy, 'ActiveConnections'));
      expect(offBy(measured(busy, 'AverageActiveSessions'), truth)).toBeLessThan(NEAR);
    });

    test('a long statement that has ended, and that Postgres has not counted yet, is in it', () => {
      expect(measured(of().ended, 'AverageActiveSessions')).toBeLessThan(0.5);
    });

    test('in sessions that stay connected, too, and once', () => {
      const { truth, then, after } = of().pooled;
      expect(offBy(measured(then, 'AverageActiveSessions'), truth)).toBeLessThan(NEAR);
      expect(measured(after, 'AverageActiveSessions')).toBeLessThan(0.2);
    });

    test('a session that was ended, whose statement is never counted, costs this reading alone', () => {
      expect(of().killed.metrics).toMatchObject({
        AverageActiveSessions: absent('Postgres never counts'),
        Deadlocks: { value: 0 },
        QueryThroughput: { value: expect.any(Number) },
      });
    });

    test('statistics of a database that were reset cost the readings that are made of them', () => {
      const changed = absent('its statistics were reset');
      expect(of().reset.metrics).toMatchObject({
        ...{ AverageActiveSessions: changed, Deadlocks: changed },
        QueryThroughput: { value: expect.any(Number) },
      });
    });
  });
});
