import { Client } from 'pg';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { neonCollector } from '../../support/collectors/neon';
import { type Database, startDatabase } from '../../support/servers/postgres';
import { until } from '../../support/servers/until';

let aws: FakeAws;
let db: Database;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  db = await startDatabase();
  url = db.url.replace(/postgres$/, 'shop');
  await db.admin.query('CREATE DATABASE shop');
  const shop = await db.session('shop');
  await shop.query('CREATE EXTENSION pg_stat_statements');
  await db.leave();
});
afterAll(async () => {
  await db.stop();
  await aws.stop();
});

let url: string;
const collect = (options = '') => neonCollector(url + options)({});
const run = async (sql: string) => {
  for (const one of sql.split(/; /)) await db.admin.query(one);
};

/** Runs what the error of a collection says; then there is no error. */
async function follow(name: string): Promise<void> {
  const error = await collect().catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ name });
  const advice = /((?:GRANT|ALTER) .*?)[.;]/.exec((error as Error).message)?.[1] ?? '';
  await run(advice.replace('<role>', 'watcher').replace('<database>', 'shop'));
  expect((await collect()).metrics.TotalConnections).toHaveProperty('value');
}

/** What is wrong, what the error calls it, and what restores the state before. */
test.each([
  [
    'REVOKE CONNECT ON DATABASE shop FROM PUBLIC',
    'PermissionError',
    'GRANT CONNECT ON DATABASE shop TO PUBLIC',
  ],
  ['ALTER ROLE watcher NOLOGIN', 'PermissionError', ''],
  ['ALTER DATABASE shop ALLOW_CONNECTIONS false', 'PermissionError', ''],
  [
    'ALTER ROLE watcher CONNECTION LIMIT 0',
    'TooManyConnectionsError',
    'ALTER ROLE watcher CONNECTION LIMIT -1',
  ],
  ['ALTER DATABASE shop CONNECTION LIMIT 0', 'TooManyConnectionsError', ''],
])('an error’s advice brings the readings back: %s', async (wrong, name, restore) => {
  await run(wrong);
  await follow(name);
  if (restore) await run(restore);
});

/** What the server calls the place where it refuses the role, whatever its language. */
test.each([
  ['ALTER ROLE watcher NOLOGIN', '28000 InitializeSessionUserId', 'ALTER ROLE watcher LOGIN'],
  [
    'ALTER ROLE watcher CONNECTION LIMIT 0',
    '53300 InitializeSessionUserId',
    'ALTER ROLE watcher CONNECTION LIMIT -1',
  ],
  [
    'ALTER DATABASE shop CONNECTION LIMIT 0',
    '53300 CheckMyDatabase',
    'ALTER DATABASE shop CONNECTION LIMIT -1',
  ],
  [
    'ALTER DATABASE shop ALLOW_CONNECTIONS false',
    '55000 CheckMyDatabase',
    'ALTER DATABASE shop ALLOW_CONNECTIONS true',
  ],
  [
    `UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'shop'`,
    '55000 InitPostgres',
    `UPDATE pg_database SET datconnlimit = -1 WHERE datname = 'shop'`,
  ],
])('the routine of %s is %s', async (wrong, said, restore) => {
  await run(wrong);
  const client = new Client({ connectionString: url });
  const error = await client.connect().catch((thrown) => thrown);
  await run(restore);
  expect(`${error.code} ${error.routine}`).toBe(said);
});

test('a database whose DROP was interrupted cannot be opened again', async () => {
  await run(`UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'shop'`);
  const message = expect.stringMatching(/is invalid.* another database .* DROP DATABASE/);
  await expect(collect()).rejects.toMatchObject({ name: 'ConfigurationError', message });
  await run(`UPDATE pg_database SET datconnlimit = -1 WHERE datname = 'shop'`);
});

test('an option that the role may not set is not a database that it may not connect to', async () => {
  const message = expect.stringContaining('(permission denied to set parameter "log_statement")');
  await expect(collect('?options=-c%20log_statement%3Dall')).rejects.toMatchObject({
    name: 'PermissionError',
    message,
  });
});

