import type { Client } from 'pg';
import type { Checkup } from '../../../../handlers/neon/checkup';
import type { Finding } from '../../../../model/evidence';
import type { NeonCheck } from '../../../../thresholds/neon/checks';
import { checkup, lowered, of } from '../../../support/collectors/checkup';
import { type Database, startDatabase, versions } from '../../../support/servers/postgres';
import { until } from '../../../support/servers/until';
import { type Context, faults } from './faults';

const newest = Math.max(...versions.map(({ major }) => major));
const oldest = Math.min(...versions.map(({ major }) => major));

/** The statement is the same for all versions, and the visits of the others make a check-up, too. */
const ends = versions.filter(({ major }) => [oldest, newest].includes(major));

describe.each(ends)('PostgreSQL $major', ({ folder, describeVersion }) => {
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

    // The extension is Neon's; this is a stand-in with the same view, function, setting and rights.
    test('finds that the cache of the compute is too small, until it is larger', async () => {
      for (const sql of [
        'CREATE SCHEMA "Ne on"; GRANT USAGE ON SCHEMA "Ne on" TO pg_monitor',
        'CREATE VIEW "Ne on".neon_stat_file_cache AS SELECT 96100::bigint AS file_cache_hits, 3900::bigint AS file_cache_misses',
        'CREATE FUNCTION "Ne on".approximate_working_set_size_seconds(duration int) RETURNS int LANGUAGE sql AS $$ SELECT 14 * duration $$',
        'GRANT SELECT ON "Ne on".neon_stat_file_cache TO pg_monitor',
        `SET allow_system_table_mods = on; INSERT INTO pg_extension VALUES (99999, 'neon', 10, '"Ne on"'::regnamespace, false, '1.6'); RESET allow_system_table_mods`,
        `ALTER DATABASE postgres SET neon.file_cache_size_limit = '256MB'`,
      ])
        await db.admin.query(sql);
      expect(of('cache', await look())).toEqual([
        expect.objectContaining({ severity: 'warning', object: 'neon.file_cache_size_limit', number: 154 }),
      ]);
      expect(of('cache', await look())[0]?.advice).toMatch(
        /^Statements read about 413 MB of data in the last hour, and the cache of the compute holds 268 MB: 96\.1 % of the lookups hit it/,
      );
      await db.admin.query(`ALTER DATABASE postgres SET neon.file_cache_size_limit = '1GB'`);
      expect(of('cache', await look())).toEqual([]);
      await db.admin.query(
        `ALTER DATABASE postgres SET neon.file_cache_size_limit = '256MB'; CREATE OR REPLACE VIEW "Ne on".neon_stat_file_cache AS SELECT 99500::bigint AS file_cache_hits, 500::bigint AS file_cache_misses`,
      );
      expect(of('cache', await look())).toEqual([]);
      const upgrade = await db.session();
      await upgrade.query('BEGIN; LOCK "Ne on".neon_stat_file_cache');
      expect(of('not looked at', await look())).toEqual([expect.objectContaining({ object: 'cache' })]);
      await upgrade.query('ROLLBACK');
      await db.admin.query(
        'SET allow_system_table_mods = on; DELETE FROM pg_extension WHERE oid = 99999; RESET allow_system_table_mods',
      );
    });

    test('what others have locked is left out and named, and the rest is looked at', async () => {
      for (const sql of [
        'CREATE TABLE near (id serial, other serial); GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO watcher',
        `SELECT setval('near_id_seq', 2000000000)`,
        'CREATE TABLE apart (n int); CREATE INDEX apart_n ON apart (n)',
        // It may read the sequences of all, but not those of other sessions.
        'GRANT pg_read_all_data TO watcher',
      ])
        await db.admin.query(sql);
      const mine = async () => {
        const { findings } = await look();
        return findings.map(({ check, object }) => `${check}: ${object}`);
      };
      const before = await mine();
      expect(before).toContain('sequence: public.near_id_seq');
      const others = [await db.session(), await db.session(), await db.session(), await db.session()];
      const [holder, waiter, builder, temporary] = others as [Client, Client, Client, Client];
      await holder.query('BEGIN; ALTER SEQUENCE near_other_seq CACHE 2; LOCK pg_stat_statements_info');
      // Who waits for a lock lets others wait, too.
      await waiter.query(`BEGIN; SELECT nextval('near_id_seq')`);
      const waiting = builder.query(
        'BEGIN; LOCK apart; DROP INDEX apart_n; DROP SEQUENCE near_id_seq CASCADE',
      );
      await temporary.query('CREATE TEMP TABLE brief (id serial)');
      await until(async () => (await db.one(`SELECT count(*)::int FROM pg_locks WHERE NOT granted`)) === 1);
      const { findings } = await look();
      expect(of('not looked at', { findings })).toEqual([
        expect.objectContaining({ severity: 'warning', object: 'sequences' }),
        expect.objectContaining({ severity: 'warning', object: 'statements' }),
      ]);
      const [sequences, statements] = of('not looked at', { findings });
      expect(sequences?.advice).toMatch(
        /^Sequences could not be looked at: another session has locked public\.near_id_seq, public\.near_other_seq, as ALTER SEQUENCE does\. /,
      );
      expect(statements?.advice).toMatch(
        /another session has locked public\.pg_stat_statements_info, as ALTER/,
      );
      const [, shows = ''] = /session: (SELECT .*?)\. The next/.exec(statements?.advice ?? '') ?? [];
      expect((await db.admin.query(shows)).rows[0]).toEqual({
        pid: (await holder.query('SELECT pg_backend_pid() AS pid')).rows[0].pid,
        mode: 'AccessExclusiveLock',
      });
      const rest = findings.filter(({ check }) => check !== 'not looked at');
      expect(rest.map(({ check, object }) => `${check}: ${object}`)).toEqual(
        before.filter((one) => one !== 'sequence: public.near_id_seq'),
      );
      for (const one of [waiter, holder]) await one.query('ROLLBACK');
      await waiting;
      await builder.query('ROLLBACK');
      expect(await mine()).toEqual(before);
      await db.leave();
      await db.admin.query('REVOKE pg_read_all_data FROM watcher; DROP TABLE near, apart');
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
