import type { Checkup, CheckupContext } from '../../../../handlers/neon/checkup';
import type { Finding } from '../../../../model/evidence';
import type { NeonCheck } from '../../../../thresholds/neon/checks';
import { checkup, lowered, of } from '../../../support/collectors/checkup';
import { type Database, startDatabase, versions } from '../../../support/servers/postgres';
import { until } from '../../../support/servers/until';

type Context = Omit<CheckupContext, 'user' | 'database'>;

/** A fault that a database can have, and that the statement of its finding mends. */
interface Fault {
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
const faults: readonly Fault[] = [
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
    statement: 'DROP INDEX CONCURRENTLY public.again_n_ccnew',
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
      'ALTER SEQUENCE public."Order_id_seq" AS bigint NO MAXVALUE; ALTER TABLE public."Order" ALTER COLUMN id TYPE bigint',
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
      'ALTER SEQUENCE public.wide AS bigint NO MAXVALUE; ALTER TABLE public.narrow ALTER COLUMN n TYPE bigint',
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
      'ALTER SEQUENCE public.thing_id_seq AS bigint NO MAXVALUE; ALTER TABLE public.thing ALTER COLUMN id TYPE bigint',
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
    plant: ['CREATE SCHEMA "S c"', 'CREATE SEQUENCE "S c".secret', 'CREATE SEQUENCE "S c".other'],
    found: { severity: 'notice', object: 'postgres', number: 2 },
    statement: 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA "S c" TO watcher',
  },
];

