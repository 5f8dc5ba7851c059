import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { neonCollector } from '../../support/collectors/neon';
import { type Database, startDatabase } from '../../support/servers/postgres';

let aws: FakeAws;
let db: Database;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  db = await startDatabase();
  await db.admin.query('CREATE DATABASE shop');
  const shop = await db.session('shop');
  await shop.query('CREATE EXTENSION pg_stat_statements');
  await db.leave();
});
afterAll(async () => {
  await db.stop();
  await aws.stop();
});

const collect = () => neonCollector(db.url.replace(/postgres$/, 'shop'))({});
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
  'EXECUTE ON FUNCTION pg_postmaster_start_time()',
  'SELECT ON pg_database',
])('so does that of a right that was revoked: %s', async (right) => {
  const shop = await db.session('shop');
  await shop.query(`REVOKE ${right} FROM PUBLIC, pg_read_all_stats`);
  const error = await collect().catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ name: 'PermissionError' });
  const advice = /Run: (GRANT .*)\.$/.exec((error as Error).message)?.[1] ?? '';
  await shop.query(advice.replace('<role>', 'watcher'));
  expect((await collect()).warnings).toEqual([]);
});
