import { Client } from 'pg';
import { partOf } from '../../../handlers/neon/query';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { absent, neonCollector } from '../../support/collectors/neon';
import { type Database, startDatabase } from '../../support/servers/postgres';

let aws: FakeAws;
let db: Database;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  db = await startDatabase();
});
afterAll(async () => {
  await db.stop();
  await aws.stop();
});
const collector = (env: Record<string, string> = {}) => neonCollector(db.url, env);

describe('a part that the server refuses', () => {
  const connectionsAndMore = {
    TotalConnections: { value: 1 },
    ConnectionLimit: { value: expect.any(Number) },
  };

  test('a library that is missing costs the readings of statements', async () => {
    await db.admin.query('CREATE EXTENSION pg_stat_statements');
    await db.admin.query(
      `UPDATE pg_proc SET probin = '$libdir/no_such_library' WHERE proname = 'pg_stat_statements'`,
    );
    const { metrics, warnings } = await collector()({});
    expect(metrics).toMatchObject({
      ...connectionsAndMore,
      QueryThroughput: absent('no_such_library'),
      DatabaseSize: { value: expect.any(Number) },
    });
    expect(warnings).toEqual([expect.stringContaining('could not access file')]);
    await db.admin.query('DROP EXTENSION pg_stat_statements');
  });

  test.each([
    ['the schema', 'REVOKE USAGE ON SCHEMA tools FROM PUBLIC'],
    ['the function', 'REVOKE EXECUTE ON FUNCTION tools.pg_stat_statements(boolean) FROM PUBLIC'],
    ['the view of resets', 'REVOKE SELECT ON tools.pg_stat_statements_info FROM PUBLIC'],
    ['the function of resets', 'REVOKE EXECUTE ON FUNCTION tools.pg_stat_statements_info() FROM PUBLIC'],
  ])('statistics of which %s may not be used come back with the GRANT of the advice', async (_, revoke) => {
    await db.admin.query('CREATE SCHEMA tools; CREATE EXTENSION pg_stat_statements SCHEMA tools');
    await db.admin.query('GRANT USAGE ON SCHEMA tools TO PUBLIC');
    await db.admin.query(revoke);
    const handler = collector();
    const { metrics, warnings } = await handler({});
    expect(metrics).toMatchObject({ ...connectionsAndMore, QueryThroughput: absent('permission denied') });
    const [, advice = ''] = /; run: (GRANT .*)$/.exec(warnings.join('\n')) ?? [];
    await db.admin.query(advice);
    expect((await handler({})).warnings).toEqual([]);
    await db.admin.query('DROP EXTENSION pg_stat_statements; DROP SCHEMA tools');
  });

  test('sizes that may not be read cost the size, and the GRANT brings it back', async () => {
    const revoke = 'REVOKE EXECUTE ON FUNCTION pg_database_size(oid) FROM PUBLIC, pg_read_all_stats';
    await db.admin.query(revoke);
    const handler = collector();
    const result = await handler({});
    expect(result.metrics).toMatchObject({
      ...connectionsAndMore,
      DatabaseSize: absent('permission denied'),
    });
    const [, advice = ''] = /run: (GRANT EXECUTE .*)$/.exec(result.warnings.join('\n')) ?? [];
    await db.admin.query(advice);
    expect((await handler({})).metrics.DatabaseSize).toHaveProperty('value');
    await db.admin.query('GRANT EXECUTE ON FUNCTION pg_database_size(oid) TO PUBLIC');
  });

  test.each([
    ['SELECT ON pg_locks', ['LockWaitTime']],
    ['EXECUTE ON FUNCTION pg_lock_status()', ['LockWaitTime']],
    ['SELECT ON pg_db_role_setting', []],
    ['EXECUTE ON FUNCTION pg_get_userbyid(oid)', []],
    ['SELECT ON pg_user', []],
    ['SELECT ON pg_extension', ['AverageQueryTime', 'SlowQueries', 'QueryThroughput']],
    [
      'EXECUTE ON FUNCTION query_to_xml(text, boolean, boolean, text)',
      ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'],
    ],
    ['EXECUTE ON FUNCTION has_database_privilege(oid, text)', ['DatabaseSize']],
    ['SELECT ON pg_database', ['DatabaseSize', 'AverageActiveSessions', 'Deadlocks']],
    ['EXECUTE ON FUNCTION pg_stat_get_db_active_time(oid)', ['AverageActiveSessions', 'Deadlocks']],
    ['EXECUTE ON FUNCTION pg_stat_get_db_stat_reset_time(oid)', ['AverageActiveSessions', 'Deadlocks']],
    ['EXECUTE ON FUNCTION pg_blocking_pids(integer)', []],
    ['EXECUTE ON FUNCTION to_regrole(text)', []],
    ['EXECUTE ON FUNCTION pg_has_role(name, text)', []],
    ['EXECUTE ON FUNCTION pg_postmaster_start_time()', []],
  ])('%s that was revoked costs only %j', async (right, readings) => {
    await db.admin.query('CREATE EXTENSION pg_stat_statements');
    await db.admin.query(`REVOKE ${right} FROM PUBLIC, watcher`);
    const handler = collector();
    const { metrics, warnings } = await handler({});
    const refused = Object.keys(metrics).filter((name) => JSON.stringify(metrics[name]).includes('denied'));
    expect(refused).toEqual(readings);
    expect(metrics).toMatchObject(connectionsAndMore);
    const [first = '', ...others] = warnings;
    expect(first).toContain('permission denied');
    // The same right may be missing for the check-up of a first run.
    for (const other of others) expect(other).toMatch(/^the check-up could not be made: permission denied/);
    const [, advice = ''] = /; run: (GRANT .*)$/.exec(first) ?? [];
    await db.admin.query(advice);
    expect((await handler({})).warnings).toEqual([]);
    await db.admin.query(`GRANT ${right} TO PUBLIC; DROP EXTENSION pg_stat_statements`);
  });

  test('parts that are refused together cost their own readings, each with its own advice', async () => {
    await db.admin.query('CREATE SCHEMA tools; CREATE EXTENSION pg_stat_statements SCHEMA tools');
    await db.admin.query('GRANT USAGE ON SCHEMA tools TO PUBLIC');
    const rights = [
      'EXECUTE ON FUNCTION pg_database_size(oid)',
      'EXECUTE ON FUNCTION tools.pg_stat_statements(boolean)',
      'SELECT ON pg_locks',
      'SELECT ON pg_db_role_setting',
    ];
    for (const right of rights)
      await db.admin.query(`REVOKE ${right} FROM PUBLIC, watcher, pg_read_all_stats`);
    const handler = collector();
    const { metrics, warnings } = await handler({});
    const denied = absent('permission denied');
    expect(metrics).toMatchObject({
      ...connectionsAndMore,
      ...{ QueryThroughput: denied, DatabaseSize: denied, LockWaitTime: denied },
    });
    expect(warnings).toHaveLength(rights.length);
    for (const warning of warnings) await db.admin.query(/; run: (GRANT .*)$/.exec(warning)?.[1] ?? '');
    expect((await handler({})).warnings).toEqual([]);
    for (const right of rights) await db.admin.query(`GRANT ${right} TO PUBLIC`);
    await db.admin.query('DROP EXTENSION pg_stat_statements; DROP SCHEMA tools');
  });

  test.each([
    ['DROP EXTENSION pg_stat_statements', 'end its transaction'],
    ['LOCK TABLE pg_extension', 'extensions cannot be read'],
  ])('what another session has locked costs only the readings of statements: %s', async (sql, said) => {
    await db.admin.query('CREATE SCHEMA tools; CREATE EXTENSION pg_stat_statements SCHEMA tools');
    await db.admin.query('GRANT USAGE ON SCHEMA tools TO PUBLIC');
    const handler = collector();
    const locking = await db.session();
    await locking.query(`BEGIN; ${sql}`);
    const { metrics, warnings } = await handler({});
    const locked = absent('lock timeout');
    expect(metrics).toMatchObject({
      ...{
        TotalConnections: { value: 2 },
        LockWaitTime: { value: 0 },
        DatabaseSize: { value: expect.any(Number) },
      },
      ...{ AverageQueryTime: locked, SlowQueries: locked, QueryThroughput: locked },
    });
    expect(warnings).toEqual([expect.stringContaining(said)]);
    await locking.query('ROLLBACK');
    expect((await handler({})).warnings).toEqual([]);
    await db.leave();
    await db.admin.query('DROP EXTENSION pg_stat_statements; DROP SCHEMA tools');
  });

  test('names of databases and settings in another encoding are left out', async () => {
    for (const sql of [
      `CREATE DATABASE narrow ENCODING 'WIN1252' LOCALE 'C' TEMPLATE template0`,
      'CREATE DATABASE "Łódź"',
      `ALTER DATABASE "Łódź" SET pg_stat_statements.track = 'none'`,
      `ALTER ROLE watcher SET app.place = 'Łódź'`,
    ])
      await db.admin.query(sql);
    const narrow = await db.session('narrow');
    await narrow.query('CREATE EXTENSION pg_stat_statements');
    const { metrics, warnings } = await collector({
      NEON_CONNECTION_STRING: db.url.replace(/postgres$/, 'narrow'),
    })({});
    expect(metrics).toMatchObject({
      TotalConnections: { value: 2 },
      QueryThroughput: absent('pg_stat_statements.track=none for DATABASE <oid '),
    });
    expect(warnings).toHaveLength(2);
    await db.leave();
    for (const sql of ['ALTER ROLE watcher RESET ALL', 'DROP DATABASE "Łódź"', 'DROP DATABASE narrow'])
      await db.admin.query(sql);
  });

  test('names that the database’s encoding cannot show are left out', async () => {
    await db.admin.query(`CREATE DATABASE western ENCODING 'WIN1252' LOCALE 'C' TEMPLATE template0`);
    await db.admin.query(`CREATE ROLE "Łukasz" LOGIN SUPERUSER PASSWORD 'lukasz-pass'`);
    const login = new URL(db.server.url);
    [login.username, login.password] = [encodeURIComponent('Łukasz'), 'lukasz-pass'];
    const session = new Client({ connectionString: String(login) });
    session.on('error', () => {});
    await session.connect();
    const running = session.query('SELECT pg_sleep(60)').catch(() => {});
    const url = db.url.replace(/postgres$/, 'western');
    const handler = collector({ NEON_CONNECTION_STRING: url, SLOW_QUERY_MS: '1' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { metrics, warnings } = await handler({});
    expect(metrics).toMatchObject({ TotalConnections: { value: 2 }, ActiveConnections: { value: 1 } });
    expect(warnings).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^names of roles and databases cannot be read/),
        expect.stringMatching(/^still running: pid \d+, \d+ s, user unknown$/),
      ]),
    );
    await db.admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'Łukasz'`);
    await running;
    await db.admin.query('DROP ROLE "Łukasz"');
  });
});

test.each([
  ['42501', 'permission denied for function pg_stat_statements', 'statistics'],
  ['58P01', 'could not access file', 'statistics'],
  ['42501', 'keine Berechtigung für Funktion pg_database_size', 'sizes'],
  ['42501', 'keine Berechtigung für Sicht pg_locks', 'locks'],
  ['42501', 'permission denied for table pg_db_role_setting', 'settings'],
  ['42501', 'permission denied for function pg_get_userbyid', 'names'],
  ['42501', '表pg_databaseのアクセスが拒否されました', 'databases'],
  ['42501', 'permission denied for function to_regrole', 'internal'],
  ['42501', 'permission denied for function pg_blocking_pids', 'blockers'],
  ['42501', 'permission denied for function pg_stat_get_db_deadlocks', 'load'],
  ['22P05', 'character with byte sequence …', 'names'],
  ['57014', 'canceling statement due to statement timeout', undefined],
  ['57P01', 'terminating connection due to administrator command', undefined],
  ['53200', 'out of memory', undefined],
  ['XX000', 'internal error', undefined],
  // Of the network: there is no connection for a second statement.
  ['ECONNRESET', 'read ECONNRESET', undefined],
  ['EPIPE', 'write EPIPE', undefined],
  [undefined, 'Connection terminated unexpectedly', undefined],
])('an error %s, "%s", is about this part: %s', (code, message, part) => {
  expect(partOf(Object.assign(new Error(message), code !== undefined && { code }))).toBe(part);
});

test.each([
  ['SELECT 1 FROM pg_locks WHERE x', '15', 'locks'],
  ['SELECT 1 FROM pg_db_role_setting, y', '15', 'settings'],
  ['SELECT 1 FROM pg_locks', undefined, 'statistics'],
  ['SELECT 1 FROM pg_locks', '900', 'statistics'],
])('a lock is on what the text has where the server stopped: %s, %s', (sent, position, part) => {
  const error = Object.assign(new Error('…'), { code: '55P03' }, position !== undefined && { position });
  expect(partOf(error, sent)).toBe(part);
});
