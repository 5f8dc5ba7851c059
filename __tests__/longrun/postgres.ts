import { Client } from 'pg';
import { freshPassword } from '../../preview/servers/place';
import { startNeonApi } from '../support/servers/neon-api';
import { startDatabase } from '../support/servers/postgres';
import { Meter, type Source } from './source';

/** The collector measures time by the database's clock. That function is replaced, so that the clock can be set. */
const CLOCK = `
  CREATE EXTENSION pg_stat_statements;
  CREATE SCHEMA clock;
  CREATE TABLE clock.ahead AS SELECT 0::float8 AS seconds;
  SET allow_system_table_mods = on;
  ALTER FUNCTION pg_catalog.clock_timestamp() RENAME TO real_clock_timestamp;
  CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    'SELECT real_clock_timestamp() + make_interval(secs => seconds) FROM clock.ahead';
  GRANT USAGE ON SCHEMA clock TO watcher;
  GRANT SELECT ON clock.ahead TO watcher`;

/** What a reset of a part hits, and the expression that names it. */
const PARTS = {
  database: `0, (SELECT oid FROM pg_database WHERE datname = 'other'), 0`,
  user: `'app'::regrole, 0, 0`,
  statement: `0, 0, (SELECT queryid FROM pg_stat_statements WHERE query = 'SELECT $1, $2')`,
  // Minimum and maximum of all statements: nothing that is counted.
  extremes: '0, 0, 0, true',
} as const;

/** More statements would take too long. Readings of the truth are statements, too. */
const [MOST_HIDDEN, MARGIN] = [3_000, 10];

/** All statements except the collector's, which are identified by their role. */
const CALLS = `SELECT coalesce(sum(calls), 0)::float8 AS calls FROM pg_stat_statements(false)
  WHERE toplevel AND userid <> 'watcher'::regrole`;

/** A real PostgreSQL over TLS, and a Neon API that says whether it is awake. */
export async function postgresSource(tls: { readonly key: string; readonly cert: string }): Promise<Source> {
  const [database, api] = await Promise.all([
    startDatabase({
      settings: {
        ssl: 'on',
        ssl_key_file: '../server.key',
        ssl_cert_file: '../server.crt',
        // Only the schedule may execute statements.
        autovacuum: 'off',
      },
      files: { 'server.key': tls.key, 'server.crt': tls.cert },
    }),
    startNeonApi(),
  ]);
  for (const sql of [CLOCK, `CREATE ROLE app LOGIN PASSWORD 'app-pass'`, 'CREATE DATABASE other'])
    await database.admin.query(sql);
  await database.admin.end();
  const { url, user, password: owner } = database.server;
  /** Our own session, one in another database, and one of another user. */
  const sessions = (): Promise<Client[]> =>
    Promise.all(
      [url, url.replace(/postgres$/, 'other'), url.replace(`${user}:${owner}`, 'app:app-pass')].map(
        async (connectionString) => {
          const client = new Client({ connectionString });
          client.on('error', () => {});
          await client.connect();
          return client;
        },
      ),
    );
  const end = () => Promise.all([admin, other, app].map((client) => client.end()));
  let [admin, other, app] = (await sessions()) as [Client, Client, Client];
  let password = 'watcher-pass';
  let parameter = password;
  const secrets: string[] = [password];
  let ahead = 0;
  let lastUse = 0;

  const calls = async (): Promise<number> => {
    const { rows } = await admin.query<{ calls: number }>(CALLS);
    return rows[0]?.calls ?? Number.NaN;
  };
  const meter = new Meter(async () => ({ QueryThroughput: await calls() }));
  const change = (follows: boolean) => {
    password = freshPassword();
    secrets.push(password);
    if (follows) parameter = password;
    return admin.query(`ALTER ROLE watcher PASSWORD '${password}'`);
  };
  /** Statements of two kinds, in another database, and of another user; every part of the statistics has some. */
  const execute = async (each: (part: number) => number): Promise<void> => {
    const texts = ['SELECT 1', 'SELECT 1, 2', 'SELECT 1', 'SELECT 1'];
    for (const [i, client] of [admin, admin, other, app].entries())
      if (each(i) > 0) await client.query(Array.from({ length: each(i) }, () => texts[i]).join(';'));
  };
  const resetOf = (part: keyof typeof PARTS) =>
    admin.query(`SELECT pg_stat_statements_reset(${PARTS[part]})`);
  /**
   * A reset that hides: as many statements as it hits follow, so that neither the sum nor the part has less than before.
   * What was executed and reset between two samples was never seen; hence every part has been executed again before the next.
   */
  const lose = (part: Exclude<keyof typeof PARTS, 'extremes'>) => async () => {
    const before = await calls();
    await meter.restarting(() => resetOf(part));
    const lost = Math.min(MOST_HIDDEN, before - (await calls()) + MARGIN);
    const hit = ['statement', 'database', 'user'].indexOf(part) + 1;
    await execute((i) => (i === 0 || i === hit ? lost : 1));
  };
  await execute(() => 1);
  return {
    service: 'neon',
    ports: [database.server.port],
    apiPort: Number(new URL(api.url).port),
    chart: { counts: [], rates: ['QueryThroughput'] },
    secrets,
    parameter: (port) => [
      '/neon',
      `postgresql://watcher:${parameter}@127.0.0.1:${port}/postgres?sslmode=require`,
    ],
    variables: (_, apiPort) => ({
      NEON_CONNECTION_STRING: 'ssm:/neon',
      NEON_API_KEY: 'neon-api-key',
      NEON_PROJECT_ID: 'cool-project-1',
      NEON_API_URL: `http://127.0.0.1:${apiPort}`,
    }),
    clock: async (ms) => {
      ahead = ms;
      await admin.query('UPDATE clock.ahead SET seconds = $1', [ms / 1000]);
    },
    events: {
      'reset of a database': lose('database'),
      'reset of a user': lose('user'),
      'reset of a statement': lose('statement'),
      'reset of extremes': () => resetOf('extremes'),
      reset: () =>
        meter.restarting(async () => {
          await admin.query('SELECT pg_stat_statements_reset()');
          await execute(() => 1);
        }),
      restart: () =>
        meter.restarting(async () => {
          await end();
          await database.server.restart();
          [admin, other, app] = (await sessions()) as [Client, Client, Client];
        }),
      rotate: () => change(true),
      lock: () => change(false),
      unlock: async () => {
        parameter = password;
      },
    },
    work: async ({ work: { statements }, asleep }) => {
      if (statements > 0) {
        await execute((part) => Math.floor((statements + part) / 4));
        lastUse = Date.now() + ahead;
      }
      api.endpoint = {
        current_state: asleep ? 'idle' : 'active',
        last_active: new Date(lastUse).toISOString(),
        suspend_timeout_seconds: 0,
      };
      // The previous reading of the truth is a statement too.
      return { QueryThroughput: statements + 1 };
    },
    members: async () => [{ totals: await meter.totals(), epoch: meter.epoch }],
    visitors: () =>
      admin
        .query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'watcher'`)
        .then(({ rows }) => rows[0]?.n ?? Number.NaN),
    stop: async () => {
      await end();
      await Promise.all([database.stop(), api.stop()]);
    },
  };
}
