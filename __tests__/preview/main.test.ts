import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { startPostgres } from '../../preview/servers/postgres';
import { startRedis } from '../../preview/servers/redis';
import type { Table } from '../../thresholds/row';
import { type ServiceName, services } from '../../thresholds/services';
import { isOfTheDesign } from '../fixtures/design';
import { tables } from '../fixtures/environments';
import { environmentsFile, projectCopy } from '../support/project/copy';
import { Tab } from '../support/servers/browser';
import { ended, unheld } from '../support/servers/child';
import { until as waitUntil } from '../support/servers/until';
import { freshTemporary, leftovers } from './leftovers';

/** The temporary folder for everything that `npm start` starts. */
const until = (condition: () => boolean) => waitUntil(condition, 110_000);

/** The preview reads `environments.ts`, which belongs to its users: here it has the tests' own tables. */
const copy = projectCopy({ name: 'preview' });
/** A loopback port on which nobody listens and that is never handed out: low ports are reserved for root. */
const DEAD_PORT = 1;
/** Compared with limits that Redis itself does not have. */
const NOT_HERE: readonly string[] = ['ThroughputPercent', 'CommandQuotaPercent'];
/** Variables that would give access to a real account if they were inherited. */
const account = {
  AWS_PROFILE: 'production',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  STATE_TABLE: 'production',
};

let temporary: string;
beforeAll(() => {
  temporary = freshTemporary();
});
afterAll(() => {
  rmSync(temporary, { recursive: true });
  copy.remove();
});

const previews: Preview[] = [];
/** One that a failed test left running ends as at Ctrl-C: with its servers, which the next test would take for its own. */
afterEach(async () => {
  for (const { child } of previews) child.kill('SIGINT');
  await Promise.all(previews.splice(0).map((preview) => preview.end()));
});

/** Runs `npm start` as npm does. */
class Preview {
  stdout = '';
  stderr = '';
  readonly child: ChildProcessWithoutNullStreams;

  constructor(args: string[], env: Record<string, string> = {}, cwd = copy.path) {
    // It ends on its own when its parent ends.
    this.child = unheld(
      spawn(process.execPath, ['--import', 'tsx', 'preview/main.ts', ...args], {
        cwd,
        env: { PATH: process.env.PATH, TMPDIR: temporary, COLUMNS: '100', ...account, ...env },
      }),
    );
    previews.push(this);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
  }

  end(): Promise<number | null> {
    return ended(this.child);
  }
}

/** The `[value, state]` of each metric, in display order. */
function rowsOf(screen: string, title: string): [metric: string, value: string, state: string][] {
  const [, part = ''] = screen.split(`${title}  `);
  const [table = ''] = part.split('\n\n');
  return table.split('\n').flatMap((line) => {
    const cells = /^([A-Z]\w+) {2,}(\S+(?: \S+)?) {2,}\S+ .*? {2}(\S+(?: of \d)?)$/.exec(line);
    return cells ? [[cells[1] ?? '', cells[2] ?? '', cells[3] ?? '']] : [];
  });
}

