import { Client } from 'pg';
import { bytesOf } from '../../../../handlers/neon/advice/size-limit';
import { makeCheckup } from '../../../../handlers/neon/checkup';
import { literal } from '../../../../handlers/neon/checkup/finding';
import { CHECKUP, readMemo } from '../../../../handlers/neon/checkup/memo';
import { NEEDS } from '../../../../handlers/neon/checkup/parts';
import { checkupStatement } from '../../../../handlers/neon/checkup/statement';
import { pinsOf } from '../../../../handlers/neon/statement';
import { checkup, lowered, of } from '../../../support/collectors/checkup';
import { resetDefaults, setHostileDefaults } from '../../../support/collectors/defaults';
import { type Database, startDatabase } from '../../../support/servers/postgres';
import { shadow } from '../../../support/servers/shadows';
import { restartAsStandby } from '../../../support/servers/standby';

let db: Database;
beforeAll(async () => {
  db = await startDatabase();
  await db.admin.query('CREATE EXTENSION pg_stat_statements');
});
afterAll(() => db.stop());
const look = (context = {}, url = db.url) => checkup(url, context);

describe('what the server refuses', () => {
  /** Each right, and the parts that need it. */
  const rights = [...new Set(Object.values(NEEDS).flat())].map((name) => ({
    right: name.endsWith(')') ? `EXECUTE ON FUNCTION ${name}` : `SELECT ON ${name}`,
    parts: Object.entries(NEEDS).flatMap(([part, needed]) => (needed.includes(name) ? [part] : [])),
  }));

  test.each(rights)(
    '$right costs the parts $parts, and the GRANT brings them back',
    async ({ right, parts }) => {
      await db.admin.query(`REVOKE ${right} FROM PUBLIC, watcher`);
      const { findings } = await look();
      expect(findings).toEqual(
        parts.map((object) =>
          expect.objectContaining({
            check: 'not looked at',
            severity: 'warning',
            object,
            statement: expect.any(String),
          }),
        ),
      );
      await db.admin.query(findings[0]?.statement ?? '');
      expect((await look()).findings).toEqual([]);
      await db.admin.query(`GRANT ${right} TO PUBLIC`);
    },
  );

  test('several parts at once are said one by one', async () => {
    const some = ['SELECT ON pg_sequence', 'SELECT ON pg_settings', 'EXECUTE ON FUNCTION mxid_age(xid)'];
    for (const right of some) await db.admin.query(`REVOKE ${right} FROM PUBLIC, watcher`);
    const { findings } = await look();
    expect(findings.map(({ object }) => object)).toEqual(['databases', 'sequences', 'settings']);
    for (const { statement = '' } of findings) await db.admin.query(statement);
    expect((await look()).findings).toEqual([]);
    for (const right of some) await db.admin.query(`GRANT ${right} TO PUBLIC`);
  });

  test('statistics of statements that may not be read are no failure', async () => {
    await db.admin.query('REVOKE SELECT ON pg_stat_statements_info FROM PUBLIC');
    expect((await look()).findings).toEqual([]);
    await db.admin.query('GRANT SELECT ON pg_stat_statements_info TO PUBLIC');
  });

  test('an error that is about no part is thrown: no check-up was made', async () => {
    await expect(look({}, db.url.replace(/postgres$/, 'nowhere'))).rejects.toThrow('does not exist');
  });
});

test('a check-up that takes too long is stopped by the server, and is no failure', async () => {
  const client = new Client({ connectionString: db.url });
  await client.connect();
  let asked = 0;
  const late = await makeCheckup(
    async (statement) => {
      asked += 1;
      return client.query(`${pinsOf(1)}; ${statement}`);
    },
    { user: 'watcher', database: 'postgres' },
  );
  await client.end();
  expect(asked).toBe(1);
  expect(late.findings).toEqual([
    // It counts: what was not looked at must not pass for health.
    expect.objectContaining({ severity: 'warning', check: 'not looked at', object: 'the check-up' }),
  ]);
  // What was remembered stays.
  expect(late.memo).toBeUndefined();
});

