import { Client } from 'pg';
import type { Evidence } from '../../../model/evidence';
import { measured } from '../../support/collectors/measured';
import { absent, neonCollector } from '../../support/collectors/neon';
import { describeVersions } from '../../support/collectors/postgres';
import { blocked, chain, circle, pidOf, waiter, waiting } from '../../support/servers/chains';
import type { Database } from '../../support/servers/postgres';
import { until } from '../../support/servers/until';

const nobodyWaits = (db: Database) => until(async () => (await waiting(db)) === 0);

/** Transactions are long early. */
const collector = (url: string) => neonCollector(url, { SLOW_QUERY_MS: '10' });

/** A session that replicates may run statements, too. It is no client backend. */
async function walsender(db: Database): Promise<Client> {
  const options = {
    connectionString: db.server.url,
    replication: 'database',
    application_name: 'subscriber',
  };
  const client = new Client(options);
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Chains of 3 and 20 sessions, and one that waits for each of: a prepared transaction, a walsender, a circle of two. */
async function plant(db: Database) {
  const short = await chain(db, 3, 1);
  const long = await chain(db, 20, 100);
  const holder = await db.session();
  await holder.query(`BEGIN; UPDATE thing SET text = text WHERE id = 200; PREPARE TRANSACTION 'forgotten'`);
  const behindPrepared = await waiter(db, 200);
  const replicating = await walsender(db);
  await replicating.query('BEGIN; LOCK TABLE pg_catalog.pg_largeobject IN ACCESS EXCLUSIVE MODE');
  const reader = await db.session();
  const behindReplication = await blocked(db, reader, 'SELECT count(*) FROM pg_largeobject');
  const deadlock = await circle(db, 300, '10min');
  await until(async () => (await waiting(db)) === 25);
  const behindCircle = await waiter(db, 300);
  // Waiting for one is how applications elect a leader.
  const [leader, candidate] = [await db.session(), await db.session()];
  await leader.query('SELECT pg_advisory_lock(7)');
  const election = await blocked(db, candidate, 'SELECT pg_advisory_lock(7)');
  const others = [long, short, behindPrepared, behindReplication, election];
  const othersEnd = Promise.all(others.map(({ ends }) => ends));
  return {
    short,
    long,
    behindPrepared,
    replicating,
    reads: pidOf(reader),
    deadlock,
    behindCircle,
    leader,
    othersEnd,
  };
}

/** Each root with all that wait for it, directly or behind others. */
function expectBlocking(evidence: Evidence, planted: Awaited<ReturnType<typeof plant>>): void {
  const { short, long, behindPrepared, reads, replicating, deadlock } = planted;
  const idle = { user: 'postgres', state: 'idle in transaction', transactionSeconds: expect.any(Number) };
  expect(evidence.rootBlockers).toEqual([
    { ...idle, pid: long.pids[0], blocks: long.pids.slice(1) },
    { ...idle, pid: short.pids[0], blocks: short.pids.slice(1) },
    { pid: 0, backend: 'prepared transaction', blocks: behindPrepared.pids },
    {
      // Postgres does not tell since when its transaction is open.
      ...{ user: 'postgres', state: 'idle in transaction' },
      ...{ pid: pidOf(replicating), backend: 'walsender', application: 'subscriber', blocks: [reads] },
    },
  ]);
  expect(evidence.deadlocked).toEqual(deadlock.pids);
  const byOf = new Map(evidence.blocked?.map(({ pid, by }) => [pid, by]));
  expect(byOf.size).toBe(26);
  for (const { pids } of [short, long])
    for (const [i, pid] of pids.slice(1).entries()) expect(byOf.get(pid)).toEqual([pids[i]]);
  // One whose statement waits before it is known has no query id.
  for (const { pid, statement, waitMs } of evidence.blocked ?? [])
    expect([waitMs, statement]).toEqual([
      expect.any(Number),
      pid === reads ? undefined : expect.stringMatching(/^-?\d{5,20}$/),
    ]);
  expect(evidence.waits).toMatchObject({ 'Lock:advisory': 1, 'Lock:relation': 1 });
  expect(evidence.longest).toHaveLength(5);
  expect(evidence.longest).toMatchObject([{ pid: short.pids[0] }, {}, {}, {}, {}]);
}

describeVersions(
  (_, server) => {
    const end = (pid: number | undefined) => server.db.admin.query('SELECT pg_terminate_backend($1)', [pid]);

    test('who blocks whom: when the named roots end, all others go on', async () => {
      const { db } = server;
      const planted = await plant(db);
      const { short, long, replicating, deadlock } = planted;
      const oldest = `SELECT extract(epoch FROM clock_timestamp() - min(xact_start))::float8 FROM pg_stat_activity
                       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;
      const before = await db.one(oldest);
      const { metrics, evidence = {}, durationMs, ...result } = await collector(db.url)({});
      const after = await db.one(oldest);
      expect(result.warnings.filter((warning) => !warning.startsWith('still running'))).toEqual([]);
      // 2, 19, 1, 1, 2 and 1.
      expect(metrics.BlockedSessions).toEqual({ value: 26, unit: 'Count' });
      const age = measured({ metrics, ...result, durationMs }, 'OldestTransactionAge');
      expect(age).toBeGreaterThanOrEqual(before);
      expect(age).toBeLessThanOrEqual(after);
      expect(metrics.DatabaseSizeLimit).toEqual({ value: 0.536870912, unit: 'Gigabytes' });
      const connecting = measured({ metrics, ...result, durationMs }, 'ConnectTime');
      expect(connecting).toBeGreaterThan(0);
      expect(connecting).toBeLessThan(durationMs + 1);

      expectBlocking(evidence, planted);

      // The role that may not see them says so, and how it could.
      const blind = await collector(await blindUrl(db))({});
      const grant = absent('GRANT pg_monitor TO "blind"');
      for (const name of ['BlockedSessions', 'OldestTransactionAge', 'AverageActiveSessions'])
        expect(blind.metrics[name]).toEqual(grant);
      expect(blind.evidence).toMatchObject({
        ...{ rootBlockers: grant, waits: grant, longest: grant, keepsAwake: grant },
      });

      await Promise.all([long, short].map(({ pids }) => end(pids[0])));
      await db.admin.query(`ROLLBACK PREPARED 'forgotten'`);
      await Promise.all([replicating.end(), planted.leader.query('SELECT pg_advisory_unlock(7)')]);
      await planted.othersEnd;
      for (const pid of deadlock.pids) await end(pid);
      await planted.behindCircle.ends;
      await nobodyWaits(db);
    });

    test('deadlocks are those in between', async () => {
      const { db } = server;
      const counted = () => db.one<string>('SELECT sum(deadlocks) FROM pg_stat_database').then(Number);
      const was = await counted();
      const happen = async (times: number) => {
        for (let i = 0; i < times; i++) {
          await (await circle(db, 400, '10ms')).ends;
          // A session reports its statistics when it ends, at the latest.
          await db.leave();
        }
      };
      await happen(1);
      await until(async () => (await counted()) === was + 1);
      await server.collect();
      await happen(3);
      await until(async () => (await counted()) === was + 4);
      expect((await server.collect()).metrics.Deadlocks).toEqual({ value: 3, unit: 'Count' });
    });
  },
  { max_connections: 60, max_prepared_transactions: 2, 'neon.max_cluster_size': '512MB' },
);

/** The connection string of a role without pg_monitor. */
async function blindUrl(db: Database): Promise<string> {
  await db.admin.query(`CREATE ROLE blind LOGIN PASSWORD 'blind-pass'`);
  return db.url.replace('watcher:watcher-pass', 'blind:blind-pass');
}