test('--once on embedded databases shows every row of both tables with a value or a reason', async () => {
  const preview = new Preview(['--once']);
  expect([await preview.end(), preview.stderr.includes('Error')]).toEqual([0, false]);
  const { stdout } = preview;
  const neon = rowsOf(stdout, 'Neon Postgres');
  const upstash = rowsOf(stdout, 'Upstash Redis');
  expect(neon.map(([metric]) => metric)).toEqual(Object.keys(services.neon.rows));
  expect(upstash.map(([metric]) => metric)).toEqual(Object.keys(services.upstash.rows));

  // A row that a user adds may need other things.
  const ofDesign = [
    ...neon.filter(([name]) => isOfTheDesign('neon', name)),
    ...upstash.filter(([name]) => isOfTheDesign('upstash', name)),
  ];
  const isDaily = (name: string) =>
    [services.neon, services.upstash].some(({ rows }) => (rows as Table)[name]?.daily);
  // A check-up is made by a visit that need not be one of these two.
  const notToday = (name: string, value: string) => value === '–' && isDaily(name);
  const absent = ofDesign.filter(([name, value]) => value === '–' && !notToday(name, value));
  expect(absent.filter(([name]) => !NOT_HERE.includes(name))).toEqual([]);

  // The workload is visible, and healthy.
  const value = (rows: typeof neon, metric: string) =>
    Number.parseFloat(rows.find(([name]) => name === metric)?.[1].replaceAll(',', '') ?? '');
  for (const metric of ['AverageQueryTime', 'QueryThroughput', 'IdleConnections', 'DatabaseSize'])
    expect([metric, value(neon, metric) > 0]).toEqual([metric, true]);
  for (const metric of ['KeyspaceHits', 'KeyspaceMisses', 'ExpiredKeys', 'TotalKeys'])
    expect([metric, value(upstash, metric) > 0]).toEqual([metric, true]);
  // The states are those of production's alarms. One sample of a busy machine may breach; no alarm fires.
  const odd = ofDesign
    .filter((row) => !absent.includes(row) && !notToday(row[0], row[1]))
    .filter(([, , state]) => !/^(ok|–|1 of \d)$/.test(state));
  expect(odd).toEqual([]);
  expect(stdout).toContain('States are those of the alarms in “production”; 5 min pass in 5 s.');
  expect(value(neon, 'Up') + value(upstash, 'Up') + value(neon, 'ComputeActive')).toBe(3);

  // Everything measured was published, and only to the stand-in. On a busy machine, a late sample covers two slots of
  // 5 s, and each of its counts is then published once per slot.
  const measured = (rows: typeof neon) => rows.filter(([name, text]) => text !== '–' && !isDaily(name));
  const said = /: (\d+) in Neon\/Monitoring, (\d+) in Upstash\/Monitoring;/.exec(stdout.replace(/\s+/g, ' '));
  const [inNeon, inUpstash] = [Number(said?.[1]), Number(said?.[2])];
  const published = (service: ServiceName, rows: typeof neon) => {
    const table: Table = services[service].rows;
    const counts = measured(rows).filter(([name]) => {
      const row = table[name];
      return row?.kind === 'counter' && row.published === 'count';
    });
    return [0, 1, 2].map((late) => measured(rows).length + late * counts.length);
  };
  expect(published('neon', neon)).toContain(inNeon);
  expect(published('upstash', upstash)).toContain(inUpstash);
  expect(new Set(published('upstash', upstash)).size).toBe(3);
  expect(leftovers(temporary)).toEqual([]);
});

test('live, it shows one table after another and a page with the same, until it is interrupted; nothing is left', async () => {
  const preview = new Preview(['--every', '1', '--environment', 'staging']);
  await until(() => preview.stdout.includes('Run 3, every 1 s.'));
  const [, port, token] = /http:\/\/localhost:(\d+)\/#token=([\w-]{20,})\n/.exec(preview.stdout) ?? [];
  const tab = await Tab.open(Number(port));
  await until(() => tab.messages.length > 2);
  const [snapshot, next] = tab.messages;
  if (snapshot?.type !== 'snapshot') throw new Error('the first message is a snapshot');
  expect(snapshot).toMatchObject({ everySeconds: 1, chosen: 'staging', startedAt: expect.any(Number) });
  expect(snapshot.environments.map(({ name, scale }) => [name, scale])).toEqual(
    tables.environments.map(({ name }) => [name, 300]),
  );
  expect(snapshot.databases.map(({ service, own }) => [service, own])).toEqual([
    ['neon', false],
    ['upstash', false],
  ]);
  // Every alarm has been looked at, and somebody has been told.
  expect(new Set(snapshot.changes.map(({ alarm }) => alarm)).size).toBeGreaterThan(20);
  expect(snapshot.changes[0]?.message?.subject).toMatch(/^OK: "/);
  for (const service of ['neon', 'upstash']) {
    const run = snapshot.runs.findLast((one) => one.service === service);
    expect(Object.keys(run?.published ?? {}).length).toBeGreaterThan(5);
    expect(run?.published.Up?.[0]).toMatchObject({ value: 1, unit: 'Count', at: expect.any(Number) });
    expect(JSON.parse(run?.log[0] ?? '')).toMatchObject({ level: 'INFO', service });
  }
  expect(['run', 'changes']).toContain(next?.type);
  expect(JSON.stringify(tab.messages)).not.toMatch(new RegExp(`postgres(ql)?://|${token}`));

  preview.child.kill('SIGINT');
  expect(await preview.end()).toBe(0);
  await until(() => tab.closed);
  expect(leftovers(temporary)).toEqual([]);
});

test('interrupted while it starts, it leaves nothing behind either', async () => {
  const preview = new Preview([]);
  await until(() => preview.stderr.includes('bundling'));
  preview.child.kill('SIGINT');
  expect(await preview.end()).toBe(0);
  expect([leftovers(temporary), preview.stdout]).toEqual([[], '']);
});

test('killed, it leaves nothing behind a moment later', async () => {
  const preview = new Preview([]);
  await until(() => preview.stderr.includes('starting the workload (visitors'));
  preview.child.kill('SIGKILL');
  await until(() => leftovers(temporary).length === 0);
});

test('the user’s own databases are watched, and nothing is written to them', async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const client = new Client({ connectionString: postgres.url, ssl: false });
  try {
    const preview = new Preview(['--once', '--every', '1.5'], {
      NEON_CONNECTION_STRING: postgres.url,
      UPSTASH_REST_URL: redis.url,
      UPSTASH_MEMORY_LIMIT_BYTES: '100000000',
    });
    expect(await preview.end()).toBe(0);
    expect(preview.stdout).toContain('Neon Postgres  127.0.0.1 ');
    expect(preview.stdout).toContain('pg_stat_statements is not installed');
    expect(preview.stdout + preview.stderr).not.toContain(postgres.password);

    await client.connect();
    const { rows } = await client.query(
      `SELECT (SELECT count(*)::int FROM pg_roles WHERE rolcanlogin) AS roles,
              (SELECT count(*)::int FROM pg_database) AS databases,
              (SELECT count(*)::int FROM pg_class WHERE oid >= 16384) AS relations`,
    );
    expect(rows).toEqual([{ roles: 1, databases: 3, relations: 0 }]);
    const own = new Redis(redis.url, { lazyConnect: true });
    await own.connect();
    const commands = [...(await own.info('commandstats')).matchAll(/cmdstat_(\w+):calls=(\d+)/g)];
    own.disconnect();
    expect(Object.fromEntries(commands.map(([, name, calls]) => [name, Number(calls)]))).not.toHaveProperty(
      'set',
    );
  } finally {
    await client.end();
    await Promise.all([postgres.stop(), redis.stop()]);
  }
});