describe.each(versions)('PostgreSQL $major', ({ folder, describeVersion }) => {
  describeVersion('a check-up', () => {
    let db: Database;
    beforeAll(async () => {
      db = await startDatabase({
        ...(folder && { folder }),
        settings: { max_prepared_transactions: 2, autovacuum_freeze_max_age: 100_000 },
      });
      await db.admin.query('CREATE EXTENSION pg_stat_statements');
      await db.admin.query('ALTER SYSTEM SET pg_stat_statements.max = 100');
    });
    afterAll(() => db.stop());
    const look = (context?: Context) => checkup(db.url, context);
    /** Statements that belong together, as psql runs them: one after the other. */
    const run = async (statements: string) => {
      for (const one of statements.split(/; (?=ALTER|SELECT|GRANT)/)) await db.admin.query(one);
    };

    test('finds nothing in a database without faults', async () => {
      expect((await look()).findings).toEqual([]);
    });

    test.each(faults)('finds $found.object ($check), and the statement mends it', async (fault) => {
      const { check, plant, found, advice, before = [], statement, context } = fault;
      const mine = async () => of(check, await look(context)).filter(({ object }) => object === found.object);
      expect(await mine()).toEqual([]);
      // A session reports what it did to the statistics when it ends; one that stays does so some time.
      const patient = await db.session();
      for (const sql of plant)
        if (sql.startsWith('!')) await patient.query(sql.slice(1)).catch(() => {});
        else await patient.query(sql);
      await db.leave();
      let findings: readonly Finding[] = [];
      await until(async () => {
        findings = await mine();
        return findings.length > 0;
      });
      expect(findings).toEqual([expect.objectContaining({ check, statement, ...found })]);
      if (advice) expect(findings[0]?.advice).toMatch(advice);
      for (const sql of before) await db.admin.query(sql);
      await run(statement);
      await until(async () => (await mine()).length === 0);
    });

    test('tells what happened since the last check-up', async () => {
      const limits = lowered({ 'temporary files': { warning: 0.001 }, 'failed sessions': { notice: 2 } });
      const first = await look({ limits });
      const failing = [await db.session(), await db.session()];
      for (const one of failing) {
        const { rows } = await one.query('SELECT pg_backend_pid() AS pid');
        await db.admin.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
      }
      const load = await db.session();
      await load.query('SET work_mem = 64');
      await load.query('SELECT count(*) FROM (SELECT n FROM generate_series(1, 400000) n ORDER BY n DESC) s');
      await load.query('DO $$ BEGIN FOR i IN 1..800 LOOP PERFORM 1; COMMIT; END LOOP; END $$');
      await load.query('DO $$ BEGIN FOR i IN 1..400 LOOP PERFORM 1; ROLLBACK; END LOOP; END $$');
      await db.leave();
      const second = () => look({ limits, memo: JSON.parse(JSON.stringify(first.memo)) });
      const all: readonly NeonCheck[] = ['rollbacks', 'temporary files', 'failed sessions'];
      let now: Checkup = { findings: [] };
      await until(async () => {
        now = await second();
        return all.every((check) => of(check, now).length === 1);
      });
      const database = { object: 'postgres' };
      expect(of('rollbacks', now)).toEqual([
        expect.objectContaining({ ...database, severity: 'notice', unit: '% of all transactions' }),
      ]);
      expect(Math.abs((of('rollbacks', now)[0]?.number ?? 0) - 33)).toBeLessThan(3);
      expect(of('failed sessions', now)).toEqual([expect.objectContaining({ ...database, number: 2 })]);
      expect(of('temporary files', now)[0]?.advice).toMatch(/wrote \d[\d.]* MB of temporary files/);
      // From then on, nothing happened. After a reset, nothing is known.
      const third = await look({ limits, memo: now.memo });
      expect(all.flatMap((check) => of(check, third))).toEqual([]);
      await db.admin.query('SELECT pg_stat_reset()');
      await until(async () => of('rollbacks', await second()).length === 0);
    });

    test('finds databases that run out of ids, and VACUUM (FREEZE) mends them', async () => {
      const context = {
        limits: lowered({
          'transaction ids': { warning: 0.0001 },
          multixacts: { warning: 0.000_001 },
        }),
      };
      const late = { limits: lowered({ 'late freezing': { warning: 2 } }) };
      const mine = async (check: NeonCheck, one = context) =>
        of(check, await look(one)).filter(({ object }) => object === 'postgres');
      const load = await db.session();
      await load.query('DO $$ BEGIN FOR i IN 1..3000 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$');
      // A row that a transaction and a subtransaction of it lock in different ways has a multixact.
      await load.query('CREATE TABLE shared AS SELECT 1 AS n');
      await load.query(`DO $$ BEGIN FOR i IN 1..50 LOOP
        PERFORM FROM shared FOR KEY SHARE;
        BEGIN PERFORM FROM shared FOR UPDATE; EXCEPTION WHEN division_by_zero THEN NULL; END;
        COMMIT; END LOOP; END $$`);
      const checks = ['transaction ids', 'multixacts'] as const;
      for (const check of checks)
        expect(await mine(check)).toEqual([
          expect.objectContaining({ severity: 'warning', statement: 'VACUUM (FREEZE)' }),
        ]);
      const [template] = of('transaction ids', await look(context)).filter(
        ({ object }) => object === 'template0',
      );
      expect(template).toMatchObject({ advice: expect.stringContaining('Nobody can connect') });
      expect(template).not.toHaveProperty('statement');
      const [one] = await mine('late freezing', late);
      expect(one).toMatchObject({ severity: 'warning', statement: 'VACUUM (FREEZE)' });
      expect(one?.advice).toMatch(/autovacuum begins at 100,000 and 400,000/);
      await run(one?.statement ?? '');
      for (const check of checks) expect(await mine(check)).toEqual([]);
      expect(await mine('late freezing', late)).toEqual([]);
    });

    test('finds that statements are evicted, until there is room for them', async () => {
      const columns = Array.from({ length: 12 }, (_, i) => `c${i}`);
      await db.admin.query(`CREATE TABLE many (${columns.map((column) => `${column} int`)})`);
      // More than 100 statements and less than 200.
      const load = async () => {
        const first = await look();
        await db.leave();
        const session = await db.session();
        for (const a of columns)
          for (const b of columns) await session.query(`SELECT ${a} FROM many WHERE ${b} = 1`);
        return of('evicted statements', await look({ memo: first.memo }));
      };
      await db.leave();
      await db.server.restart();
      const [found] = await load();
      expect(found).toMatchObject({
        ...{ severity: 'notice', object: 'pg_stat_statements.max' },
        statement: 'ALTER SYSTEM SET pg_stat_statements.max = 200',
        advice: expect.stringContaining('more than it can hold (100)'),
      });
      const admin = await db.session();
      await admin.query(found?.statement ?? '');
      await db.leave();
      await db.server.restart();
      expect(await load()).toEqual([]);
    });
  });
});
