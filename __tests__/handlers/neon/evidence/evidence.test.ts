import type { StatementSeen } from '../../../../model/evidence';
import type { Result } from '../../../../model/result';
import { measured } from '../../../support/collectors/measured';
import { neonCollector } from '../../../support/collectors/neon';
import { describeVersions, SHORTEST_MS } from '../../../support/collectors/postgres';
import { type Overheard, overhear } from '../../../support/servers/overheard';

const statementsOf = ({ evidence }: Result): readonly StatementSeen[] => {
  const statements = evidence?.statements ?? [];
  if ('absent' in statements) throw new Error(statements.absent);
  return statements;
};
const pause = () => new Promise((resolve) => setTimeout(resolve, SHORTEST_MS));

describeVersions((_, server) => {
  let wire: Overheard;
  const lines: unknown[] = [];
  /** A new collector, over a wire that is listened to. */
  const collector = () => {
    const url = server.db.url.replace(/:\d+\//, `:${wire.port}/`);
    return neonCollector(url, { STATE_TABLE: `state-${collectors++}` }, (line) => lines.push(line));
  };
  let collectors = 0;
  /** How many messages with statements a run sends. */
  const sent = async (run: () => Promise<unknown>): Promise<number> => {
    const before = wire.asked.length;
    await run();
    return wire.asked.length - before;
  };
  beforeAll(async () => {
    wire = await overhear(server.db.server.port);
  });
  afterAll(() => wire.stop());
  beforeEach(async () => {
    server.aws.items.clear();
    await server.db.admin.query('SELECT pg_stat_statements_reset()');
  });

  test('the costliest statements of the interval, with their texts; one statement more, once', async () => {
    const client = await server.db.session();
    const other = await server.db.session('other');
    const handler = collector();
    const lookup = 'SELECT count(*) FROM thing WHERE id % $1 = 1 -- a comment';
    await client.query(lookup, [3]);
    // No check-up was ever made: the first run makes one.
    expect(await sent(() => handler({}))).toBe(2);
    for (let i = 0; i < 5; i++) await client.query(lookup, [7]);
    for (let i = 0; i < 3; i++) await client.query('SELECT pg_sleep(0.05) AS "a nap"');
    await other.query("INSERT INTO pg_temp.x SELECT 'literal'").catch(() => {});
    await other.query("WITH x AS (SELECT 'literal' AS l, pg_sleep(0.02)) SELECT l FROM x");
    const asked =
      'SELECT queryid::text AS id, total_exec_time AS ms FROM pg_stat_statements WHERE query LIKE $1';
    const [truth] = (await server.db.admin.query<{ id: string; ms: number }>(asked, ['%a nap%'])).rows;
    let result = {} as Result;
    expect(await sent(async () => (result = await handler({})))).toBe(2);
    expect(result.warnings).toEqual([]);
    const [nap, ...others] = statementsOf(result);
    expect(nap).toEqual({
      id: truth?.id,
      text: 'SELECT pg_sleep($1) AS "a nap"',
      calls: 3,
      totalMs: Number(truth?.ms.toFixed(3)),
      meanMs: Number(((truth?.ms ?? 0) / 3).toFixed(3)),
      share: expect.any(Number),
    });
    expect(nap?.share).toBeGreaterThan(0.2);
    expect(others.map(({ text, calls }) => [text, calls])).toEqual(
      expect.arrayContaining([
        ['WITH x AS (SELECT $1 AS l, pg_sleep($2)) SELECT l FROM x', 1],
        ['SELECT count(*) FROM thing WHERE id % $1 = $2', 5],
      ]),
    );
    // All are known by now.
    await server.db.admin.query(asked, ['%']);
    for (let i = 0; i < 2; i++) await client.query('SELECT pg_sleep(0.05) AS "a nap"');
    expect(await sent(async () => (result = await handler({})))).toBe(1);
    expect(statementsOf(result)[0]).toMatchObject({ id: truth?.id, text: nap?.text, calls: 2 });
    // With nobody else there is nothing to say, and what was asked besides is not taken for a statement of others.
    await handler({});
    await pause();
    expect(await sent(async () => (result = await handler({})))).toBe(1);
    expect(result.evidence?.statements).toBeUndefined();
    expect(measured(result, 'QueryThroughput')).toBe(0);
  });

  test('one statement of several users and databases is one', async () => {
    const { admin } = server.db;
    await admin.query('CREATE ROLE another LOGIN');
    const client = await server.db.session();
    const other = await server.db.session('other');
    const handler = collector();
    await handler({});
    const sleep = 'SELECT pg_sleep(0.01)';
    await client.query(sleep);
    await client.query(`SET ROLE another; ${sleep}; ${sleep}; RESET ROLE`);
    await other.query(sleep);
    expect(statementsOf(await handler({}))[0]).toMatchObject({ text: 'SELECT pg_sleep($1)', calls: 4 });
    await admin.query('DROP ROLE another');
  });

  test('a planted password is nowhere', async () => {
    const [SECRET, UTILITY] = ['hunter2sesame', 'correcthorse'];
    const { admin } = server.db;
    await admin.query(`CREATE ROLE planted; CREATE FUNCTION planted() RETURNS void LANGUAGE plpgsql AS
      $$BEGIN PERFORM pg_sleep(0.02), '${SECRET}'; END$$`);
    const client = await server.db.session();
    const prepared = {
      name: 'planted',
      text: `/* ${SECRET} */ SELECT pg_sleep(0.2), '${SECRET}', $1::int -- ${SECRET}`,
      values: [1],
    };
    await client.query(prepared);
    await client.query("SET pg_stat_statements.track = 'all'");
    await client.query('SELECT planted()');
    await client.query("PREPARE sql AS SELECT pg_sleep(0.02), E'hunter2sesame'; EXECUTE sql");
    await admin.query('SELECT pg_stat_statements_reset()');
    const handler = collector();
    await handler({});
    await client.query(prepared);
    await client.query('SELECT planted(); EXECUTE sql');
    await client.query(`DO $$BEGIN PERFORM pg_sleep(0.3), '${UTILITY}'; END$$`);
    for (let i = 0; i < 2; i++) await client.query(`ALTER ROLE planted PASSWORD '${UTILITY}'`);
    await client.query(`/* SELECT */ (/* ${SECRET} */ SELECT pg_sleep(0.1) /* ${SECRET} */)`);
    const result = await handler({});
    const statements = statementsOf(result);
    // The costliest one is DO.
    expect(statements[0]?.text).toEqual({ absent: expect.stringMatching(/^not a SELECT/) });
    expect(statements.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['SELECT pg_sleep(?), ?, $1::int', '( SELECT pg_sleep($1) )']),
    );
    // PostgreSQL itself kept them.
    const kept = (text: string) =>
      server.db.one(`SELECT count(*)::int FROM pg_stat_statements WHERE strpos(query, $1) > 0`, [text]);
    expect(await kept(`'${SECRET}', $1::int`)).toBeGreaterThan(0);
    expect(await kept(`'${UTILITY}'; END`)).toBeGreaterThan(0);
    const everything = JSON.stringify([result, lines, [...server.aws.items], server.aws.calls]);
    expect(everything).not.toContain(SECRET);
    expect(everything + wire.answered()).not.toContain(UTILITY);
    await admin.query('DROP FUNCTION planted(); DROP ROLE planted');
  });
});
