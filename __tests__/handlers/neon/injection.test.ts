import { createServer } from 'node:net';
import { Client } from 'pg';
import { Deadline } from '../../../handlers/lib/deadline';
import { Journal } from '../../../handlers/lib/journal';
import { Redactor } from '../../../handlers/lib/redact';
import { collect } from '../../../handlers/neon/collect';
import { query } from '../../../handlers/neon/query';
import { parseSample } from '../../../handlers/neon/sample';
import { statementOf } from '../../../handlers/neon/statement';
import { readTarget } from '../../../handlers/neon/target';
import { listen } from '../../support/servers/listen';
import { type Database, startDatabase } from '../../support/servers/postgres';

let db: Database;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const visit = async (url = db.url) => {
  const { sample, problems } = await query(
    readTarget({ NEON_CONNECTION_STRING: url }, new Redactor()),
    Deadline.in(10_000),
    async (answer) => answer,
  );
  return { ...parseSample(sample), problems };
};

describe('another user of the database', () => {
  /** Operators and functions that match the statement's types better than the intended ones. */
  const traps = `
    CREATE TABLE public.loot (who name);
    GRANT ALL ON public.loot TO PUBLIC;
    CREATE ROLE neighbour;
    GRANT CREATE ON SCHEMA public TO neighbour;
    SET ROLE neighbour;
    CREATE FUNCTION public.trap(numeric, int) RETURNS numeric LANGUAGE plpgsql AS
      'BEGIN INSERT INTO public.loot VALUES (current_user); RETURN $1 * $2::numeric; END';
    CREATE OPERATOR public.* (LEFTARG = numeric, RIGHTARG = int, FUNCTION = public.trap);
    CREATE FUNCTION public.format(text, name, bigint, float8) RETURNS text LANGUAGE plpgsql AS
      'BEGIN INSERT INTO public.loot VALUES (current_user); RETURN NULL; END';
    RESET ROLE;`;
  const caught = () => db.one<string[] | null>('SELECT array_agg(DISTINCT who::text) FROM public.loot');
  beforeAll(async () => {
    await db.admin.query('CREATE EXTENSION pg_stat_statements SCHEMA public');
    await db.admin.query(traps);
  });
  afterAll(() =>
    db.admin.query('DROP EXTENSION pg_stat_statements; DROP OWNED BY neighbour; DROP TABLE loot'),
  );

  test('cannot run code with the rights of the monitoring role', async () => {
    await expect(visit()).resolves.toMatchObject({ role: 'watcher', statistics: expect.anything() });
    expect(await caught()).toBeNull();
  });

  test('could, with the default search path', async () => {
    const client = new Client({ connectionString: db.url });
    await client.connect();
    await client.query(statementOf(1000));
    await client.end();
    expect(await caught()).toEqual(['watcher']);
  });
});

test('the session cannot write', async () => {
  // A trigger at login is code that runs in every session, whatever its search path.
  await db.admin.query(`
    CREATE FUNCTION public.at_login() RETURNS event_trigger LANGUAGE plpgsql AS
      'BEGIN IF session_user = ''watcher'' THEN CREATE TABLE public.mark (); END IF; END';
    CREATE EVENT TRIGGER mark ON login EXECUTE FUNCTION public.at_login();
    ALTER EVENT TRIGGER mark ENABLE ALWAYS;
    GRANT CREATE ON SCHEMA public TO watcher`);
  await expect(visit()).rejects.toThrow('cannot execute CREATE TABLE in a read-only transaction');
  await db.admin.query('DROP EVENT TRIGGER mark; DROP FUNCTION public.at_login');
});

test.each([`we"ird'; DROP TABLE public.kept; --`, '%1$I $statistics$ %s', '$1', '\\'])(
  'statistics in the schema %s are read, and nothing else happens',
  async (schema) => {
    const name = `"${schema.replaceAll('"', '""')}"`;
    await db.admin.query(
      `CREATE TABLE IF NOT EXISTS public.kept (); CREATE SCHEMA ${name}; CREATE EXTENSION pg_stat_statements SCHEMA ${name}`,
    );
    const journal = new Journal();
    const once = {
      deadline: Deadline.in(10_000),
      journal,
      level: 'core' as const,
      lastVisit: async () => undefined,
      once: (_: string, call: (own: Journal) => Promise<never>) => call(journal),
      memo: async () => undefined,
      remember: () => {},
      samples: async () => [],
      checkup: async () => undefined,
    };
    await collect(readTarget({ NEON_CONNECTION_STRING: db.url }, new Redactor()), once);
    // Advice that people copy and run.
    expect(journal.warnings.join()).toContain(`run: GRANT USAGE ON SCHEMA ${name} TO "watcher"`);
    await db.admin.query(`GRANT USAGE ON SCHEMA ${name} TO watcher`);
    const { statistics, problems } = await visit();
    expect([statistics?.calls, problems]).toEqual([expect.any(Number), {}]);
    await db.admin.query(`DROP SCHEMA ${name} CASCADE; DROP TABLE public.kept`);
  },
);

test('what a server sends in plain text before the TLS handshake is not taken for its response', async () => {
  const heard: string[] = [];
  // ReadyForQuery, smuggled in front of the handshake (CVE-2021-23222).
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      heard.push(data.toString('latin1'));
      socket.write('SZ\0\0\0\x05I');
    });
  });
  const port = await listen(server);
  await expect(visit(`postgresql://u:pass@127.0.0.1:${port}/db?sslmode=require`)).rejects.toMatchObject({
    name: 'TlsError',
  });
  expect(heard).toEqual(['\0\0\0\x08\x04\xd2\x16\x2f']);
  await new Promise((resolve) => server.close(resolve));
});
