import { Client } from 'pg';
import { measured } from '../../support/collectors/measured';
import { describeVersions, SHORTEST_MS, SLOW_MS } from '../../support/collectors/postgres';

describeVersions(({ major }, server) => {
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
    await server.db.admin.query(
      `DO $$ BEGIN CREATE ROLE app LOGIN PASSWORD 'app-pass'; EXCEPTION WHEN duplicate_object THEN END $$`,
    );
    await server.db.admin.query('GRANT SELECT ON thing TO app');
    const app = new Client({
      connectionString: server.db.url.replace('watcher:watcher-pass', 'app:app-pass'),
    });
    await app.connect();
    await server.db.admin.query('SELECT pg_stat_statements_reset()');
    for (let i = 0; i < 60; i++) await app.query('SELECT count(*) FROM thing WHERE id < $1', [i]);
    await app.end();
    const other = await server.db.session('other');
    await other.query('SELECT 1 AS one');
    await server.collect();
    await server.db.admin.query(reset);
    for (let i = 0; i < 2_000; i++) await other.query('SELECT 1 AS one');
    await other.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
    const { metrics, warnings } = await server.collect();
    for (const name of ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'])
      expect(metrics[name]).toEqual({
        absent: expect.stringMatching(/were reset since the previous sample/),
      });
    expect(warnings).toEqual([
      expect.stringMatching(/^AverageQueryTime, SlowQueries and QueryThroughput are absent: statistics of /),
    ]);
    // The next interval is whole again.
    for (let i = 0; i < 100; i++) await other.query('SELECT 1 AS one');
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const result = await server.collect();
    expect(measured(result, 'QueryThroughput') * (result.intervalSeconds ?? 0)).toBeCloseTo(100, 6);
  });

  /** So many different statements, each run so many times; from another number on, they are others. */
  const runMany = async (client: Client, statements: number, times: number, from = 0) => {
    const each = Array.from({ length: statements }, (_, n) => `SELECT ${'1,'.repeat(from + n)}1`);
    await client.query(Array(times).fill(each.join(';')).join(';'));
  };

  test('a reset of many small statements hides behind the growth of larger ones, and is noticed', async () => {
    const [here, other] = [await server.db.session(), await server.db.session('other')];
    await server.db.admin.query('SELECT pg_stat_statements_reset()');
    await runMany(here, 110, 40);
    await runMany(other, 150, 5);
    await server.collect();
    await server.db.admin.query(
      `SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = 'other'), 0)`,
    );
    await runMany(here, 100, 20);
    await here.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
    expect((await server.collect()).metrics.QueryThroughput).toEqual({
      absent: expect.stringMatching(/were reset since the previous sample/),
    });
  });

  test('a reset of many small statements hides behind others that are new, and is noticed', async () => {
    const [here, other] = [await server.db.session(), await server.db.session('other')];
    await server.db.admin.query('SELECT pg_stat_statements_reset()');
    await runMany(here, 110, 10);
    await runMany(other, 40, 6);
    await server.collect();
    await server.db.admin.query(
      `SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = 'other'), 0)`,
    );
    await runMany(here, 60, 8, 110);
    await here.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
    expect((await server.collect()).metrics.QueryThroughput).toEqual({
      absent: expect.stringMatching(/were reset since the previous sample/),
    });
  });

  test('statements that are overtaken by many others are not taken for a reset', async () => {
    const client = await server.db.session();
    await server.db.admin.query('SELECT pg_stat_statements_reset()');
    await runMany(client, 330, 2);
    await server.collect();
    await runMany(client, 215, 50);
    await client.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
    const result = await server.collect();
    expect(result.warnings).toEqual([]);
    // The last one slept.
    const calls = measured(result, 'QueryThroughput') * (result.intervalSeconds ?? 0);
    expect(calls).toBeCloseTo(215 * 50 + 1, 6);
  });

  test('a reset is noticed even if the statement is used more after it than before', async () => {
    const client = await server.db.session('other');
    const call = (ms: number) => client.query('SELECT pg_sleep($1), 4', [ms / 1000]);
    await server.db.admin.query('SELECT pg_stat_statements_reset()');
    await call(20);
    await server.collect();
    await server.db.admin.query(
      `SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = 'other'), 0)`,
    );
    for (let i = 0; i < 10; i++) await call(4);
    await client.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
    expect((await server.collect()).metrics.QueryThroughput).toEqual({
      absent: expect.stringMatching(/were reset since the previous sample/),
    });
  });

  test('a reset is noticed even if the statement is used more after it, and its longest call is longer', async () => {
    const client = await server.db.session('other');
    const call = (ms: number) => client.query('SELECT pg_sleep($1), 5', [ms / 1000]);
    await server.db.admin.query('SELECT pg_stat_statements_reset()');
    for (let i = 0; i < 10; i++) await call(i === 0 ? 0 : 10);
    await server.collect();
    await server.db.admin.query(
      `SELECT pg_stat_statements_reset(0, 0, queryid) FROM pg_stat_statements WHERE query LIKE 'SELECT pg_sleep($1), %'`,
    );
    for (let i = 0; i < 12; i++) await call(i === 0 ? 100 : 10);
    await client.query(`SELECT pg_sleep(${SHORTEST_MS / 1_000})`);
    expect((await server.collect()).metrics.QueryThroughput).toEqual({
      absent: expect.stringMatching(/were reset since the previous sample/),
    });
  });

  if (major >= 17)
    test('a reset of minimum and maximum does not make a lifetime of slow calls slow again', async () => {
      const client = await server.db.session();
      const slow = () => client.query(`SELECT pg_sleep(${(SLOW_MS * 1.2) / 1000}), 'min and max'`);
      for (let i = 0; i < 6; i++) await slow();
      await server.db.admin.query('SELECT pg_stat_statements_reset(0, 0, 0, true)');
      await server.collect();
      await slow();
      await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
      const result = await server.collect();
      expect(measured(result, 'SlowQueries') * ((result.intervalSeconds ?? 0) / 60)).toBeCloseTo(1, 1);
    });
});
