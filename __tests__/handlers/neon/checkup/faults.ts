import type { CheckupContext } from '../../../../handlers/neon/checkup';
import type { NeonCheck } from '../../../../thresholds/neon/checks';
import { lowered } from '../../../support/collectors/checkup';

export type Context = Omit<CheckupContext, 'user' | 'database'>;

/** A fault that a database can have, and that the statement of its finding mends. */
export interface Fault {
  readonly check: NeonCheck;
  /** Each statement on its own: some cannot run in a transaction. */
  readonly plant: readonly string[];
  readonly found: Readonly<Record<string, unknown>>;
  readonly advice?: RegExp;
  /** What a person must do before the statement works. */
  readonly before?: readonly string[];
  readonly statement: string;
  readonly context?: Context;
}

const plain = 'WITH (autovacuum_enabled = false)';
export const faults: readonly Fault[] = [
  {
    check: 'dead rows',
    plant: [
      `CREATE TABLE "De ad""" ${plain} AS SELECT n FROM generate_series(1, 30000) n`,
      'DELETE FROM "De ad""" WHERE n % 2 = 0',
    ],
    found: { severity: 'warning', object: 'public."De ad"""', number: 50, unit: '% of all rows' },
    advice: /15,000 dead rows, 50 % .* No VACUUM of it is recorded\. .*switched off for this table/,
    statement: 'VACUUM (ANALYZE) public."De ad"""; ALTER TABLE public."De ad""" RESET (autovacuum_enabled)',
  },
  {
    check: 'never vacuumed',
    plant: [`CREATE TABLE raw ${plain} AS SELECT n FROM generate_series(1, 12000) n`],
    found: { severity: 'warning', object: 'public.raw', number: 12_000 },
    statement: 'VACUUM (ANALYZE) public.raw',
  },
  {
    check: 'invalid index',
    plant: [
      'CREATE TABLE twice AS SELECT 1 AS n FROM generate_series(1, 2)',
      '!CREATE UNIQUE INDEX CONCURRENTLY "Broken" ON twice (n)',
    ],
    found: { severity: 'warning', object: 'public."Broken"' },
    advice: /^The index public\."Broken" of public\.twice is invalid/,
    before: ['DELETE FROM twice WHERE ctid = (SELECT min(ctid) FROM twice)'],
    statement: 'REINDEX INDEX CONCURRENTLY public."Broken"',
  },
  {
    check: 'invalid index',
    plant: [
      'CREATE TABLE again AS SELECT 1 AS n FROM generate_series(1, 2)',
      '!CREATE UNIQUE INDEX CONCURRENTLY again_n ON again (n)',
      '!REINDEX INDEX CONCURRENTLY again_n',
      'DROP INDEX again_n',
    ],
    found: { object: 'public.again_n_ccnew' },
    advice: /The index that it was to replace is not there under its name/,
    statement: 'DROP INDEX CONCURRENTLY public.again_n_ccnew',
  },
  {
    check: 'invalid index',
    plant: [
      'CREATE TABLE "Kept" AS SELECT 1 AS n',
      'CREATE INDEX "Kept n" ON "Kept" (n)',
      // As the abort leaves it: none can be timed here.
      'CREATE INDEX "Kept n_ccnew1" ON "Kept" (n)',
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"Kept n_ccnew1"'::regclass`,
    ],
    found: { object: 'public."Kept n_ccnew1"' },
    advice: /The index that queries use stays\.$/,
    statement: 'DROP INDEX CONCURRENTLY public."Kept n_ccnew1"',
  },
  {
    check: 'unused index',
    plant: [
      'CREATE TABLE item AS SELECT n, n AS m, n AS u FROM generate_series(1, 1000) n',
      'CREATE INDEX idle ON item (n)',
      'CREATE UNIQUE INDEX needed ON item (u)',
    ],
    found: { severity: 'notice', object: 'public.idle' },
    statement: 'DROP INDEX CONCURRENTLY public.idle',
    context: { limits: lowered({ 'unused index': { notice: 0.01 } }, { days: 0 }) },
  },
  {
    check: 'replication slot',
    plant: [
      `SELECT pg_create_physical_replication_slot('left_behind', true)`,
      `SELECT pg_create_physical_replication_slot('wal_proposer_slot', true)`,
      // It keeps nothing.
      `SELECT pg_create_physical_replication_slot('unreserved')`,
      'SELECT pg_switch_wal()',
    ],
    found: { severity: 'critical', object: 'left_behind' },
    advice: /keeps \d.* of WAL/,
    statement: `SELECT pg_drop_replication_slot('left_behind')`,
    context: {
      limits: lowered({ 'replication slot': { notice: 0, warning: 0.000_001, critical: 0.000_001 } }),
    },
  },
  {
    check: 'prepared transaction',
    plant: [
      'CREATE TABLE kept (n int)',
      `BEGIN; INSERT INTO kept VALUES (1); PREPARE TRANSACTION 'it''s \\ "1"'`,
    ],
    found: { severity: 'warning', object: `E'it''s \\\\ "1"'` },
    advice: /was prepared in the database postgres by postgres .* ago.*the statement gives that up/,
    statement: `ROLLBACK PREPARED E'it''s \\\\ "1"'`,
    context: { limits: lowered({ 'prepared transaction': { warning: 0 } }) },
  },
  {
    check: 'setting',
    plant: ['ALTER SYSTEM SET track_counts = off', 'SELECT pg_reload_conf()'],
    found: { severity: 'warning', object: 'track_counts' },
    advice: /for the server\. .*autovacuum does not run/,
    statement: `ALTER SYSTEM SET track_counts = 'on'; SELECT pg_reload_conf()`,
  },
  {
    check: 'setting',
    plant: ['ALTER ROLE watcher IN DATABASE postgres SET compute_query_id = off'],
    found: { object: 'compute_query_id' },
    statement: 'ALTER ROLE watcher IN DATABASE postgres RESET compute_query_id',
  },
  {
    check: 'setting',
    plant: ['ALTER ROLE ALL SET track_activities = off'],
    found: { object: 'track_activities' },
    advice: /is off for all roles\. /,
    statement: 'ALTER ROLE ALL RESET track_activities',
  },
  {
    check: 'statements not recorded',
    plant: ['DROP EXTENSION pg_stat_statements'],
    found: { severity: 'warning', object: 'pg_stat_statements' },
    statement: 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements',
  },
  {
    check: 'sequence',
    plant: [
      'CREATE TABLE "Order" (id serial PRIMARY KEY)',
      `SELECT setval('"Order_id_seq"', 1950000000)`,
      'GRANT SELECT ON "Order_id_seq" TO watcher',
    ],
    found: { severity: 'critical', object: 'public."Order_id_seq"', number: 90.8 },
    advice: /fills public\."Order"\.id, which is of the type integer\. The statement rewrites the table/,
    statement:
      'ALTER TABLE public."Order" ALTER COLUMN id TYPE bigint; ALTER SEQUENCE public."Order_id_seq" AS bigint NO MAXVALUE',
  },
  {
    check: 'sequence',
    plant: [
      'CREATE SEQUENCE wide',
      `CREATE TABLE narrow (n int DEFAULT nextval('wide'))`,
      `SELECT setval('wide', 1700000000)`,
      'GRANT SELECT ON wide TO watcher',
    ],
    found: { severity: 'warning', object: 'public.wide', number: 79.2 },
    statement:
      'ALTER TABLE public.narrow ALTER COLUMN n TYPE bigint; ALTER SEQUENCE public.wide AS bigint NO MAXVALUE',
  },
  {
    check: 'sequence',
    plant: [
      'CREATE TABLE thing (id smallint GENERATED ALWAYS AS IDENTITY)',
      `SELECT setval('thing_id_seq', 30000)`,
      'GRANT SELECT ON thing_id_seq TO watcher',
    ],
    found: { object: 'public.thing_id_seq', number: 91.6 },
    statement:
      'ALTER TABLE public.thing ALTER COLUMN id TYPE bigint; ALTER SEQUENCE public.thing_id_seq AS bigint NO MAXVALUE',
  },
  {
    check: 'sequence',
    plant: [
      'CREATE TABLE parted (id serial, d int) PARTITION BY RANGE (d)',
      `SELECT setval('parted_id_seq', 2000000000)`,
      'GRANT SELECT ON parted_id_seq TO watcher',
    ],
    found: { severity: 'critical', object: 'public.parted_id_seq', number: 93.1 },
    statement:
      'ALTER TABLE public.parted ALTER COLUMN id TYPE bigint; ALTER SEQUENCE public.parted_id_seq AS bigint NO MAXVALUE',
  },
  {
    check: 'sequence',
    plant: [
      'CREATE DOMAIN ident AS int',
      'CREATE SEQUENCE numbers',
      `CREATE TABLE named (id ident DEFAULT nextval('numbers'))`,
      `SELECT setval('numbers', 2000000000)`,
      'GRANT SELECT ON numbers TO watcher',
    ],
    found: { severity: 'critical', object: 'public.numbers', number: 93.1 },
    statement:
      'ALTER TABLE public.named ALTER COLUMN id TYPE bigint; ALTER SEQUENCE public.numbers AS bigint NO MAXVALUE',
  },
  {
    check: 'sequence',
    plant: [
      'CREATE SEQUENCE down AS smallint INCREMENT -1',
      `SELECT setval('down', -30000)`,
      'CREATE SEQUENCE round AS smallint CYCLE',
      `SELECT setval('round', 32000)`,
      'GRANT SELECT ON down, round TO watcher',
    ],
    found: { object: 'public.down', number: 91.6 },
    advice: /gives it more numbers, and takes no time/,
    statement: 'ALTER SEQUENCE public.down AS bigint NO MINVALUE',
  },
  {
    check: 'unknown sequences',
    plant: ['CREATE SCHEMA lone', 'CREATE SEQUENCE lone.secret'],
    found: { severity: 'notice', object: 'postgres', number: 1 },
    advice:
      /^The role of the collector may not read one sequence of this database, so nobody knows how much of it is used up\./,
    statement: 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA lone TO watcher',
  },
  {
    check: 'unknown sequences',
    plant: ['CREATE SCHEMA "S c"', 'CREATE SEQUENCE "S c".secret', 'CREATE SEQUENCE "S c".other'],
    found: { severity: 'notice', object: 'postgres', number: 2 },
    statement: 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA "S c" TO watcher',
  },
];
