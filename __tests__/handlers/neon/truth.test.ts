import { Client } from 'pg';
import { createHandler } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/neon';
import type { Result } from '../../../model/result';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { measured } from '../../support/collectors/measured';
import { type Database, startDatabase, versions } from '../../support/servers/postgres';
import { until } from '../../support/servers/until';

/** Far above what a statement of these tests takes on a busy machine, except those that sleep. */
const SLOW_MS = 250;
/** The truth: sums over all statements, and the ids of those that were slow at least once. */
const TRUTH = `SELECT sum(calls)::float8 AS calls, sum(total_exec_time) AS ms,
         coalesce(array_agg(queryid::text) FILTER (WHERE max_exec_time >= ${SLOW_MS}), '{}') AS slow
    FROM pg_stat_statements(false) WHERE toplevel AND userid <> 'watcher'::regrole`;
/** Rates need a second between their samples. */
const SHORTEST_MS = 1_050;

describe.each(versions)('PostgreSQL $major', ({ major, folder, describeVersion }) => {
  describeVersion('under a workload', () => {
    let aws: FakeAws;
    let db: Database;
    let collect: () => Promise<Result>;
    beforeAll(async () => {
      aws = await new FakeAws().start();
      Object.assign(process.env, awsVariables(aws.url));
      db = await startDatabase({ ...(folder && { folder }), settings: { max_connections: 50 } });
      for (const sql of [
        'CREATE EXTENSION pg_stat_statements',
        'CREATE DATABASE other',
        'CREATE TABLE thing AS SELECT n AS id, md5(n::text) AS text FROM generate_series(1, 5000) n',
      ])
        await db.admin.query(sql);
      const handler = createHandler(
        service,
        {
          ENVIRONMENT: 'test',
          ENABLE_DETAILED_MONITORING: 'true',
          SLOW_QUERY_MS: String(SLOW_MS),
          NEON_CONNECTION_STRING: db.url,
        },
        () => {},
      );
      collect = () => handler({});
    });
    afterAll(async () => {
      await db.stop();
      await aws.stop();
    });
    afterEach(() => db.leave());

    test('the server has this version', () => {
      expect(db.server.version).toMatch(new RegExp(`^${major}\\.`));
    });

    test('gauges are exactly what the database says', async () => {
      const sleeping = await Promise.all([1, 2, 3].map(() => db.session()));
      const running = sleeping.map((client) => client.query('SELECT pg_sleep(60)').catch(() => {}));
      await db.session();
      const holder = await db.session();
      await holder.query('BEGIN; UPDATE thing SET text = text WHERE id = 1');
      const waiter = await db.session();
      const waiting = waiter.query('UPDATE thing SET text = text WHERE id = 1').catch(() => {});
      await db.session();

      const wait = `SELECT coalesce(avg(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0)::float8
                      FROM pg_locks WHERE NOT granted`;
      await until(async () => (await db.one(wait)) >= SLOW_MS);
      const size = await db.one('SELECT sum(pg_database_size(datname))::float8 / 1e9 FROM pg_database');
      const waitBefore = await db.one(wait);
      const result = await collect();
      const waitAfter = await db.one(wait);

      // Three sleep, one waits for a lock; the admin and two others are idle; one is idle in its transaction.
      expect(measured(result, 'ActiveConnections')).toBe(4);
      expect(measured(result, 'IdleConnections')).toBe(3);
      expect(measured(result, 'TotalConnections')).toBe(8);
      const sessions = await db.one(
        `SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend'`,
      );
      expect(measured(result, 'TotalConnections')).toBe(sessions);
      const limit =
        50 -
        (await db.one(`SELECT setting::int FROM pg_settings WHERE name = 'superuser_reserved_connections'`));
      expect(measured(result, 'ConnectionLimit')).toBe(limit);
      expect(measured(result, 'ConnectionPoolUtilization')).toBeCloseTo((100 * (sessions + 1)) / limit, 9);
      expect(measured(result, 'DatabaseSize')).toBe(size);
      expect(measured(result, 'LockWaitTime')).toBeGreaterThan(waitBefore);
      expect(measured(result, 'LockWaitTime')).toBeLessThan(waitAfter);
      expect(measured(result, 'Up')).toBe(1);
      expect(result.warnings).toEqual(
        expect.arrayContaining([expect.stringMatching(/^still running: pid \d+, \d+ s, user postgres$/)]),
      );

      await db.admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()`,
      );
      await Promise.all([...running, waiting]);
    });

    test('rates are those of the statements in between, without our own', async () => {
      const client = await db.session();
      await client.query('SELECT pg_sleep(0)');
      await collect();
      const before = await db.admin.query(TRUTH);
      for (let i = 0; i < 400; i++)
        await client.query('SELECT count(*) FROM thing WHERE id % 7 = $1', [i % 7]);
      for (let i = 0; i < 4; i++) await client.query(`SELECT pg_sleep(${(SLOW_MS * 1.3) / 1000})`);
      await client.query('SELECT pg_sleep(0.001) FROM generate_series(1, 3)');
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      const result = await collect();
      // Read after the collection, this is the truth about the very same statements, however long any of them took.
      const after = await db.admin.query(TRUTH);
      const seconds = result.intervalSeconds ?? 0;

      // 400 lookups, 4 slow ones, 1 short sleep, and the first that read the truth.
      expect(measured(result, 'QueryThroughput') * seconds).toBeCloseTo(406, 6);
      expect(after.rows[0].calls - before.rows[0].calls).toBe(406);
      // A busy machine may make another one slow for the first time; that one counts once.
      const stalled = after.rows[0].slow.filter((id: string) => !before.rows[0].slow.includes(id)).length - 1;
      expect(measured(result, 'SlowQueries') * (seconds / 60)).toBeCloseTo(4 + stalled, 6);
      const truth = (after.rows[0].ms - before.rows[0].ms) / (after.rows[0].calls - before.rows[0].calls);
      expect(measured(result, 'AverageQueryTime') / truth).toBeCloseTo(1, 6);
    });

    test('with nobody else there is no average, and our own statements are not counted', async () => {
      await collect();
      await collect();
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      const { metrics } = await collect();
      expect(metrics.AverageQueryTime).toEqual({ absent: expect.stringContaining('no statement finished') });
      expect(metrics.QueryThroughput).toEqual({ value: 0, unit: 'Count/Second' });
    });

    test('statements of Neon’s own user are not counted', async () => {
      await db.admin.query(`CREATE ROLE cloud_admin LOGIN PASSWORD 'internal-pass'`);
      const login = db.url.replace('watcher:watcher-pass', 'cloud_admin:internal-pass');
      const internal = new Client({ connectionString: login });
      await internal.connect();
      const client = await db.session();
      await collect();
      for (let i = 0; i < 40; i++) await internal.query('SELECT pg_sleep(0.001)');
      for (let i = 0; i < 10; i++) await client.query('SELECT count(*) FROM thing');
      await internal.end();
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      const result = await collect();
      expect(measured(result, 'QueryThroughput') * (result.intervalSeconds ?? 0)).toBeCloseTo(10, 6);
    });

    /** What switches the recording of statements off, and what the readings then say. */
    test.each([
      [
        'ALTER ROLE postgres SET pg_stat_statements.track = none',
        'pg_stat_statements.track=none for ROLE "postgres"',
      ],
      ['ALTER DATABASE other SET compute_query_id = off', 'compute_query_id=off for DATABASE "other"'],
      [
        'ALTER ROLE postgres IN DATABASE other SET pg_stat_statements.track = none',
        'pg_stat_statements.track=none for ROLE "postgres" IN DATABASE "other"',
      ],
      [`ALTER SYSTEM SET pg_stat_statements.track = 'none'`, 'pg_stat_statements.track=none'],
      ['ALTER SYSTEM SET compute_query_id = off', 'compute_query_id=off'],
    ])('statements that are not recorded are not 0, and the advice helps: %s', async (sql, said) => {
      const apply = async (statements: string) => {
        for (const one of statements.split('; ')) await db.admin.query(one);
        await db.admin.query('SELECT pg_reload_conf()');
      };
      await apply(sql);
      await until(async () => 'absent' in ((await collect()).metrics.QueryThroughput ?? {}));
      await collect();
      const { metrics, warnings } = await collect();
      const [, reason, advice = ''] =
        /^(statements are not recorded: .*); run: (.*)$/.exec(warnings[0] ?? '') ?? [];
      expect(reason).toBe(`statements are not recorded: ${said}`);
      for (const name of ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'])
        expect(metrics[name]).toEqual({ absent: `${reason}; run: ${advice}` });
      await apply(advice);
      await until(async () => (await collect()).warnings.length === 0);
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      expect((await collect()).metrics.QueryThroughput).toMatchObject({ unit: 'Count/Second' });
    });

    test('the collector’s own role need not be recorded', async () => {
      await db.admin.query('ALTER ROLE watcher SET pg_stat_statements.track = none');
      await collect();
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      expect((await collect()).metrics.QueryThroughput).toMatchObject({ unit: 'Count/Second' });
      await db.admin.query('ALTER ROLE watcher RESET pg_stat_statements.track');
    });

    test('sessions whose state is not recorded are not 0 active sessions', async () => {
      const hidden = await db.session();
      await hidden.query('SET track_activities = off');
      const running = hidden.query('SELECT pg_sleep(60)').catch(() => {});
      const { metrics, warnings } = await collect();
      const absent = { absent: expect.stringMatching(/^track_activities is off in 1 session/) };
      expect(metrics).toMatchObject({ ActiveConnections: absent, IdleConnections: absent });
      expect(metrics.TotalConnections).toEqual({ value: 2, unit: 'Count' });
      expect(warnings).toEqual([absent.absent]);
      await db.admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'disabled' AND pid <> pg_backend_pid()`,
      );
      await running;
    });

    test('waiting for an advisory lock is not waiting for a lock', async () => {
      const [leader, follower] = [await db.session(), await db.session()];
      await leader.query('SELECT pg_advisory_lock(7)');
      const waiting = follower.query('SELECT pg_advisory_lock(7)').catch(() => {});
      await until(async () => (await db.one(`SELECT count(*)::int FROM pg_locks WHERE NOT granted`)) === 1);
      expect(measured(await collect(), 'LockWaitTime')).toBe(0);
      await leader.query('SELECT pg_advisory_unlock(7)');
      await waiting;
    });

    /** Resets of a part of the statistics, which the server does not record. */
    test.each([
      [
        'a database',
        `SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = 'postgres'), 0)`,
      ],
      ['a user', `SELECT pg_stat_statements_reset('app'::regrole, 0, 0)`],
      [
        'a statement',
        `SELECT pg_stat_statements_reset(0, 0, queryid) FROM pg_stat_statements WHERE query LIKE 'SELECT count(*) FROM thing WHERE id < %'`,
      ],
    ])('a reset of %s hides behind the growth of others, and is noticed', async (_, reset) => {
      await db.admin.query(
        `DO $$ BEGIN CREATE ROLE app LOGIN PASSWORD 'app-pass'; EXCEPTION WHEN duplicate_object THEN END $$`,
      );
      await db.admin.query('GRANT SELECT ON thing TO app');
      const app = new Client({ connectionString: db.url.replace('watcher:watcher-pass', 'app:app-pass') });
      await app.connect();
      await db.admin.query('SELECT pg_stat_statements_reset()');
      for (let i = 0; i < 60; i++) await app.query('SELECT count(*) FROM thing WHERE id < $1', [i]);
      await app.end();
      const other = await db.session('other');
      await other.query('SELECT 1 AS one');
      await collect();
      await db.admin.query(reset);
      for (let i = 0; i < 2_000; i++) await other.query('SELECT 1 AS one');
      await other.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
      const { metrics, warnings } = await collect();
      for (const name of ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'])
        expect(metrics[name]).toEqual({
          absent: expect.stringMatching(/were reset since the previous sample/),
        });
      expect(warnings).toEqual([
        expect.stringMatching(
          /^AverageQueryTime, SlowQueries and QueryThroughput are absent: statistics of /,
        ),
      ]);
      // The next interval is whole again.
      for (let i = 0; i < 100; i++) await other.query('SELECT 1 AS one');
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      const result = await collect();
      expect(measured(result, 'QueryThroughput') * (result.intervalSeconds ?? 0)).toBeCloseTo(100, 6);
    });

    if (major >= 17)
      test('a reset of minimum and maximum does not make a lifetime of slow calls slow again', async () => {
        const client = await db.session();
        const slow = () => client.query(`SELECT pg_sleep(${(SLOW_MS * 1.2) / 1000}), 'min and max'`);
        for (let i = 0; i < 6; i++) await slow();
        await db.admin.query('SELECT pg_stat_statements_reset(0, 0, 0, true)');
        await collect();
        await slow();
        await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
        const result = await collect();
        expect(measured(result, 'SlowQueries') * ((result.intervalSeconds ?? 0) / 60)).toBeCloseTo(1, 1);
      });

    test('one slow call among fast ones of the same statement is about one', async () => {
      const client = await db.session();
      const call = (ms: number) => client.query('SELECT pg_sleep($1), 3', [ms / 1000]);
      await call(SLOW_MS * 1.2);
      await collect();
      await call(SLOW_MS * 3);
      for (let i = 0; i < 4; i++) await call(0);
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      const result = await collect();
      const executions = measured(result, 'SlowQueries') * ((result.intervalSeconds ?? 0) / 60);
      expect(executions).toBeGreaterThan(0.5);
      expect(executions).toBeLessThan(1.5);
    });

    test('the published values are those of the result', async () => {
      aws.published.length = 0;
      const { metrics, published } = await collect();
      const measured = Object.entries(metrics).flatMap(([name, m]) =>
        'value' in m ? [[name, m.value, m.unit]] : [],
      );
      expect(aws.published.map(({ MetricName, Value, Unit }) => [MetricName, Value, Unit])).toEqual(measured);
      expect(published).toBe(measured.length);
    });

    test('statistics that were reset, and a compute that was restarted, give no rates for one interval', async () => {
      await collect();
      await db.admin.query('SELECT pg_stat_statements_reset()');
      const reset = await collect();
      expect(reset.metrics.QueryThroughput).toEqual({ absent: expect.stringContaining('started over') });
      await db.server.restart();
      const restarted = await collect();
      expect(restarted.metrics.QueryThroughput).toEqual({ absent: expect.stringContaining('started over') });
      expect(measured(restarted, 'TotalConnections')).toBe(0);
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      expect((await collect()).metrics.QueryThroughput).toMatchObject({ unit: 'Count/Second' });
    });
  });
});
