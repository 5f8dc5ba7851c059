import type { Client } from 'pg';
import type { Database } from '../../support/servers/postgres';

/** The content of the database during the measurement. */
export interface Load {
  readonly databases: number;
  /** Tables of each database, every one with a primary key and a second index. */
  readonly tables: number;
  /** Distinct statements in pg_stat_statements; 5,000 is as many as it keeps by default. */
  readonly statements: number;
  readonly sessions: number;
}

const COLUMNS = 20;

/** Builds the load. It is almost static during the measurement, so that the contestants cause what is measured. */
export async function build(db: Database, { databases, tables, statements, sessions }: Load): Promise<void> {
  const { admin } = db;
  await admin.query('CREATE EXTENSION pg_stat_statements');
  await admin.query('CREATE DATABASE app_0');
  const app = await db.session('app_0');
  for (let i = 0; i < tables; i++)
    await app.query(
      `CREATE TABLE thing_${i} AS SELECT n AS id, md5(n::text) AS text FROM generate_series(1, 1000) n;
       ALTER TABLE thing_${i} ADD PRIMARY KEY (id); CREATE INDEX ON thing_${i} (text)`,
    );
  await app.end();
  for (let i = 1; i < databases; i++) await admin.query(`CREATE DATABASE app_${i} TEMPLATE app_0`);
  await crowd(db, sessions);
  await fill(admin, statements);
}

/** Sessions as in a pool: most idle, some active, one waiting for a lock. */
async function crowd(db: Database, sessions: number): Promise<void> {
  for (let i = 0; i < sessions; i++) {
    const client = await db.session();
    await client.query('SELECT 1');
    if (i < 3) client.query('SELECT pg_sleep(86400)').catch(() => {});
    if (i === 3) await client.query('BEGIN; SELECT pg_advisory_xact_lock(1)');
    if (i === 4) client.query('SELECT pg_advisory_xact_lock(1)').catch(() => {});
  }
}

/** Runs the given number of statements that differ in their columns, and five slow ones. */
async function fill(admin: Client, statements: number): Promise<void> {
  const names = Array.from({ length: COLUMNS }, (_, i) => `a_column_with_an_ordinary_name_${i}`);
  await admin.query(`CREATE TABLE wide (${names.map((name) => `${name} int`)})`);
  for (let i = 0; i < statements; i++) {
    const [a, b, c] = [i, i / COLUMNS, i / COLUMNS ** 2].map((n) => names[Math.floor(n) % COLUMNS]);
    await admin.query(`SELECT ${a}, ${b} FROM wide WHERE ${c} = 1 ORDER BY ${a}`);
  }
  for (let i = 1; i <= 5; i++) await admin.query(`SELECT pg_sleep(0.11)${', 1'.repeat(i)}`);
}
