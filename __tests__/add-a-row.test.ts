import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../preview/servers/redis';
import { awsVariables, FakeAws } from './support/aws/fake-aws';
import { startFunction, type WarmFunction } from './support/collectors/function';
import { projectCopy } from './support/project/copy';
import { type Edit, editsIn, make, renamed } from './support/project/edits';
import { compileErrors, run, sourceErrors } from './support/project/programs';
import { startDatabase } from './support/servers/postgres';
import { until } from './support/servers/until';

/**
 * Follows "Add a metric" of CONTRIBUTING in a copy of the project: the text is the test's input. A person who does so
 * must see no failing test that is not theirs to fix, and the true number in CloudWatch.
 */
const edits = renamed(
  editsIn(readFileSync(join(__dirname, '..', 'CONTRIBUTING.md'), 'utf8'), 'Add a metric'),
);
const of = (...files: readonly string[]) =>
  edits.filter(({ file }) => files.some((one) => file.endsWith(one)));
/** What a new row needs; the compiler names each place where it is missing. */
const demanded = of('/readers.ts', '/series.ts', '/runbook/index.ts');
const numbers = of('/statement.ts', '/sample.ts', '/snapshot.ts');
const rows = of('/rows.ts');

const copy = projectCopy({ name: 'add-a-row', tests: true });
afterAll(() => copy.remove());
const path = (file: string) => join(copy.path, file);

/** Makes edits, looks at the result, and reverts them. */
function tried<T>(some: readonly Edit[], look: () => T): T {
  const before = [...new Set(some.map(({ file }) => file))].map(
    (file) => [file, readFileSync(path(file), 'utf8')] as const,
  );
  make(copy.path, some);
  try {
    return look();
  } finally {
    for (const [file, text] of before) writeFileSync(path(file), text);
  }
}
const compiled = () => sourceErrors(copy.path);
/** The tests that look at all rows, without a server. */
const LOOKING = [
  'stacks/design',
  'alarms/alarms',
  'dashboard/dashboard.test',
  'dashboard/first-screen',
  'dashboard/colors',
  'fuzz/samples',
  'reports/cost',
];
const tests = (...files: readonly string[]) => run(copy.path, 'jest', '--ci', '--runInBand', ...files);

test('every edit is in a file of its own subject', () => {
  expect(numbers.length + rows.length + demanded.length).toBe(edits.length);
  expect(new Set(edits.map(({ file }) => file.split('/')[1]))).toEqual(new Set(['neon', 'upstash']));
});

test('a row without its reader, its series and its runbook entry does not compile; each place is named', () => {
  expect(tried([...numbers, ...rows], compiled).sort()).toEqual([
    expect.stringMatching(/^handlers\/neon\/readers\.ts: .*: RollbacksOfExample, StatementTimeOfExample$/),
    expect.stringMatching(/^handlers\/upstash\/readers\.ts: .*'NewConnectionsOfExample' is missing/),
    expect.stringMatching(/^thresholds\/neon\/runbook\/index\.ts: .*'RollbacksOfExample' is missing/),
    expect.stringMatching(/^thresholds\/neon\/series\.ts: .*'RollbacksOfExample' is missing/),
  ]);
});

test('a reader of a number that the snapshot does not have does not compile; the error has its name', () => {
  expect(tried([...rows, ...demanded], compiled)).toEqual([
    expect.stringMatching(/^handlers\/neon\/readers\.ts: .*"rollbacksOfExample"/),
  ]);
  const unnamed = numbers.filter(({ file }) => !file.endsWith('/sample.ts'));
  expect(tried([...unnamed, ...rows, ...demanded], compiled)).toEqual([
    expect.stringMatching(/^handlers\/neon\/snapshot\.ts: .*'rollbacksOfExample' does not exist on type/),
  ]);
});

