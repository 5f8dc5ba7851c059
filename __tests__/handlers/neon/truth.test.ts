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
