import { spawnSync } from 'node:child_process';
import { Client } from 'pg';
import { collectorOf } from '../../model/collector';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import { runbookDocument } from '../../reports/runbook';
import type { Command, Entry } from '../../thresholds/runbook';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { isOfTheDesign } from '../fixtures/design';
import { environments } from '../fixtures/environments';
import { awsVariables } from '../support/aws/fake-aws';
import { startMoto } from '../support/aws/moto';
import { describeWith, onPath } from '../support/project/tools';
import { type Database, startDatabase, versions } from '../support/servers/postgres';

/** While it waits synchronously for a program, jest cannot end a test that takes too long. */
const LIMIT_MS = 50_000;

const entries = serviceNames.flatMap((service) =>
  Object.entries<Entry>(serviceOf(service).runbook.entries).map(([row, entry]) => ({
    service,
    row,
    ...entry,
  })),
);
const commands = entries.flatMap(({ service, row, look }) => look.map((c) => ({ service, row, ...c })));
const distinct = (pick: (command: Command) => string | undefined) => [
  ...new Set(commands.flatMap((command) => pick(command) ?? [])),
];
const sql = distinct((command) => ('sql' in command ? command.sql : undefined));
const shell = distinct((command) => ('shell' in command ? command.shell : undefined));
const aws = shell.filter((text) => text.startsWith('aws '));
const redis = shell.filter((text) => text.startsWith('redis-cli '));

/** A command of an entry, by what it contains; entries of rows that users have added may contain it, too. */
function commandOf(service: ServiceName, name: string, part: string): string {
  const all = commands.filter((command) => command.service === service && command.row === name);
  const texts = all.map((command) => ('sql' in command ? command.sql : command.shell));
  return texts.find((command) => command.includes(part)) ?? '';
}

test('every command is of a kind that is tried here: SQL, or a shell command that begins with aws or redis-cli', () => {
  expect(sql.length).toBeGreaterThan(5);
  const untried = commands.filter((c) => 'shell' in c && ![...aws, ...redis].includes(c.shell));
  expect(untried).toEqual([]);
});

test.each(entries)(
  '$service $row says what it means, what to look at, the causes, and when it is harmless',
  (entry) => {
    const { service, row, look, causes } = entry;
    const texts = [
      ...[entry.means, entry.harmless, ...look.map(({ shows }) => shows)],
      ...causes.flatMap(({ cause, remedy }) => [cause, remedy]),
    ];
    // Users decide how much to write about a row that they add.
    const least = isOfTheDesign(service, row) ? 11 : 1;
    expect(texts.filter((text) => text.trim().length < least)).toEqual([]);
    expect(look.length).toBeGreaterThan(0);
    expect(causes.length).toBeGreaterThan(1);
  },
);

test('all shell code in the runbook is valid, including the preparation', () => {
  const blocks = [...runbookDocument(environments).matchAll(/```sh\n([\s\S]*?)\n```/g)].map(
    ([, text = '']) => text,
  );
  expect(blocks.length).toBeGreaterThan(shell.length);
  for (const block of blocks) {
    const { status, stderr } = spawnSync('bash', ['-n', '-c', block], { encoding: 'utf8' });
    expect({ block, status, stderr }).toEqual({ block, status: 0, stderr: '' });
  }
});