test('a collector that fails ends --once with its class, its message, and 1', async () => {
  const redis = await startRedis();
  const preview = new Preview(['--once'], {
    NEON_CONNECTION_STRING: `postgresql://me:hidden@127.0.0.1:${DEAD_PORT}/db`,
    UPSTASH_REST_URL: redis.url,
  });
  expect(await preview.end()).toBe(1);
  await redis.stop();
  const cause = `NetworkError: Postgres at 127.0.0.1:${DEAD_PORT}: the connection was refused.`;
  expect(preview.stderr).toContain(`\nneon: ${cause}`);
  expect(preview.stdout.replace(/\s+/g, ' ')).toContain(cause);
  expect(preview.stdout + preview.stderr).not.toContain('hidden');
  expect(leftovers(temporary)).toEqual([]);
});

test('problems with the command line or a variable are reported before anything starts', async () => {
  const wrong = new Preview(['--onec']);
  expect(await wrong.end()).toBe(2);
  expect(wrong.stderr).toMatch(/^There is no option --onec\.\n\nUsage: npm start/);

  const reference = new Preview([], { NEON_CONNECTION_STRING: 'ssm:/production/neon' });
  expect(await reference.end()).toBe(1);
  expect(reference.stderr.trim()).toMatch(/^NEON_CONNECTION_STRING refers to an SSM parameter/);

  const help = new Preview(['--help']);
  expect([await help.end(), help.stderr]).toEqual([0, '']);
  expect(help.stdout).toContain('--every <seconds>');
});

test('every problem in the tables is reported, also with --once, and before anything starts', async () => {
  const [first, ...others] = tables.environments;
  if (!first) throw new Error('the fixture has environments');
  const environments = [{ ...first, region: 'mars', collectionMinutes: -1 }, ...others];
  const invalid = projectCopy({
    name: 'invalid',
    environments: environmentsFile({ ...tables, environments }),
  });
  try {
    for (const args of [['--once'], []]) {
      const preview = new Preview(args, {}, invalid.path);
      expect(await preview.end()).toBe(1);
      expect(preview.stderr).toMatch(/environments\.ts has 2 problems:\n.*feature.*\n.*feature/);
      expect(preview.stdout).toBe('');
    }
  } finally {
    invalid.remove();
  }
  const unknown = new Preview(['--environment', 'prod']);
  expect(await unknown.end()).toBe(1);
  expect(unknown.stderr).toContain(
    'environments.ts has no environment "prod". Use one of: feature, staging, production.',
  );
});
