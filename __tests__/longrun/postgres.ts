import { Client } from 'pg';
import { freshPassword } from '../../preview/servers/place';
import { startNeonApi } from '../support/servers/neon-api';
import { startDatabase } from '../support/servers/postgres';
import type { SourceEvent } from './schedule';
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
  await database.admin.query(CLOCK);
  await database.admin.end();
  const connect = async () => {
    const client = new Client({ connectionString: database.server.url });
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  let admin = await connect();
  let password = 'watcher-pass';
  let parameter = password;
  const secrets: string[] = [password];
  let ahead = 0;
  let lastUse = 0;

  const meter = new Meter(async () => {
    const { rows } = await admin.query<{ calls: number }>(CALLS);
    return { QueryThroughput: rows[0]?.calls ?? Number.NaN };
  });
  const change = (follows: boolean) => {
    password = freshPassword();
    secrets.push(password);
    if (follows) parameter = password;
    return admin.query(`ALTER ROLE watcher PASSWORD '${password}'`);
  };
  const events: Record<SourceEvent, () => Promise<unknown>> = {
    reset: () => meter.restarting(async () => void (await admin.query('SELECT pg_stat_statements_reset()'))),
    restart: () =>
      meter.restarting(async () => {
        await admin.end();
        await database.server.restart();
        admin = await connect();
      }),
    rotate: () => change(true),
    lock: () => change(false),
    unlock: async () => {
      parameter = password;
    },
  };
  return {
    service: 'neon',
    port: database.server.port,
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
    event: async (event) => void (await events[event]()),
    work: async ({ work: { statements }, asleep }) => {
      if (statements > 0) {
        await admin.query(Array.from({ length: statements }, (_, i) => `SELECT ${i}`).join(';'));
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
    totals: () => meter.totals(),
    get epoch() {
      return meter.epoch;
    },
    visitors: () =>
      admin
        .query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'watcher'`)
        .then(({ rows }) => rows[0]?.n ?? Number.NaN),
    stop: async () => {
      await admin.end();
      await Promise.all([database.stop(), api.stop()]);
    },
  };
}
