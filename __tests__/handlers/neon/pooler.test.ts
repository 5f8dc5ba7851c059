import { Client } from 'pg';
import { Deadline } from '../../../handlers/lib/deadline';
import { Redactor } from '../../../handlers/lib/redact';
import { query } from '../../../handlers/neon/query';
import { pinsOf, statementOf } from '../../../handlers/neon/statement';
import { readTarget } from '../../../handlers/neon/target';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { resetDefaults, setHostileDefaults } from '../../support/collectors/defaults';
import { measured } from '../../support/collectors/measured';
import { neonCollector } from '../../support/collectors/neon';
import { SHORTEST_MS } from '../../support/collectors/postgres';
import { describePgBouncer, type PgBouncer, startPgBouncer } from '../../support/servers/pgbouncer';
import { type Database, startDatabase } from '../../support/servers/postgres';
import { shadow } from '../../support/servers/shadows';
import { restartAsStandby } from '../../support/servers/standby';
import { until } from '../../support/servers/until';

const users = { watcher: 'watcher-pass' };

describePgBouncer('through a PgBouncer that drops the startup options', () => {
  let aws: FakeAws;
  let db: Database;
  let pooler: PgBouncer;
  let url: string;
  beforeAll(async () => {
    aws = await new FakeAws().start();
    Object.assign(process.env, awsVariables(aws.url));
    db = await startDatabase();
    await db.admin.query('CREATE EXTENSION pg_stat_statements');
    pooler = await startPgBouncer(db.server.port, users);
    url = db.url.replace(/:\d+\//, `:${pooler.port}/`);
  });
  afterAll(async () => {
    await pooler.stop();
    await db.stop();
    await aws.stop();
  });
  const collector = () => neonCollector(url);
  /** The pooler's sessions keep the defaults with which they began. */
  const endSessions = () =>
    db.admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'watcher'`);

  test('the numbers are those of the database, whatever the role’s defaults and a neighbour’s objects', async () => {
    await shadow(db, 'hostile', pinsOf(1) + statementOf(1));
    await setHostileDefaults(db, true);
    const handler = collector();
    const client = await db.session();
    await client.query('SELECT 1 AS one');
    const size = await db.one('SELECT sum(pg_database_size(datname))::float8 / 1e9 FROM pg_database');
    await handler({});
    for (let i = 0; i < 1_234; i++) await client.query('SELECT 1 AS one');
    await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));
    const result = await handler({});
    expect(result.warnings).toEqual([]);
    expect(measured(result, 'QueryThroughput') * (result.intervalSeconds ?? 0)).toBeCloseTo(1_234, 6);
    expect(measured(result, 'DatabaseSize')).toBe(size);
    expect(measured(result, 'TotalConnections')).toBe(2);
  });

  test('the statement alone would run into a neighbour’s objects', async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await expect(client.query(statementOf(1))).rejects.toThrow();
    await client.end();
    await resetDefaults(db);
    await db.admin.query('DROP SCHEMA hostile CASCADE');
    await endSessions();
  });

  test('nothing can be written, and nothing keeps running: the timeout is the server’s', async () => {
    const info =
      'CREATE OR REPLACE VIEW pg_stat_statements_info AS SELECT i.dealloc, i.stats_reset FROM pg_stat_statements_info() i';
    await db.admin.query(`${info}, pg_sleep(60)`);
    const target = readTarget({ NEON_CONNECTION_STRING: url }, new Redactor());
    await expect(query(target, Deadline.in(1_500), async (answer) => answer)).rejects.toMatchObject({
      name: 'NetworkError',
      message: expect.stringContaining('the server cancelled the statement'),
    });
    expect(await db.one(`SELECT count(*)::int FROM pg_stat_activity WHERE wait_event = 'PgSleep'`)).toBe(0);
    await db.admin.query(info);
    const client = new Client({ connectionString: url });
    await client.connect();
    await expect(client.query(`${pinsOf(1_000)}; CREATE TABLE mark ()`)).rejects.toThrow(
      'read-only transaction',
    );
    await client.end();
  });

  test('a timeout of the role that ends the statement is named, and the advice helps', async () => {
    await db.admin.query(`ALTER ROLE watcher SET statement_timeout = '10ms'`);
    await endSessions();
    // Functions cannot be looked up: even the statement that sets our own timeout waits.
    const holder = await db.session();
    await holder.query('BEGIN; LOCK TABLE pg_catalog.pg_proc IN ACCESS EXCLUSIVE MODE');
    const message = await collector()({}).catch((error: Error) => error.message);
    await holder.query('COMMIT');
    const [, advice = ''] = /run: (ALTER ROLE .*)\.$/.exec(String(message)) ?? [];
    await db.admin.query(advice.replace('<role>', 'watcher'));
    await endSessions();
    expect((await collector()({})).metrics.Up).toMatchObject({ value: 1 });
    await resetDefaults(db);
  });

  test('a standby that would be asked for a serializable transaction: the advice helps', async () => {
    await db.admin.query(`ALTER ROLE watcher SET default_transaction_isolation = 'serializable'`);
    await restartAsStandby(db);
    const error = await collector()({}).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'ConfigurationError' });
    const [, advice = ''] = /run on the primary: (ALTER ROLE .*)\.$/.exec((error as Error).message) ?? [];
    const primary = await db.session();
    await primary.query('SELECT pg_promote()');
    await primary.query(advice.replace('<role>', 'watcher'));
    await restartAsStandby(db);
    await until(async () => (await collector()({}).catch(() => undefined)) !== undefined);
  });

  test('one that refuses them is named, and the advice helps', async () => {
    const strict = await startPgBouncer(db.server.port, users, 'extra_float_digits');
    const through = neonCollector(db.url.replace(/:\d+\//, `:${strict.port}/`));
    await expect(through({})).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('add options to its ignore_startup_parameters'),
    });
    await strict.stop();
  });
});
