import { createHandler } from '../../handlers/driver/handler';
import { service as neon } from '../../handlers/neon';
import { service as upstash } from '../../handlers/upstash';
import type { DatabaseFailure, DatabaseResults, Metric } from '../../model/result';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { Link, type LinkFault } from '../support/servers/link';
import { type Database, startDatabase } from '../support/servers/postgres';
import { describeWithRedis } from '../support/servers/redis';

/** What is wrong with a database, by its name. */
const faults: Readonly<Record<string, LinkFault>> = {
  dead: { is: 'refused' },
  silent: { is: 'silent' },
  slow: { is: 'drips', ms: 100 },
  garbage: { is: 'garbage', bytes: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n\0\xff\xfe') },
  resets: { is: 'resets', after: 60 },
  // ioredis throws in an event handler, where nobody can catch it.
  'talks-too-much': { is: 'scripted', answer: () => `+OK\r\n${'$-1\r\n'.repeat(3)}` },
};
const good = ['default', 'orders', 'customers', 'analytics', 'billing', 'archive'];
const bad = [...Object.keys(faults), 'without-secret', 'wrong-password'];
const names = [...good, ...bad].sort();

const SECONDS = 10;
/** Time for the visits of a run that Lambda ends after so long: two thirds of what it leaves. */
const invocation = { getRemainingTimeInMillis: () => SECONDS * 1_000 };

let aws: FakeAws;
let db: Database;
let redis: RedisServer;
const links: Link[] = [];

/** A link to a server for each database, with its fault. @returns the ports by name */
async function linked(port: number): Promise<Record<string, number>> {
  const ports = names.map(async (name) => {
    const link = await Link.open(port);
    links.push(link);
    const fault = faults[name];
    if (fault) await link.break(fault);
    return [name, link.port] as const;
  });
  return Object.fromEntries(await Promise.all(ports));
}

function store(parameter: string, secretOf: (name: string) => string): void {
  for (const name of names) {
    const path = name === 'default' ? `/p/test/${parameter}` : `/p/test/${name}/${parameter}`;
    if (name !== 'without-secret') aws.parameters.set(path, secretOf(name));
  }
}

const variables = {
  ENVIRONMENT: 'test',
  ENABLE_EXTENDED_MONITORING: 'true',
  STATE_TABLE: 'state',
  NEON_CONNECTION_STRING: 'ssm:/p/test/neon-connection-string',
  UPSTASH_REST_URL: 'ssm:/p/test/upstash-rest-url',
  UPSTASH_REST_TOKEN: 'ssm:/p/test/upstash-rest-token',
};

beforeAll(async () => {
  aws = await new FakeAws().start();
  Object.assign(process.env, awsVariables(aws.url));
  [db, redis] = await Promise.all([startDatabase(), startRedis()]);
  for (const name of good.slice(1)) {
    await db.admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${name}-pass'; GRANT pg_monitor TO ${name}`);
    await db.admin.query(`CREATE DATABASE ${name} OWNER ${name}`);
  }
  const postgresPorts = await linked(db.server.port);
  const isOwn = (name: string) => good.slice(1).includes(name);
  store('neon-connection-string', (name) => {
    const [user, password] = isOwn(name) ? [name, `${name}-pass`] : ['watcher', 'watcher-pass'];
    const given = name === 'wrong-password' ? 'another-pass' : password;
    const database = isOwn(name) ? name : 'postgres';
    return `postgresql://${user}:${given}@127.0.0.1:${postgresPorts[name]}/${database}`;
  });
  const redisPorts = await linked(redis.port);
  store('upstash-rest-url', (name) => {
    const password = name === 'wrong-password' ? 'another-pass' : redis.password;
    return `redis://:${password}@127.0.0.1:${redisPorts[name]}`;
  });
  store('upstash-rest-token', () => 'not-used-here');
}, 120_000);
afterAll(async () => {
  await Promise.all(links.map((link) => link.stop()));
  await Promise.all([db.stop(), redis.stop()]);
  await aws.stop();
});

const wrong = (metrics: Readonly<Record<string, Metric>>) =>
  Object.entries(metrics).filter(([, metric]) => 'failed' in metric);

describeWithRedis('of many real databases', () => {
  test.each([
    { service: 'neon', handler: createHandler(neon, variables, () => {}), secrets: names.length },
    { service: 'upstash', handler: createHandler(upstash, variables, () => {}), secrets: 2 * names.length },
  ])(
    'of $service, those that are dead, slow, lying or misconfigured fail alone, and in time',
    async ({ handler, secrets }) => {
      aws.calls.length = aws.published.length = 0;
      const started = performance.now();
      const results = (await handler({ databases: names }, invocation)) as DatabaseResults;
      expect(performance.now() - started).toBeLessThan(SECONDS * 1_000);
      const kinds = Object.entries(results.databases)
        .filter(([, one]) => 'errorType' in one)
        .map(([name, one]) => [name, (one as DatabaseFailure).errorType]);
      expect(Object.fromEntries(kinds)).toEqual({
        dead: 'NetworkError',
        silent: 'NetworkError',
        slow: 'NetworkError',
        resets: 'NetworkError',
        garbage: 'ProtocolError',
        'talks-too-much': 'ProtocolError',
        'wrong-password': 'AuthenticationError',
        'without-secret': 'ConfigurationError',
      });
      expect(results.failed).toHaveLength(bad.length);
      for (const name of good) {
        const one = results.databases[name];
        expect([name, one?.warnings.filter((text) => /Error:/.test(text))]).toEqual([name, []]);
        expect([name, wrong(one?.metrics ?? {}), one?.metrics.Up, one?.metrics.ApiErrors]).toEqual([
          name,
          [],
          { value: 1, unit: 'Count' },
          { value: 0, unit: 'Count' },
        ]);
      }
      // Those with a wrong password are read once more, alone. Nothing is to be saved of a database that was not read.
      expect(aws.count('GetParameters')).toBe(Math.ceil(secrets / 10) + 1);
      expect(['BatchGetItem', 'GetItem', 'PutMetricData'].map((operation) => aws.count(operation))).toEqual([
        1, 0, 1,
      ]);
      expect(aws.count('PutItem')).toBe(good.length);
      const up = aws.published.filter(({ MetricName }) => MetricName === 'Up');
      expect(
        Object.fromEntries(up.map(({ Dimensions, Value }) => [Dimensions[1]?.Value ?? 'default', Value])),
      ).toEqual(Object.fromEntries(names.map((name) => [name, Number(!results.failed.includes(name))])));
      expect(JSON.stringify(results)).not.toMatch(/-pass\b/);
      expect(JSON.stringify(results)).not.toContain(redis.password);
    },
  );
});