describe('the variable ENVIRONMENT', () => {
  const setTo = (text: string) => new Set([...text.matchAll(/^ENVIRONMENT=(.*)$/gm)].map(([, name]) => name));
  const only = (...names: readonly string[]) => environments.filter(({ name }) => names.includes(name));

  test('is set to production, wherever it is in the table', () => {
    expect(setTo(runbookDocument(environments))).toEqual(new Set(['production']));
    expect(setTo(runbookDocument([...environments].reverse()))).toEqual(new Set(['production']));
  });

  test('is set to the last environment if there is no production', () => {
    expect(setTo(runbookDocument(only('feature', 'staging')))).toEqual(new Set(['staging']));
    expect(setTo(runbookDocument(only('feature')))).toEqual(new Set(['feature']));
    expect(runbookDocument(only('feature', 'staging'))).not.toContain('production');
  });

  test('is not there in a project without environments; the entries are', () => {
    const headings = (text: string) => text.match(/^#+ .*$/gm);
    expect(runbookDocument([])).not.toContain('ENVIRONMENT');
    expect(headings(runbookDocument([]))).toEqual(headings(runbookDocument(environments)));
  });
});

const [elsewhere, ...others] = environments;
/** As the tests' environments, one of them in another region. */
const apart = elsewhere ? [{ ...elsewhere, region: 'eu-central-1' }, ...others] : [];

describe.each([
  ...environments.map((environment) => ({ ...environment, all: environments })),
  ...apart.map((environment) => ({ ...environment, all: apart })),
])('the preparation with ENVIRONMENT=$name in $region', ({ all, ...environment }) => {
  /** Says the function and the parameters that it asks for. */
  const asked = (title: string) => {
    const [, chapter = ''] = runbookDocument(all).split(`\n## ${title}\n`);
    const [, block = ''] = /```sh\n([\s\S]*?)\n```/.exec(chapter) ?? [];
    const script = `
aws() { while [ $# -gt 0 ]; do if [ "$1" = --name ]; then echo "$2" >&2; fi; shift; done; }
psql() { :; }
${block.replace(/^ENVIRONMENT=.*$/m, `ENVIRONMENT=${environment.name}`)}
echo "$FUNCTION" >&2
sh -c 'echo "$AWS_REGION"' >&2`;
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stderr.trim().split('\n').sort();
  };

  test.each([
    ['neon', ['NEON_CONNECTION_STRING']],
    ['upstash', ['UPSTASH_REST_URL', 'UPSTASH_REST_TOKEN']],
  ] as const)('names the function and the secrets of the %s collector', (service, variables) => {
    const { title, functionName, secrets } = collectorOf(environment, service);
    const names = secrets.filter(({ variable }) => variables.some((one) => one === variable));
    expect(asked(title)).toEqual([functionName, environment.region, ...names.map(({ name }) => name)].sort());
    expect(names).toHaveLength(variables.length);
  });
});

for (const { major, folder, describeVersion } of versions)
  describeVersion(`the SQL on PostgreSQL ${major}`, () => {
    let database: Database;
    // As the collector's role, whose connection string the runbook takes.
    let monitor: Client;
    const connected = async (connectionString: string) => {
      const client = new Client({ connectionString });
      client.on('error', () => {});
      await client.connect();
      return client;
    };
    beforeAll(async () => {
      database = await startDatabase(folder ? { folder } : {});
      await database.admin.query('CREATE EXTENSION pg_stat_statements');
      await database.admin.query('CREATE TABLE items (id int PRIMARY KEY, note text)');
      await database.admin.query('CREATE INDEX idle_index ON items (note)');
      await database.admin.query('INSERT INTO items SELECT i, $1 FROM generate_series(1, 100) i', ['x']);
      monitor = await connected(database.url);
    });
    afterAll(async () => {
      await monitor.end();
      await database.stop();
    });

    test.each(sql)('%s', async (text) => {
      await expect(monitor.query(text)).resolves.toMatchObject({ command: 'SELECT' });
    });

    test("may end the application's sessions once its role has the right that the runbook names", async () => {
      await database.admin.query(`CREATE ROLE app LOGIN PASSWORD 'app-pass'`);
      const app = await connected(database.url.replace('watcher:watcher-pass', 'app:app-pass'));
      const { rows } = await app.query('SELECT pg_backend_pid() AS pid');
      const end = () => monitor.query('SELECT pg_terminate_backend($1) AS ended', [rows[0].pid]);
      await expect(end()).rejects.toMatchObject({ code: '42501' });
      const [grant = ''] = /GRANT pg_signal_backend TO \w+;/.exec(serviceOf('neon').runbook.hint) ?? [];
      await database.admin.query(grant.replace('cw_monitor', 'watcher'));
      await expect(end()).resolves.toMatchObject({ rows: [{ ended: true }] });
    });

    test('the query of the lock queue names who waits and who blocks', async () => {
      const text = commandOf('neon', 'LockWaitTime', 'pg_blocking_pids');
      const [blocker, waiter] = [await database.session(), await database.session()];
      const pid = async (of: typeof blocker) =>
        (await of.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
      const [blockedBy, waits] = [await pid(blocker), await pid(waiter)];
      await blocker.query('BEGIN; UPDATE items SET note = note WHERE id = 1');
      const waiting = waiter.query('UPDATE items SET note = note WHERE id = 1');
      let rows: object[] = [];
      while (rows.length === 0) rows = (await monitor.query(text)).rows;
      expect(rows).toEqual([expect.objectContaining({ pid: waits, blocked_by: [blockedBy] })]);
      const [, detailed = ''] = commands.flatMap((c) =>
        c.row === 'LockWaitTime' && 'sql' in c ? c.sql : [],
      );
      expect((await monitor.query(detailed)).rows).toEqual([
        expect.objectContaining({ pid: waits, blocked_by: blockedBy, blocker_state: 'idle in transaction' }),
      ]);
      await blocker.query('COMMIT');
      await waiting;
      await database.leave();
    });
  });

describeWith(
  'redis-cli',
  onPath('redis-cli'),
  'install redis-server',
)('the Redis commands', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
    // A key that never expires, one that does, and one with a name that is special in shells.
    for (const set of [
      ['SET', 'kept', '1'],
      ['SET', 'passing', '1', 'EX', '100'],
      ['SET', 'a b*$c', '1'],
    ])
      spawnSync('redis-cli', ['-u', server.url, ...set], { timeout: LIMIT_MS });
  });
  afterAll(() => server.stop());

  const run = (text: string) =>
    spawnSync('bash', ['-o', 'pipefail', '-c', text], {
      encoding: 'utf8',
      timeout: LIMIT_MS,
      env: { PATH: process.env.PATH, REDIS_URL: server.url },
    });

  test.each(redis)('%s', (text) => {
    const { status, stdout } = run(text);
    expect({ status, empty: stdout.trim() === '' }).toEqual({ status: 0, empty: false });
    expect(stdout).not.toMatch(/ERR|NOAUTH|WRONGPASS/);
  });

  test('count the keys that never expire', () => {
    const text = commandOf('upstash', 'EvictedKeys', 'never expire');
    expect(run(text).stdout).toBe('2 of 3 keys never expire\n');
  });
});

const tools = onPath('aws') && onPath('moto_server');
describeWith(
  'aws and moto_server',
  tools,
  "pip install awscli 'moto[server]'",
)('the AWS commands', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());

  test.each(aws)('%s is valid', (text) => {
    // A command that only version 2 has, made of two calls.
    if (text.startsWith('aws logs tail'))
      return expect(text).toMatch(/^aws logs tail "\S+" --since \w+ --format short$/);
    // Version 1 does not have the option that version 2 needs; the rest is the same.
    const command = text.replace(' --cli-binary-format raw-in-base64-out', '');
    const { stderr } = spawnSync('bash', ['-c', command], {
      encoding: 'utf8',
      timeout: LIMIT_MS,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        FUNCTION: 'nothing',
        AWS_DEFAULT_REGION: 'us-east-1',
        ...awsVariables(moto.url),
      },
    });
    // Nothing with that name exists: AWS only says this about a valid call.
    expect(stderr).toContain('ResourceNotFoundException');
  });
});
