import { Client } from 'pg';
import type { Handler } from '../../../handlers/driver/handler';
import type { Result } from '../../../model/result';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { absent, neonCollector } from '../../support/collectors/neon';
import { type NeonApiServer, startNeonApi } from '../../support/servers/neon-api';
import { type Database, startDatabase } from '../../support/servers/postgres';
import { until } from '../../support/servers/until';

let aws: FakeAws;
let db: Database;
beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  db = await startDatabase({
    settings: { log_connections: 'on', log_statement: 'all', log_line_prefix: '%a|', autovacuum: 'off' },
  });
});
afterAll(async () => {
  await db.stop();
  await aws.stop();
});

const collector = (env: Record<string, string> = {}) => neonCollector(db.url, env);
let marks = 0;
/** Puts a mark into the log of Postgres, which logs every statement. Whatever was logged before has arrived by then. */
async function mark(): Promise<string> {
  const text = `mark ${++marks} of the test`;
  await db.admin.query(`SELECT '${text}'`);
  await until(() => db.server.log.includes(text));
  return text;
}
/** What Postgres logged about the collector's connections while something ran. */
async function logged<T>(
  run: () => Promise<T>,
): Promise<{ connections: number; statements: number; result: T }> {
  const before = await mark();
  const result = await run();
  const after = await mark();
  const { log } = db.server;
  const lines = log.slice(log.lastIndexOf(before), log.lastIndexOf(after)).split('\n');
  return {
    result,
    connections: lines.filter((line) => line.includes('connection received')).length,
    statements: lines.filter((line) => /^neon-monitoring\|LOG: +(execute|statement)/.test(line)).length,
  };
}
/** Six runs; the result is that of the last. */
async function again(handler: Handler): Promise<Result> {
  for (let i = 1; i < 6; i++) await handler({});
  return handler({});
}

describe('pg_stat_statements', () => {
  const readings = ['AverageQueryTime', 'SlowQueries', 'QueryThroughput'];
  afterEach(() =>
    db.admin.query('DROP EXTENSION IF EXISTS pg_stat_statements; DROP SCHEMA IF EXISTS tools CASCADE'),
  );

  test('that is not installed costs three readings, which say how to install it, and no second statement', async () => {
    const handler = collector();
    await handler({});
    const { result, ...sent } = await logged(() => handler({}));
    expect(sent).toEqual({ connections: 1, statements: 1 });
    for (const name of readings)
      expect(result.metrics[name]).toEqual(absent('CREATE EXTENSION IF NOT EXISTS pg_stat_statements'));
    expect(result.metrics.TotalConnections).toEqual({ value: 1, unit: 'Count' });
    expect(result.warnings).toEqual([expect.stringContaining('CREATE EXTENSION')]);
  });

  test('is read in the same statement, whatever its schema', async () => {
    await db.admin.query('CREATE SCHEMA tools; CREATE EXTENSION pg_stat_statements SCHEMA tools');
    const handler = collector();
    expect((await handler({})).metrics.SlowQueries).toEqual(
      absent('run: GRANT USAGE ON SCHEMA tools TO "watcher"'),
    );
    await db.admin.query('GRANT USAGE ON SCHEMA tools TO watcher');
    // The first run makes the day's check-up, the second learns the texts of statements.
    await handler({});
    await logged(() => handler({}));
    await expect(logged(() => handler({}))).resolves.toMatchObject({ connections: 1, statements: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const { metrics, warnings } = await handler({});
    for (const name of ['SlowQueries', 'QueryThroughput']) expect(metrics[name]).toHaveProperty('value');
    expect(warnings).toEqual([]);
  });

  test('of an old version costs a second statement, and says how to update it', async () => {
    await db.admin.query("CREATE EXTENSION pg_stat_statements VERSION '1.8'");
    const handler = collector();
    await handler({});
    const { result, ...sent } = await logged(() => handler({}));
    expect(sent).toEqual({ connections: 1, statements: 2 });
    expect(result.metrics.QueryThroughput).toEqual(absent('ALTER EXTENSION pg_stat_statements UPDATE'));
    expect(result.metrics.ActiveConnections).toEqual({ value: 0, unit: 'Count' });
  });

  test('that was installed since the previous sample gives rates from the next one on', async () => {
    const handler = collector();
    await handler({});
    await db.admin.query('CREATE EXTENSION pg_stat_statements');
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await handler({})).metrics.QueryThroughput).toEqual(
      absent('was not reported by the previous sample'),
    );
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await handler({})).metrics.QueryThroughput).toHaveProperty('value');
  });
});

describe('statements that were evicted between two samples', () => {
  let crowded: Database;
  beforeAll(async () => {
    crowded = await startDatabase({ settings: { 'pg_stat_statements.max': 100 } });
  });
  afterAll(() => crowded.stop());

  test('add a warning to the readings', async () => {
    await crowded.admin.query('CREATE EXTENSION pg_stat_statements');
    const handler = collector({ NEON_CONNECTION_STRING: crowded.url });
    await handler({});
    for (let i = 1; i <= 150; i++) await crowded.admin.query(`SELECT ${Array(i).fill(1)}`);
    const { warnings } = await handler({});
    expect(warnings).toEqual([expect.stringContaining('pg_stat_statements.max')]);
  });
});