test('what a function at login may not do is not a database that the role may not connect to', async () => {
  const shop = await db.session('shop');
  await shop.query(`
    CREATE TABLE logins (at timestamptz);
    CREATE FUNCTION at_login() RETURNS event_trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM FROM public.logins; END';
    CREATE EVENT TRIGGER noted ON login EXECUTE FUNCTION at_login()`);
  const error = await collect().catch((thrown: Error) => thrown);
  await shop.query('DROP TABLE logins');
  const missing = await collect().catch((thrown: Error) => thrown);
  await shop.query('DROP EVENT TRIGGER noted; DROP FUNCTION at_login');
  expect(error).toMatchObject({
    name: 'PermissionError',
    message: expect.stringMatching(/refused the session: permission denied for table logins\.$/),
  });
  expect(missing).toMatchObject({
    name: 'ProtocolError',
    message: expect.stringContaining('(42P01): relation "public.logins" does not exist'),
  });
});

test('without passwords, a role that does not exist is told as such', async () => {
  const file = await db.one<string>('SHOW hba_file');
  const rules = await db.one<string>('SELECT pg_read_file($1)', [file]);
  const write = async (text: string) => {
    const lines = text.split('\n').map((line) => `SELECT '${line.replaceAll("'", "''")}'`);
    await db.admin.query(`COPY (${lines.join(' UNION ALL ')}) TO '${file}'`);
    await db.admin.query('SELECT pg_reload_conf()');
  };
  await write(`host all nobody all trust\n${rules}`);
  const nobody = new URL(url);
  nobody.username = 'nobody';
  const client = () => new Client({ connectionString: String(nobody) });
  await until(
    async () =>
      (await client()
        .connect()
        .catch(({ code }) => code)) === '28000',
  );
  const said = await client()
    .connect()
    .catch((thrown) => thrown);
  const error = await neonCollector(String(nobody))({}).catch((thrown) => thrown);
  await write(rules);
  expect(said).toMatchObject({ code: '28000', routine: 'InitializeSessionUserId' });
  expect(error).toMatchObject({
    name: 'AuthenticationError',
    message: expect.stringContaining('Check that the role exists'),
  });
});

test('a role that is switched at login is not one without activities', async () => {
  await run('CREATE ROLE plain; GRANT plain TO watcher; ALTER ROLE watcher SET role = plain');
  const { metrics, warnings } = await collect();
  expect(warnings.join()).not.toContain('track_activities');
  expect(metrics.QueryThroughput).toEqual({ absent: expect.stringContaining('GRANT pg_monitor TO "plain"') });
  await run('GRANT pg_monitor TO plain WITH INHERIT TRUE');
  expect((await collect()).metrics.TotalConnections).toHaveProperty('value');
  await run('ALTER ROLE watcher RESET role; DROP ROLE plain');
});

test('so does that of a timeout that ends the session', async () => {
  // At login, before the collector can set anything for its transaction.
  const shop = await db.session('shop');
  await shop.query(`
    CREATE FUNCTION at_login() RETURNS event_trigger LANGUAGE plpgsql AS
      'BEGIN IF session_user = ''watcher'' THEN PERFORM pg_sleep(0.2); END IF; END';
    CREATE EVENT TRIGGER slow ON login EXECUTE FUNCTION at_login();
    ALTER EVENT TRIGGER slow ENABLE ALWAYS`);
  await run(`ALTER ROLE watcher SET transaction_timeout = '50ms'`);
  await follow('NetworkError');
  await shop.query('DROP EVENT TRIGGER slow; DROP FUNCTION at_login');
  await run('ALTER ROLE watcher RESET ALL');
});

/** In the database itself: functions and views are of one database. */
test.each([
  'EXECUTE ON FUNCTION pg_stat_get_activity(int)',
  'EXECUTE ON FUNCTION set_config(text, text, boolean)',
  'EXECUTE ON FUNCTION current_setting(text)',
  'EXECUTE ON FUNCTION pg_stat_clear_snapshot()',
])('so does that of a right that was revoked: %s', async (right) => {
  const shop = await db.session('shop');
  await shop.query(`REVOKE ${right} FROM PUBLIC, pg_read_all_stats`);
  const error = await collect().catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ name: 'PermissionError' });
  const advice = /Run: (GRANT .*)\.$/.exec((error as Error).message)?.[1] ?? '';
  await shop.query(advice.replace('<role>', 'watcher'));
  expect((await collect()).warnings).toEqual([]);
});
