import { MOST_SHOWN } from '../../../../handlers/neon/evidence/redact';
import {
  learntFrom,
  type Memory,
  MOST_REMEMBERED,
  memoryOf,
  remembering,
  textsOf,
  unknownOf,
  unread,
} from '../../../../handlers/neon/evidence/texts';
import type { StatementSeen } from '../../../../model/evidence';
import type { Result } from '../../../../model/result';
import { awsVariables, FakeAws } from '../../../support/aws/fake-aws';
import { neonCollector } from '../../../support/collectors/neon';
import { type Overheard, overhear } from '../../../support/servers/overheard';
import { type Database, startDatabase } from '../../../support/servers/postgres';

const statementsOf = ({ evidence }: Result): readonly StatementSeen[] => {
  const statements = evidence?.statements ?? [];
  if ('absent' in statements) throw new Error(statements.absent);
  return statements;
};

describe('what is remembered of texts', () => {
  const known = (...ids: string[]): Memory => ids.map((id) => ({ id, text: `SELECT ${id}` }));

  test('is asked for once, and goes when it has not been used for longest', () => {
    let memory: Memory = [];
    for (let n = 0; n < MOST_REMEMBERED; n++) memory = remembering(memory, [`${n}`], known(`${n}`));
    memory = remembering(memory, ['0', 'new'], known('new'));
    expect(memory).toHaveLength(MOST_REMEMBERED);
    expect(unknownOf(memory, ['0', '1', '2', 'new'], 0)).toEqual(['1']);
    expect(textsOf(memory).get('0')).toBe('SELECT 0');
  });

  test('that a text is not shown is known, too; one that could not be read is asked for again', () => {
    const minute = 60_000;
    const memory = remembering([], ['1', '2'], [...unread(['1'], 'no', 0), { id: '2', why: 'never' }]);
    expect(unknownOf(memory, ['1', '2'], 14 * minute)).toEqual([]);
    expect(unknownOf(memory, ['1', '2'], 16 * minute)).toEqual(['1']);
    // A clock was wrong.
    expect(unknownOf(memory, ['1', '2'], -minute)).toEqual(['1']);
    expect(textsOf(memory).get('1')).toEqual({ absent: 'no' });
    expect(textsOf(remembering(memory, [], known('1'))).get('1')).toBe('SELECT 1');
  });

  test.each([[undefined], [7], [{}], [[{ id: 1 }]], [[{ id: '1', text: 'a', why: 'b' }]], [[null]]])(
    '%j from the store is nothing',
    (remembered) => {
      expect(memoryOf(remembered)).toEqual([]);
    },
  );

  test('survives the store', () => {
    const memory = [...known('1'), ...unread(['2'], 'no', 5), { id: '3', why: 'never' }];
    expect(memoryOf(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  });

  test.each([[undefined], [{}], [[['1', 2, true]]], [[['1', 'x']]]])('%j is no answer', (answer) => {
    expect(learntFrom(answer, ['1'], 0)).toBeUndefined();
  });

  test('is never more than what was asked for, and never long', () => {
    const answer = [
      ['1', `SELECT ${'a, '.repeat(1e6)}`, true],
      ['2', 'ALTER ROLE x PASSWORD', true],
      ['other', 'SELECT 1', true],
    ];
    const learnt = learntFrom(answer, ['1', '2', '3'], 0) ?? [];
    expect(learnt.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(JSON.stringify(learnt).length).toBeLessThan(MOST_SHOWN + 500);
    expect(learnt[2]).toMatchObject({ why: expect.stringContaining('no text'), until: expect.any(Number) });
    expect(learntFrom(null, ['1'], 0)).toEqual([expect.objectContaining({ id: '1' })]);
  });
});

describe('texts on a real PostgreSQL', () => {
  let aws: FakeAws;
  let db: Database;
  let wire: Overheard;
  beforeAll(async () => {
    aws = await new FakeAws().start();
    Object.assign(process.env, awsVariables(aws.url));
    db = await startDatabase({ settings: { 'pg_stat_statements.max': 6_000 } });
    await db.admin.query('CREATE EXTENSION pg_stat_statements');
    wire = await overhear(db.server.port);
  });
  afterAll(async () => {
    await wire.stop();
    await db.stop();
    await aws.stop();
  });
  beforeEach(async () => {
    wire.before = undefined;
    await db.admin.query('SELECT pg_stat_statements_reset()');
  });
  afterEach(() => db.leave());
  const collector = (env: Record<string, string> = {}) =>
    neonCollector(db.url.replace(/:\d+\//, `:${wire.port}/`), env);
  /** What a run says after these statements. */
  const ran = async (handler: ReturnType<typeof collector>, ...statements: string[]): Promise<Result> => {
    const client = await db.session();
    for (const statement of statements) await client.query(statement);
    return handler({});
  };
  const isMore = (statements: string) => statements.includes('pg_stat_statements(true)');

  test('a megabyte stays on the server, but for its beginning', async () => {
    const handler = collector();
    await handler({});
    const before = wire.answered().length;
    const result = await ran(
      handler,
      `SELECT pg_sleep(0.01) ${', 1 AS "a\n\u202eb"'.repeat(1_000)} /*${'x'.repeat(1e6)}*/`,
    );
    const [{ text } = {}] = statementsOf(result);
    expect(text).toMatch(/^SELECT pg_sleep\(\$1\) , \$2 AS "a b", \$3 AS .*…$/);
    expect(String(text).length).toBeLessThanOrEqual(MOST_SHOWN);
    expect(wire.answered().length - before).toBeLessThan(30_000);
  });

  test('of five thousand statements five are asked for', async () => {
    const { admin } = db;
    const columns = Array.from({ length: 71 }, (_, i) => `c${i}`);
    await admin.query(`CREATE TABLE wide (${columns.map((column) => `${column} int`)})`);
    const all = columns.flatMap((a) => columns.map((b) => `SELECT ${a} FROM wide WHERE ${b} = 1`));
    const handler = collector();
    await admin.query(all.join(';'));
    await handler({});
    await admin.query(`${all.join(';')}; SELECT pg_sleep(0.3)`);
    const { evidence, warnings } = await handler({});
    await admin.query('DROP TABLE wide');
    expect(warnings).toEqual([]);
    expect(evidence?.statements).toMatchObject([{ text: 'SELECT pg_sleep($1)' }, ...Array(4).fill({})]);
  });

  test('utility statements, and what hides behind a comment, never leave the server', async () => {
    const handler = collector();
    await handler({});
    const hidden = [
      'CREATE ROLE r1 PASSWORD',
      'ALTER ROLE r1 PASSWORD',
      '/* /* */ SELECT */ ALTER ROLE r1 PASSWORD',
    ];
    const statements = hidden.map((one) => `${one} 'correcthorse'`);
    const all = [...statements, `/*${'x'.repeat(3_000)}*/ SELECT 'correcthorse'`];
    const result = await ran(handler, ...all);
    const texts = statementsOf(result).map(({ text }) => text);
    // To PostgreSQL 17, a comment makes no other statement.
    expect(texts).toEqual(Array(3).fill({ absent: expect.stringContaining('never read') }));
    expect(wire.answered()).not.toContain('correcthorse');
    await db.admin.query('DROP ROLE r1');
    // That they are not shown is known: they are not asked for again.
    await db.admin.query('CREATE ROLE r1');
    const { length } = wire.asked;
    await ran(handler, ...statements.slice(1), 'DROP ROLE r1');
    const asked = wire.asked.slice(length).filter(isMore).join();
    for (const { id } of statementsOf(result)) expect(asked).not.toContain(id);
  });

  test('what is refused, or goes wrong, costs the texts and nothing else, and is not tried at every visit', async () => {
    const handler = collector();
    await handler({});
    // What the extension may do changes between the two statements.
    wire.before = async (statements) => {
      if (isMore(statements))
        await db.admin.query('REVOKE EXECUTE ON FUNCTION pg_stat_statements(boolean) FROM PUBLIC, watcher');
    };
    const { evidence, warnings, metrics } = await ran(handler, 'SELECT pg_sleep(0.01)');
    await db.admin.query('GRANT EXECUTE ON FUNCTION pg_stat_statements(boolean) TO PUBLIC');
    expect(metrics).toMatchObject({ Up: { value: 1 }, ApiErrors: { value: 0 }, TotalConnections: {} });
    expect(warnings).toEqual([
      expect.stringMatching(/^the texts of statements could not be read: permission denied/),
    ]);
    expect(evidence?.statements).toMatchObject([
      { calls: 1, text: { absent: 'the texts of statements could not be read (42501)' } },
    ]);
    const { length } = wire.asked;
    wire.before = undefined;
    const next = await ran(handler, 'SELECT pg_sleep(0.01)');
    expect(next.warnings).toEqual([]);
    const [{ id } = { id: '' }] = statementsOf(next);
    expect(statementsOf(next)[0]?.text).toEqual({ absent: expect.stringContaining('42501') });
    expect(wire.asked.slice(length).filter(isMore).join()).not.toContain(id);
  });

  test('a connection that ends in between is a failed call, and not a failed run', async () => {
    const handler = collector();
    await handler({});
    wire.before = async (statements) => {
      if (isMore(statements))
        await db.admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'watcher'`,
        );
    };
    const { warnings, metrics, evidence } = await ran(handler, 'SELECT pg_sleep(0.01)');
    expect(metrics).toMatchObject({ Up: { value: 1 }, ApiErrors: { value: 0 } });
    expect(warnings).toEqual([expect.stringMatching(/^the texts of statements could not be read: /)]);
    expect(evidence?.statements).toMatchObject([{ text: { absent: expect.any(String) } }]);
  });

  test('that the server does not answer in time leaves the readings and their publication', async () => {
    const handler = collector();
    await handler({});
    wire.before = async (statements) => {
      if (isMore(statements)) await new Promise(() => {});
    };
    const client = await db.session();
    await client.query('SELECT pg_sleep(0.01)');
    const { warnings, metrics } = await handler({}, { getRemainingTimeInMillis: () => 5_000 });
    expect(metrics).toMatchObject({ Up: { value: 1 }, ApiErrors: { value: 1 } });
    expect(warnings).toEqual([expect.stringMatching(/could not be read: .* no answer in time/)]);
  });

  test('with little time left, none is asked for', async () => {
    const handler = collector();
    await handler({});
    const client = await db.session();
    await client.query('SELECT pg_sleep(0.01)');
    const { length } = wire.asked;
    const late = await handler({}, { getRemainingTimeInMillis: () => 3_000 });
    expect(late.evidence?.statements).toMatchObject([
      { text: { absent: expect.stringContaining('not read yet') } },
    ]);
    expect(wire.asked).toHaveLength(length + 1);
  });

  test('a role that may not read one part gets the texts, and its check-up', async () => {
    await db.admin.query('REVOKE SELECT ON pg_locks FROM PUBLIC');
    const handler = collector();
    // The statement that is refused, the same without the part, the check-up.
    const { length } = wire.asked;
    expect((await handler({})).metrics).toMatchObject({ Findings: { value: expect.any(Number) } });
    expect(wire.asked).toHaveLength(length + 3);
    const { evidence, metrics } = await ran(handler, 'SELECT pg_sleep(0.01), 1');
    await db.admin.query('GRANT SELECT ON pg_locks TO PUBLIC');
    expect(evidence?.statements).toMatchObject([{ text: 'SELECT pg_sleep($1), $2' }]);
    expect(metrics.Findings).toEqual({ absent: 'this run made no check-up: there is one a day' });
  });

  test('of Neon’s own user nothing is shown', async () => {
    const { admin } = db;
    await admin.query('CREATE ROLE cloud_admin');
    const handler = collector();
    await handler({});
    const result = await ran(
      handler,
      'SET ROLE cloud_admin; SELECT pg_sleep(0.02) AS secret_of_neon; RESET ROLE',
    );
    expect(JSON.stringify(result)).not.toContain('secret_of_neon');
    await admin.query('DROP ROLE cloud_admin');
  });

  test.each([`we"ird'; DROP TABLE public.kept; --`, '%1$I $q0$ $q1$', '$q0', '\\', '$first$', 'a&b<c>\n'])(
    'in the schema %j they are read, and nothing else happens, whatever strings mean',
    async (schema) => {
      const name = `"${schema.replaceAll('"', '""')}"`;
      const { admin } = db;
      await admin.query(`CREATE TABLE public.kept (); CREATE SCHEMA ${name}; GRANT USAGE ON SCHEMA ${name} TO watcher;
        ALTER EXTENSION pg_stat_statements SET SCHEMA ${name}; ALTER ROLE watcher SET standard_conforming_strings = off`);
      const handler = collector();
      await handler({});
      const result = await ran(handler, 'SELECT pg_sleep(0.01) AS "&<>"');
      await admin.query(`ALTER EXTENSION pg_stat_statements SET SCHEMA public; DROP SCHEMA ${name}; DROP TABLE public.kept;
        ALTER ROLE watcher RESET ALL`);
      expect(result.warnings).toEqual([]);
      expect(statementsOf(result)[0]?.text).toBe('SELECT pg_sleep($1) AS "&<>"');
    },
  );

  test('of a database in another encoding: what has no equivalent costs the texts, and the run goes on', async () => {
    const { admin } = db;
    await admin.query("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    const latin = await db.session('latin');
    await latin.query('CREATE EXTENSION pg_stat_statements');
    const handler = neonCollector(db.url.replace(/postgres$/, 'latin'));
    await handler({});
    await latin.query('SELECT pg_sleep(0.01) AS "é"');
    expect(statementsOf(await handler({}))[0]?.text).toBe('SELECT pg_sleep($1) AS "é"');
    await admin.query('SELECT pg_sleep(0.02), 1 AS "漢"');
    const { warnings, evidence } = await handler({});
    expect(warnings).toEqual([
      expect.stringMatching(/could not be read: .* has no equivalent in encoding "LATIN1"/),
    ]);
    expect(evidence?.statements).toMatchObject([{ text: { absent: expect.stringContaining('(22P05)') } }]);
  });
});
