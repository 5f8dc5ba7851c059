import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { startRedis } from '../../preview/servers/redis';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { projectCopy } from '../support/project/copy';
import { outcomeOf } from '../support/servers/child';
import { type Database, startDatabase } from '../support/servers/postgres';

const aws = new FakeAws();
const project = projectCopy({ name: 'checkup' });
let db: Database;
beforeAll(async () => {
  await aws.start();
  db = await startDatabase();
  for (const sql of [
    'CREATE EXTENSION pg_stat_statements',
    'CREATE TABLE orders (id serial PRIMARY KEY)',
    `SELECT setval('orders_id_seq', 1990000000)`,
    'GRANT SELECT ON orders_id_seq TO watcher',
  ])
    await db.admin.query(sql);
});
afterAll(async () => {
  await db.stop();
  await aws.stop();
  project.remove();
});

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  aws.calls.length = 0;
  return outcomeOf(
    spawn(process.execPath, ['--import', 'tsx', join('commands', 'checkup.ts'), ...args], {
      cwd: project.path,
      env: { ...process.env, ...awsVariables(aws.url), ...env },
    }),
  );
}

/** Nothing but reading: no metric, no state. */
const writes = () => aws.calls.filter(({ operation }) => /^(Put|Update|Delete)/.test(operation));
const password = 'watcher-pass';

test('the databases of an environment, with the secrets that are stored; nothing is written', async () => {
  const redis = await startRedis();
  const stored = {
    'neon-connection-string': db.url,
    'upstash-rest-url': redis.url,
    'upstash-rest-token': redis.password,
  };
  for (const [name, value] of Object.entries(stored))
    aws.parameters.set(`/macro-ai/production/${name}`, value);
  const { stdout, stderr } = await run(['production', '--no-color'], {
    FORCE_COLOR: '1',
    COLUMNS: '100',
  });
  await redis.stop();
  expect(stderr).toBe('Looking at Neon Postgres and Upstash Redis of production …\n');
  expect(stdout).toMatch(/^Check-up of production\n\nNeon Postgres {2}1 critical/);
  expect(stdout).toMatch(/^critical {2}sequence: public\.orders_id_seq, 92\.7 %\n {10}The sequence /m);
  expect(stdout).toMatch(
    /^ {10}ALTER TABLE .*; ALTER SEQUENCE public\.orders_id_seq AS bigint NO MAXVALUE$/m,
  );
  expect(stdout).toMatch(/^Upstash Redis {2}/m);
  expect(writes()).toEqual([]);
  // The keys of the Neon API would let a compute sleep.
  expect(JSON.stringify(aws.calls)).not.toContain('neon-api-key');
  for (const secret of [password, redis.password]) expect(stdout + stderr).not.toContain(secret);
}, 60_000);

test('one’s own database, as JSON; what cannot be reached is said without its secret', async () => {
  const found = await run(['--json'], { NEON_CONNECTION_STRING: db.url });
  const { environment, services } = JSON.parse(found.stdout);
  expect([found.code, environment, Object.keys(services)]).toEqual([1, null, ['neon']]);
  expect(services.neon.findings[0]).toMatchObject({ check: 'sequence', severity: 'critical' });
  expect(aws.calls).toEqual([]);

  const wrong = await run(['--service', 'neon'], {
    NEON_CONNECTION_STRING: db.url.replace(password, 'no-pass'),
  });
  expect(wrong.code).toBe(2);
  expect(wrong.stdout).toMatch(/Neon Postgres {2}could not be looked at\n {2}AuthenticationError: /);
  expect(wrong.stderr).toMatch(/What happened since the last check-up is not known here/);
  expect(wrong.stdout + wrong.stderr).not.toContain('no-pass');
}, 60_000);

test('what is missing or does not belong on the command line is said, and nothing is asked', async () => {
  const nothing = await run([]);
  expect([nothing.code, nothing.stdout]).toEqual([2, '']);
  expect(nothing.stderr).toBe(
    'Name an environment, or set NEON_CONNECTION_STRING, or UPSTASH_REST_URL and UPSTASH_REST_TOKEN.\nnpm run checkup -- --help\n',
  );
  const secret = await run([db.url]);
  expect(secret.code).toBe(2);
  expect(secret.stderr).toMatch(/^An argument looks like a connection string/);
  expect(secret.stdout + secret.stderr).not.toContain(password);
  expect((await run(['Production'])).stderr).toContain(
    'There is no environment "Production". Use one of feature,',
  );
  expect((await run(['prod'])).stderr).toContain('There is no environment "prod". Use one of feature,');
  expect(aws.calls).toEqual([]);
}, 60_000);
