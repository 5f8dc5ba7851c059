import { Client } from 'pg';
import { pinsOf, statementOf } from '../../../handlers/neon/statement';
import { resetDefaults, setHostileDefaults } from '../../support/collectors/defaults';
import { measured } from '../../support/collectors/measured';
import { neonCollector } from '../../support/collectors/neon';
import { describeVersions, SHORTEST_MS, SLOW_MS } from '../../support/collectors/postgres';
import { shadow } from '../../support/servers/shadows';
import { restartAsStandby } from '../../support/servers/standby';
import { until } from '../../support/servers/until';

/** The truth: sums over all statements, and the ids of those that were slow at least once. */
const TRUTH = `SELECT sum(calls)::float8 AS calls, sum(total_exec_time) AS ms,
         coalesce(array_agg(queryid::text) FILTER (WHERE max_exec_time >= ${SLOW_MS}), '{}') AS slow
    FROM pg_stat_statements(false) WHERE toplevel AND userid <> 'watcher'::regrole`;

describeVersions(({ major }, server) => {
  test('the server has this version', () => {
    expect(server.db.server.version).toMatch(new RegExp(`^${major}\\.`));
  });

  test('what can be read in another way costs no reading where it is revoked', async () => {
    await server.db.admin.query(`CREATE ROLE cloud_admin LOGIN PASSWORD 'internal-pass'`);
    const login = server.db.url.replace('watcher:watcher-pass', 'cloud_admin:internal-pass');
    const internal = new Client({ connectionString: login });
    await internal.connect();
    await server.db.session();
    const numbers = async () => {
      const { metrics } = await server.collect();
      const { TotalConnections, ConnectionLimit, DatabaseSize } = metrics;
      return { TotalConnections, ConnectionLimit, DatabaseSize };
    };
    const before = await numbers();
    expect(before.TotalConnections).toEqual({ value: 2, unit: 'Count' });
    const rights = ['to_regrole(text)', 'pg_has_role(name, text)', 'pg_postmaster_start_time()'].map(
      (name) => `EXECUTE ON FUNCTION ${name}`,
    );
    for (const right of rights) await server.db.admin.query(`REVOKE ${right} FROM PUBLIC`);
    expect(await numbers()).toEqual(before);
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const { metrics, warnings } = await server.collect();
    expect(metrics.QueryThroughput).toHaveProperty('value');
    expect(warnings).toHaveLength(rights.length);
    for (const warning of warnings) {
      const [, advice = ''] = /^each run needs one more statement .*; run: (.*)$/.exec(warning) ?? [];
      await server.db.admin.query(advice);
    }
    expect((await numbers()).TotalConnections).toEqual(before.TotalConnections);
    await internal.end();
    for (const right of rights)
      await server.db.admin.query(`GRANT ${right} TO PUBLIC; REVOKE ${right} FROM watcher`);
  });

  test('what another version of the statement took is not counted as that of others', async () => {
    // It has another query id where a part of it is refused, as after an update of the collector.
    const right = 'EXECUTE ON FUNCTION to_regrole(text)';
    await server.db.admin.query(`REVOKE ${right} FROM PUBLIC`);
    for (let i = 0; i < 10; i++) await server.collect();
    await server.db.admin.query(`GRANT ${right} TO PUBLIC`);
    const names = ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'];
    const changed = /^the statement of the collector has changed/;
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const { metrics, warnings } = await server.collect();
    expect(warnings).toEqual([]);
    for (const name of names) expect(metrics[name]).toEqual({ absent: expect.stringMatching(changed) });
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    expect(measured(await server.collect(), 'QueryThroughput')).toBe(0);
  });

  test('a role that sees only its own sessions is told from one that sees all without pg_has_role', async () => {
    const { admin, url } = server.db;
    await admin.query(`CREATE ROLE blind LOGIN PASSWORD 'blind-pass'`);
    await admin.query('REVOKE EXECUTE ON FUNCTION pg_has_role(name, text) FROM PUBLIC');
    const { metrics } = await neonCollector(url.replace('watcher:watcher-pass', 'blind:blind-pass'))({});
    await admin.query('GRANT EXECUTE ON FUNCTION pg_has_role(name, text) TO PUBLIC; DROP ROLE blind');
    expect(metrics.TotalConnections).toEqual({
      absent: expect.stringContaining('GRANT pg_monitor TO "blind"'),
    });
  });

  test('gauges are exactly what the database says', async () => {
    const sleeping = await Promise.all([1, 2, 3].map(() => server.db.session()));
    const running = sleeping.map((client) => client.query('SELECT pg_sleep(60)').catch(() => {}));
    await server.db.session();
    const holder = await server.db.session();
    await holder.query('BEGIN; UPDATE thing SET text = text WHERE id = 1');
    const waiter = await server.db.session();
    const waiting = waiter.query('UPDATE thing SET text = text WHERE id = 1').catch(() => {});
    await server.db.session();

    const wait = `SELECT coalesce(avg(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0)::float8
                    FROM pg_locks WHERE NOT granted`;
    await until(async () => (await server.db.one(wait)) >= SLOW_MS);
    const size = await server.db.one('SELECT sum(pg_database_size(datname))::float8 / 1e9 FROM pg_database');
    const waitBefore = await server.db.one(wait);
    const result = await server.collect();
    const waitAfter = await server.db.one(wait);

    // Three sleep, one waits for a lock; the admin and two others are idle; one is idle in its transaction.
    expect(measured(result, 'ActiveConnections')).toBe(4);
    expect(measured(result, 'IdleConnections')).toBe(3);
    expect(measured(result, 'TotalConnections')).toBe(8);
    const sessions = await server.db.one(
      `SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend'`,
    );
    expect(measured(result, 'TotalConnections')).toBe(sessions);
    const limit =
      50 -
      (await server.db.one(
        `SELECT setting::int FROM pg_settings WHERE name = 'superuser_reserved_connections'`,
      ));
    expect(measured(result, 'ConnectionLimit')).toBe(limit);
    expect(measured(result, 'ConnectionPoolUtilization')).toBeCloseTo((100 * (sessions + 1)) / limit, 9);
    expect(measured(result, 'DatabaseSize')).toBe(size);
    expect(measured(result, 'LockWaitTime')).toBeGreaterThan(waitBefore);
    expect(measured(result, 'LockWaitTime')).toBeLessThan(waitAfter);
    expect(measured(result, 'Up')).toBe(1);
    expect(result.warnings).toEqual(
      expect.arrayContaining([expect.stringMatching(/^still running: pid \d+, \d+ s, user postgres$/)]),
    );

    await server.db.admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid()`,
    );
    await Promise.all([...running, waiting]);
  });

  test('rates are those of the statements in between, without our own', async () => {
    const client = await server.db.session();
    await client.query('SELECT pg_sleep(0)');
    await server.collect();
    const before = await server.db.admin.query(TRUTH);
    for (let i = 0; i < 400; i++) await client.query('SELECT count(*) FROM thing WHERE id % 7 = $1', [i % 7]);
    for (let i = 0; i < 4; i++) await client.query(`SELECT pg_sleep(${(SLOW_MS * 1.3) / 1000})`);
    await client.query('SELECT pg_sleep(0.001) FROM generate_series(1, 3)');
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const result = await server.collect();
    // Read after the collection, this is the truth about the very same statements, however long any of them took.
    const after = await server.db.admin.query(TRUTH);
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
    await server.collect();
    await server.collect();
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const { metrics } = await server.collect();
    expect(metrics.AverageQueryTime).toEqual({ absent: expect.stringContaining('no statement finished') });
    expect(metrics.QueryThroughput).toEqual({ value: 0, unit: 'Count/Second' });
  });

  test('defaults of the role change nothing', async () => {
    const { admin } = server.db;
    expect(await shadow(server.db, 'hostile', pinsOf(1) + statementOf(1))).toBeGreaterThan(300);
    await setHostileDefaults(server.db, false);
    if (major >= 17) await admin.query(`ALTER ROLE watcher SET transaction_timeout = '400ms'`);
    // With these defaults, a transaction would wait for the end of this one.
    const writer = await server.db.session();
    await writer.query('BEGIN ISOLATION LEVEL SERIALIZABLE; UPDATE thing SET text = text WHERE id = 1');
    const client = await server.db.session();
    await client.query('SELECT 1 AS one');
    await server.collect();
    for (let i = 0; i < 1_234; i++) await client.query('SELECT 1 AS one');
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const size = await server.db.one('SELECT sum(pg_database_size(datname))::float8 / 1e9 FROM pg_database');
    const holder = await server.db.session();
    await holder.query('BEGIN; LOCK TABLE pg_catalog.pg_extension IN ACCESS EXCLUSIVE MODE');
    const collecting = server.collect();
    const waits = `SELECT count(*)::int FROM pg_locks WHERE NOT granted AND clock_timestamp() - waitstart > '500ms'`;
    await until(async () => (await server.db.one(waits)) === 1);
    await holder.query('COMMIT');
    const result = await collecting;
    await resetDefaults(server.db);
    await admin.query('DROP SCHEMA hostile CASCADE');
    expect(measured(result, 'DatabaseSize')).toBe(size);
    expect(measured(result, 'TotalConnections')).toBe(4);
    expect(result.warnings).toEqual([]);
    // Our own statements of reading the truth: one for the size, and one every time the lock was looked for.
    const calls = measured(result, 'QueryThroughput') * (result.intervalSeconds ?? 0);
    expect(calls).toBeGreaterThanOrEqual(1_234);
    expect(calls).toBeCloseTo(Math.round(calls), 6);
  });

  test('the published values are those of the result', async () => {
    server.aws.published.length = 0;
    const { metrics, published } = await server.collect();
    const measured = Object.entries(metrics).flatMap(([name, m]) =>
      'value' in m ? [[name, m.value, m.unit]] : [],
    );
    expect(server.aws.published.map(({ MetricName, Value, Unit }) => [MetricName, Value, Unit])).toEqual(
      measured,
    );
    expect(published).toBe(measured.length);
  });

  test('statistics that were reset, and a compute that was restarted, give no rates for one interval', async () => {
    await server.collect();
    await server.db.admin.query('SELECT pg_stat_statements_reset()');
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const reset = await server.collect();
    expect(reset.metrics.QueryThroughput).toEqual({ absent: expect.stringContaining('started over') });
    await server.db.server.restart();
    const restarted = await server.collect();
    expect(restarted.metrics.QueryThroughput).toEqual({ absent: expect.stringContaining('started over') });
    expect(measured(restarted, 'TotalConnections')).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    expect((await server.collect()).metrics.QueryThroughput).toMatchObject({ unit: 'Count/Second' });
  });

  test('a hot standby is read as its primary is, whatever the defaults of the role', async () => {
    const before = await server.db.session();
    for (const sql of ['CREATE SCHEMA hostile', `ALTER ROLE watcher SET search_path = hostile, public`])
      await before.query(sql);
    await before.query(`ALTER ROLE watcher SET default_transaction_isolation = 'serializable'`);
    await restartAsStandby(server.db);
    const client = await server.db.session();
    expect((await client.query('SELECT pg_is_in_recovery() AS is')).rows).toEqual([{ is: true }]);
    await client.query('SELECT 1 AS one');
    await server.collect();
    for (let i = 0; i < 123; i++) await client.query('SELECT 1 AS one');
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const result = await server.collect();
    expect(result.metrics).toMatchObject({
      ...{ BlockedSessions: { value: 0 }, OldestTransactionAge: { value: 0 }, Deadlocks: { value: 0 } },
      AverageActiveSessions: { value: expect.any(Number) },
    });
    expect(result.warnings).toEqual([]);
    expect(measured(result, 'TotalConnections')).toBe(1);
    expect(measured(result, 'QueryThroughput') * (result.intervalSeconds ?? 0)).toBeCloseTo(123, 6);
  });
});
