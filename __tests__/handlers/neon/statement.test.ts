import { Client } from 'pg';
import { parseSample } from '../../../handlers/neon/sample';
import { MOST_CANDIDATES, MOST_DATABASES, statementOf } from '../../../handlers/neon/statement';
import { type Database, startDatabase } from '../../support/servers/postgres';
import { until } from '../../support/servers/until';

let db: Database;
beforeAll(async () => {
  db = await startDatabase();
  await db.admin.query('CREATE EXTENSION pg_stat_statements');
});
afterAll(() => db.stop());

const sample = async (slowQueryMs: number) =>
  parseSample((await db.admin.query(statementOf(slowQueryMs))).rows[0].sample);

test("Neon's own sessions take slots, and are no sessions", async () => {
  await db.admin.query(`CREATE ROLE cloud_admin LOGIN PASSWORD 'internal-pass'`);
  const before = await sample(1_000);
  const internal = new Client({
    connectionString: db.url.replace('watcher:watcher', 'cloud_admin:internal'),
  });
  await internal.connect();
  await db.session();
  const after = await sample(1_000);
  await internal.end();
  expect(after.slots - before.slots).toBe(2);
  expect(after.total - before.total).toBe(1);
  expect(after.idle - before.idle).toBe(1);
});

test('the five oldest of the long-running statements are named, the oldest first', async () => {
  for (let i = 0; i < 7; i++) void (await db.session()).query('SELECT pg_sleep(60)').catch(() => {});
  const sleeping = "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
  await until(async () => (await db.one(sleeping)) === 7);
  const { running } = await sample(1);
  expect(running).toHaveLength(5);
  const ages = running.map(({ seconds }) => seconds);
  expect(ages).toEqual([...ages].sort((a, b) => b - a));
  expect(running.map(({ usename }) => usename)).toEqual(Array(5).fill('postgres'));
});

test('if more statements are slow than are watched, the costliest come first, and one extra shows that there are more', async () => {
  const columns = Array.from({ length: 35 }, (_, i) => `c${i}`);
  await db.admin.query(`CREATE TABLE wide (${columns.map((column) => `${column} int`)})`);
  const pairs = columns.flatMap((a) => columns.map((b) => `SELECT ${a} FROM wide WHERE ${b} = 1`));
  await db.admin.query(pairs.join(';'));
  await db.admin.query('SELECT pg_sleep(0.05)');
  const { statistics } = await sample(0);
  const slow = statistics?.slow ?? [];
  expect(slow).toHaveLength(MOST_CANDIDATES + 1);
  const costs = slow.map(([, , milliseconds]) => milliseconds);
  expect(costs).toEqual([...costs].sort((a, b) => b - a));
  expect(costs[0]).toBeGreaterThan(50);
  expect(new Set(slow.map(([id]) => id)).size).toBe(slow.length);
});

test('of thousands of databases no size is read, and the rest is', async () => {
  const all = statementOf(500);
  const few = all.replaceAll(String(MOST_DATABASES), '2');
  expect(few).not.toBe(all);
  const ask = async (text: string) => parseSample((await db.admin.query(text)).rows[0].sample);
  expect(await ask(all)).toMatchObject({ databases: 3, bytes: expect.any(Number) });
  expect(await ask(few)).toMatchObject({ databases: 3, bytes: null, total: expect.any(Number) });
});

test('the extension is found in a schema of any name', async () => {
  await db.admin.query('DROP EXTENSION pg_stat_statements; CREATE SCHEMA "Odd %1$s ""tools"""');
  await db.admin.query('CREATE EXTENSION pg_stat_statements SCHEMA "Odd %1$s ""tools"""');
  const { schema, statistics } = await sample(1_000);
  expect(schema).toBe('"Odd %1$s ""tools"""');
  expect(statistics?.calls).toBeGreaterThan(0);
});
