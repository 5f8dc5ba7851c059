import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, makeCertificates } from '../../support/servers/certificates';
import type { Link } from '../../support/servers/link';
import { type Database, startDatabase, versions } from '../../support/servers/postgres';
import { compete } from './contest';
import { collector, exporter, type Meter } from './contestant';
import { build, type Load } from './postgres-load';
import { lacking, metricsOf, tuned } from './postgres-queries';
import type { Contestants } from './report';

export const FILE = 'prometheus-postgres-exporter';
const DEFAULTS = [
  'pg_stat_activity_count',
  'pg_settings_max_connections',
  'pg_settings_superuser_reserved_connections',
  'pg_database_size_bytes',
  'pg_stat_activity_max_tx_duration',
  'pg_stat_database_deadlocks',
];
/** Disables all built-in metrics. */
export const ALONE = [
  '--disable-default-metrics',
  '--disable-settings-metrics',
  '--no-collector.database',
  '--no-collector.bgwriter',
];

export interface Scenario extends Load {
  readonly major: number;
  readonly tls: boolean;
}

/** The contestants' rounds, and the number of statements in pg_stat_statements at the end. */
export interface Contest {
  readonly rounds: Contestants;
  readonly version: string;
  readonly entries: number;
}

/** Lets the collector and the exporter, configured in two ways, take turns on one PostgreSQL. */
export async function contest(scenario: Scenario, rounds: number): Promise<Contest> {
  const certificates = scenario.tls ? makeCertificates() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const db = await startDatabase({
    ...versions.find(({ major }) => major === scenario.major),
    settings: {
      'pg_stat_statements.track_planning': 'on',
      autovacuum: 'off',
      ...(certificates && { ssl: 'on', ssl_key_file: '../tls.key', ssl_cert_file: '../tls.crt' }),
    },
    ...(certificates && { files: { 'tls.key': certificates.key, 'tls.crt': certificates.cert } }),
  });
  try {
    await build(db, scenario);
    const exporting =
      (role: string, args: readonly string[], queries: typeof tuned, needed: readonly string[]) =>
      async (link: Link) => {
        // It reads YAML, and JSON is YAML.
        const file = join(folder, `${role}.yaml`);
        writeFileSync(file, JSON.stringify(queries));
        const env = { DATA_SOURCE_NAME: await login(db, role, link, certificates) };
        return exporter(FILE, [...args, `--extend.query-path=${file}`], env, link, needed);
      };
    const ours = async (link: Link) =>
      collector('neon', link, {
        NEON_CONNECTION_STRING: await login(db, 'ours', link, certificates),
        SLOW_QUERY_MS: '100',
        ...(certificates && { NODE_EXTRA_CA_CERTS: certificates.caFile }),
      });
    const entries = {
      ours,
      installed: exporting('installed', [], lacking, [...DEFAULTS, ...metricsOf(lacking)]),
      tuned: exporting('tuned', ALONE, tuned, metricsOf(tuned)),
    };
    return {
      rounds: await compete(db.server.port, meterOf(db), entries, rounds),
      version: db.server.version,
      entries: await db.one('SELECT count(*)::int FROM pg_stat_statements(false)'),
    };
  } finally {
    await db.stop();
    certificates?.remove();
    rmSync(folder, { recursive: true });
  }
}

/** A separate role with pg_monitor, and its connection string through a link. */
async function login(db: Database, role: string, link: Link, tls: Certificates | undefined): Promise<string> {
  await db.admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'bench-pass'; GRANT pg_monitor TO ${role}`);
  // Our collector reads the CA from its environment; the exporter from its connection string.
  const mode = tls ? `verify-full${role === 'ours' ? '' : `&sslrootcert=${tls.caFile}`}` : 'disable';
  return `postgresql://${role}:bench-pass@${link.host}:${link.port}/postgres?sslmode=${mode}`;
}

/** Reads from pg_stat_statements what a role has done. Nested statements are part of the outer statement's time. */
function meterOf(db: Database): Meter {
  return {
    pid: db.server.pid,
    read: async (role) => {
      const { rows } = await db.admin.query(
        `SELECT coalesce(sum(calls), 0)::int AS statements, coalesce(sum(total_plan_time), 0) AS planning,
                coalesce(sum(total_exec_time), 0) AS execution,
                coalesce(sum(total_plan_time + total_exec_time), 0) AS database
           FROM pg_stat_statements(false) WHERE toplevel AND userid = $1::regrole`,
        [role],
      );
      return rows[0];
    },
  };
}