describe('all edits', () => {
  beforeAll(() => make(copy.path, edits));

  test('are formatted, compile with all tests, and are documented', () => {
    const changed = [...new Set(edits.map(({ file }) => file))];
    expect(run(copy.path, 'biome', 'check', '--vcs-enabled=false', ...changed)).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(compileErrors(copy.path)).toEqual([]);
    const stale = run(copy.path, 'tsx', 'commands/docs.ts', '--check');
    expect(stale.stderr).toMatch(/^docs\/metrics\.md differs at line [\s\S]*Run "npm run docs" and commit/);
    expect(run(copy.path, 'tsx', 'commands/docs.ts')).toMatchObject({ status: 0, stderr: '' });
    expect(run(copy.path, 'tsx', 'commands/docs.ts', '--check').status).toBe(0);
  });

  test('require new recordings of the statement, which one command makes', () => {
    expect(tests('fuzz/samples').stderr).toContain(
      'The recorded samples of PostgreSQL are not what the collector reads today: run "npm run record"',
    );
    expect(run(copy.path, 'npm', 'run', '--silent', 'record')).toMatchObject({ status: 0, stderr: '' });
  });

  test('break no test that looks at all rows', () => {
    const { status, stderr } = tests(...LOOKING);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^Tests: +\d+ passed, \d+ total$/m)]);
  });

  test('add to the design; a row of the design that is changed or removed fails the tests', () => {
    const text = readFileSync(path('thresholds/neon/rows.ts'), 'utf8');
    const changed = text
      .replace(/(LockWaitTime: \{[\s\S]*?warning: \{ value: )50/, (_, head) => `${head}60`)
      .replace(/ {2}ComputeActive: \{[\s\S]*?\n {2}\},\n/, '');
    writeFileSync(path('thresholds/neon/rows.ts'), changed);
    const { status, stderr } = tests('stacks/design');
    writeFileSync(path('thresholds/neon/rows.ts'), text);
    expect(status).toBe(1);
    expect(stderr).toContain('● the rows of neon have the units and levels of the design');
    expect(stderr).toContain('● production › neon lock-wait-time warning');
  });
});

describe('the collectors of the copy', () => {
  let aws: FakeAws;
  let functions: WarmFunction[];
  beforeAll(async () => {
    aws = await new FakeAws().start();
    functions = [];
    expect(run(copy.path, 'tsx', 'handlers/bundle/bundle.ts')).toMatchObject({ status: 0, stderr: '' });
  });
  afterAll(async () => {
    for (const warm of functions) warm.stop();
    await aws.stop();
  });
  function collector(service: string, variables: Record<string, string>): () => Promise<number> {
    const warm = startFunction(path(`dist/${service}/index.js`), {
      ...awsVariables(aws.url),
      ...{ ENVIRONMENT: 'test', ENABLE_DETAILED_MONITORING: 'true', STATE_TABLE: 'state' },
      ...variables,
    });
    functions.push(warm);
    return async () => {
      const { result, error } = await warm.invoke();
      if (!result) throw new Error(`${error?.name}: ${error?.message}`);
      return result.published;
    };
  }

  test('publish as many rollbacks as there were in a real Postgres', async () => {
    const db = await startDatabase();
    try {
      await db.admin.query('CREATE EXTENSION pg_stat_statements');
      const collect = collector('neon', { NEON_CONNECTION_STRING: db.url });
      const counted = () => db.one<string>('SELECT sum(xact_rollback) FROM pg_stat_database').then(Number);
      const rollBack = async (times: number) => {
        const client = await db.session();
        for (let i = 0; i < times; i++) await client.query('BEGIN; ROLLBACK');
        // A session reports its statistics when it ends, at the latest.
        await db.leave();
      };
      await rollBack(1);
      await until(async () => (await counted()) === 1);
      await collect();
      // What happened before the first sample is not counted.
      expect(aws.values('RollbacksOfExample')).toEqual([]);
      await rollBack(3);
      await until(async () => (await counted()) === 4);
      await collect();
      expect(aws.published.filter(({ MetricName }) => MetricName === 'RollbacksOfExample')).toMatchObject([
        { Value: 3, Unit: 'Count', Dimensions: [{ Name: 'Environment', Value: 'test' }] },
      ]);
    } finally {
      await db.stop();
    }
  });

  test('publish as many connections as a real Redis accepted', async () => {
    const server: RedisServer = await startRedis();
    const admin = new Redis(server.url);
    try {
      const collect = collector('upstash', { UPSTASH_REST_URL: server.url });
      await admin.ping();
      await collect();
      for (let i = 0; i < 4; i++) {
        const client = new Redis(server.url);
        await client.ping();
        client.disconnect();
      }
      await collect();
      // The collector's own is one of them.
      expect(aws.values('NewConnectionsOfExample')).toEqual([5]);
    } finally {
      admin.disconnect();
      await server.stop();
    }
  });
});