describe('names and defaults of others', () => {
  test('cannot change what is found, nor run anything', async () => {
    const before = await look();
    expect(await shadow(db, 'hostile', checkupStatement())).toBeGreaterThan(100);
    // This session has no startup options, as behind a pooler.
    await setHostileDefaults(db, true);
    const trapped = await look();
    await resetDefaults(db);
    await db.admin.query('DROP SCHEMA hostile CASCADE');
    expect(trapped.findings).toEqual(before.findings);
  });

  test.each([
    [`we"ird'; DROP TABLE kept; --`, `public."we""ird'; DROP TABLE kept; --"`],
    ['select', 'public."select"'],
    ['tab\there\u202e\u0001', 'public.U&"tab\\+000009here\\+00202e\\+000001"'],
    ['back\\slash\n', 'public.U&"back\\\\slash\\+00000a"'],
    ['%1$I $1', 'public."%1$I $1"'],
  ])('the statement for a table called %j can be run', async (name, object) => {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await db.admin.query('CREATE TABLE IF NOT EXISTS kept ()');
    await db.admin.query(
      `CREATE TABLE ${quoted} WITH (autovacuum_enabled = false) AS SELECT n FROM generate_series(1, 20) n`,
    );
    await db.admin.query('SELECT pg_stat_force_next_flush()');
    const limits = lowered({ 'never vacuumed': { warning: 10 } });
    const [found] = of('never vacuumed', await look({ limits }));
    expect(found).toMatchObject({ object, statement: `VACUUM (ANALYZE) ${object}` });
    await db.admin.query(found?.statement ?? '');
    expect(of('never vacuumed', await look({ limits }))).toEqual([]);
    await db.admin.query(`DROP TABLE ${quoted}; DROP TABLE kept`);
  });

  test('only the worst are named, and how many more there are', async () => {
    for (let i = 1; i <= 7; i++)
      await db.admin.query(`CREATE TABLE many${i} AS SELECT n FROM generate_series(1, ${10 * i}) n`);
    await db.admin.query('SELECT pg_stat_force_next_flush()');
    const limits = lowered({ 'never vacuumed': { warning: 10 } });
    const findings = of('never vacuumed', await look({ limits }));
    expect(findings.map(({ object }) => object)).toEqual([7, 6, 5, 4, 3].map((i) => `public.many${i}`));
    expect(findings.at(-1)?.advice).toMatch(/There are 2 more like this\.$/);
    for (let i = 1; i <= 7; i++) await db.admin.query(`DROP TABLE many${i}`);
  });

  test('other databases are named as not seen, and a name that cannot be shown is left out', async () => {
    await db.admin.query(`CREATE DATABASE narrow ENCODING 'WIN1252' LOCALE 'C' TEMPLATE template0`);
    await db.admin.query('CREATE DATABASE "Łódź"');
    const narrow = await db.session('narrow');
    await narrow.query('CREATE EXTENSION pg_stat_statements');
    const limits = lowered({ 'transaction ids': { warning: 0 } });
    const { findings } = await look({ limits }, db.url.replace(/postgres$/, 'narrow'));
    expect(findings.filter(({ check }) => check === 'other databases')).toEqual([
      expect.objectContaining({ severity: 'notice', object: 'narrow', number: 1 }),
    ]);
    const objects = findings.map(({ object }) => object);
    expect(objects).toEqual(expect.arrayContaining(['postgres', expect.stringMatching(/^<oid \d+>$/)]));
    // Where all databases have the same encoding, all names can be shown.
    await db.leave();
    await db.admin.query('DROP DATABASE narrow');
    expect((await look({ limits })).findings.map(({ object }) => object)).toContain('"Łódź"');
    await db.admin.query('DROP DATABASE "Łódź"');
  });
});

test.each([
  ['plain', `'plain'`],
  [`it's`, `'it''s'`],
  ['a\\b', `E'a\\\\b'`],
  ['a\u202eb', `E'a\\U0000202eb'`],
])('%j as a literal means the same to the server', async (text, wanted) => {
  expect(literal(text)).toBe(wanted);
  for (const mode of ['on', 'off'])
    expect(
      (
        (await db.admin.query(
          `SET standard_conforming_strings = ${mode}; SELECT ${wanted} AS t`,
        )) as never as { rows: unknown[] }[]
      ).at(-1)?.rows,
    ).toEqual([{ t: text }]);
  await db.admin.query('RESET standard_conforming_strings');
});

describe('the limit of alarms', () => {
  test.each([
    ['512MB', 536_870_912],
    ['1GB', 2 ** 30],
    ['512', 536_870_912],
    ['-1', undefined],
    ['0', undefined],
    ['much', undefined],
    [null, undefined],
  ])('%s is %s bytes', (setting, bytes) => expect(bytesOf(setting)).toBe(bytes));

  test('is compared with that of the server', async () => {
    await db.admin.query(`ALTER ROLE watcher SET neon.max_cluster_size = '512MB'`);
    const limit = async (limitGigabytes?: number) => of('limit of an alarm', await look({ limitGigabytes }));
    expect(await limit()).toEqual([]);
    expect(await limit(0.53)).toEqual([]);
    const [late] = await limit(1);
    expect(late).toMatchObject({ severity: 'warning', object: 'DatabaseSize' });
    expect(late?.advice).toMatch(
      /compare with 1 GB, but the server allows 0\.537 GB .*databaseGigabytes to 0\.537 in/,
    );
    expect(await limit(0.3)).toEqual([expect.objectContaining({ severity: 'notice' })]);
    await db.admin.query('ALTER ROLE watcher RESET neon.max_cluster_size');
  });
});

test('what was remembered in another form is not read, and a check-up without it is made', async () => {
  expect(CHECKUP).toBe('checkup');
  for (const memo of [undefined, null, 3, {}, { at: 'x', databases: {}, statements: null }])
    expect(readMemo(memo)).toBeUndefined();
  const { memo } = await look({ memo: { at: 1 } });
  expect(readMemo(JSON.parse(JSON.stringify(memo)))).toEqual(memo);
});

test('another server that answers is a ProtocolError', async () => {
  const own = { user: 'watcher', database: 'postgres' };
  await expect(makeCheckup(async () => ({ now: 1 }), own)).rejects.toMatchObject({
    name: 'ProtocolError',
    message: expect.stringMatching(/^Postgres answered the check-up without role, /),
  });
});

// The last one: the sessions end.
test('a read replica is looked at, without what only its primary can mend', async () => {
  await db.admin.query(
    'CREATE TABLE idle AS SELECT n FROM generate_series(1, 20000) n; CREATE INDEX idle_n ON idle (n)',
  );
  await restartAsStandby(db);
  const limits = lowered({ 'unused index': { notice: 0 }, 'never vacuumed': { warning: 1 } }, { days: 0 });
  expect((await look({ limits })).findings).toEqual([]);
});