test('without pg_monitor the counts are absent, not small, and the GRANT is named', async () => {
  await db.admin.query(
    `CREATE ROLE "blind One" LOGIN PASSWORD 'blind-pass'; CREATE EXTENSION pg_stat_statements`,
  );
  await db.admin.query('CREATE DATABASE hidden');
  await db.admin.query('REVOKE CONNECT ON DATABASE hidden FROM PUBLIC');
  const url = db.url.replace('watcher:watcher-pass', 'blind%20One:blind-pass');
  const handler = collector({ NEON_CONNECTION_STRING: url });
  await handler({});
  await new Promise((resolve) => setTimeout(resolve, 1_050));
  const { metrics, warnings } = await handler({});
  const grant = 'GRANT pg_monitor TO "blind One"';
  for (const name of [
    'ActiveConnections',
    'IdleConnections',
    'TotalConnections',
    'ConnectionPoolUtilization',
    'DatabaseSize',
  ])
    expect(metrics[name]).toEqual(absent(grant));
  expect(metrics.SlowQueries).toEqual(absent('pg_monitor'));
  for (const name of ['ConnectionLimit', 'LockWaitTime', 'QueryThroughput'])
    expect(metrics[name]).toHaveProperty('value');
  expect(warnings).toEqual([expect.stringContaining(grant)]);
  await db.admin.query('DROP EXTENSION pg_stat_statements');
});

describe('with the Neon API', () => {
  let api: NeonApiServer;
  const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000).toISOString();
  beforeAll(async () => {
    api = await startNeonApi();
  });
  afterAll(() => api.stop());
  const variables = () => ({ NEON_API_KEY: 'napi_key', NEON_PROJECT_ID: 'quiet-sun', NEON_API_URL: api.url });

  test('a compute that is idle gets no connection, run after run', async () => {
    const handler = collector(variables());
    api.endpoint = { current_state: 'idle', last_active: minutesAgo(20) };
    const { connections, result } = await logged(() => again(handler));
    expect(connections).toBe(0);
    expect(result.metrics).toMatchObject({
      Up: { value: 1 },
      ComputeActive: { value: 0 },
      ApiErrors: { value: 0 },
      TotalConnections: { asleep: true },
      QueryThroughput: { asleep: true },
    });
  });

  test('a compute that only the collector uses gets no connection, until somebody else connects', async () => {
    const handler = collector(variables());
    api.endpoint = { current_state: 'active', last_active: minutesAgo(2), started_at: minutesAgo(60) };
    await expect(logged(() => handler({}))).resolves.toMatchObject({ connections: 1 });

    // What the Neon API then shows is the collector's own visit.
    api.endpoint = { current_state: 'active', last_active: minutesAgo(0), started_at: minutesAgo(60) };
    const { connections, result } = await logged(() => again(handler));
    expect(connections).toBe(0);
    expect(result.metrics).toMatchObject({
      Up: { value: 1 },
      ComputeActive: { value: 1 },
      ActiveConnections: { asleep: true },
    });

    api.endpoint = { current_state: 'active', last_active: new Date(Date.now() + 10_000).toISOString() };
    await expect(logged(() => handler({}))).resolves.toMatchObject({ connections: 1 });
  });

  test('the visit is remembered over a restart of the process, and when it failed', async () => {
    const env = {
      ...variables(),
      STATE_TABLE: 'state',
      NEON_CONNECTION_STRING: db.url.replace('watcher-pass', 'wrong-pass'),
    };
    api.endpoint = { current_state: 'active', last_active: minutesAgo(1) };
    await expect(collector(env)({})).rejects.toMatchObject({ name: 'AuthenticationError' });
    await expect(logged(() => collector(env)({}))).resolves.toMatchObject({ connections: 0 });
  });

  test('that fails, monitoring continues, and the failure is counted', async () => {
    const handler = collector(variables());
    api.endpoint = undefined;
    const { metrics, warnings } = await handler({});
    expect(metrics).toMatchObject({
      TotalConnections: { value: 1 },
      ComputeActive: absent('could not be queried'),
      ApiErrors: { value: 2 },
    });
    expect(warnings).toEqual(expect.arrayContaining([expect.stringContaining('The Neon API answered 500')]));
  });

  test('that does not have the endpoint, monitoring continues, with a warning', async () => {
    const handler = collector(variables());
    api.endpoint = { type: 'read_only', current_state: 'active' };
    const { warnings } = await handler({});
    expect(warnings).toEqual(
      expect.arrayContaining([
        expect.stringContaining('check that the database of NEON_CONNECTION_STRING belongs to it'),
      ]),
    );
  });
});

test('without the Neon API it connects every time, and says what that costs', async () => {
  const handler = collector();
  await expect(logged(() => handler({}))).resolves.toMatchObject({ connections: 1 });
  expect((await handler({})).metrics.ComputeActive).toEqual(absent('keeps the compute awake'));
});

test('when every slot is taken, that is what the error says', async () => {
  const crowd: Client[] = [];
  for (;;) {
    const client = new Client({ connectionString: db.url });
    client.on('error', () => {});
    if (
      !(await client.connect().then(
        () => true,
        () => false,
      ))
    )
      break;
    crowd.push(client);
  }
  await expect(collector()({})).rejects.toMatchObject({ name: 'TooManyConnectionsError' });
  await Promise.all(crowd.map((client) => client.end()));
});
