import { join } from 'node:path';
import type { Client } from 'pg';
import { leftBetween } from '../../commands/deploy/after';
import type { DatabaseResults } from '../../model/result';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import type { ServiceName } from '../../thresholds/services';
import { environment, remoteState } from '../fixtures/environments';
import { type NeonApiServer, startNeonApi } from '../support/servers/neon-api';
import { type Database, startDatabase } from '../support/servers/postgres';
import { until } from '../support/servers/until';
import { openAccount, storeSecrets, type TestAccount } from './support/account';
import { Deployed, ofVendors, type Watched } from './support/deployed';
import { describeInvocation } from './support/invoke';
import { synthesized } from './support/project';
import { Stack } from './support/stack';
import { traffic } from './support/traffic';

const CANARY = 'canary-9a17e3';
const analytics = {
  level: 'detailed',
  ...{ name: 'analytics', slowQueryMs: 250 },
  ...{
    limits: { databaseGigabytes: 5 },
    overrides: { SlowQueries: { warning: 2, anomaly: { band: 2, side: 'above' as const } } },
  },
} as const;
const withUpstash = (...names: readonly string[]) =>
  environment('production', {
    level: 'core',
    databases: { neon: [{}, analytics], upstash: names.map((name) => ({ name })) },
  });
const several = withUpstash('sessions', 'queue');
/** Which databases each service has. */
const expected = { neon: ['analytics', 'default'], upstash: ['queue', 'sessions'] } as const;

/** The database that a metric is of: `default` for one without a name. */
const databaseOf = ({ Dimensions = [] }: Watched): string =>
  Dimensions.find(({ Name }) => Name === 'Database')?.Value ?? 'default';

/** What only the vendors tell is absent, with the reason. */
function isExplained(one: Watched, results: ReadonlyMap<ServiceName, DatabaseResults>): boolean {
  const result = results.get(one.Namespace === 'Neon/Monitoring' ? 'neon' : 'upstash');
  const metric = result?.databases[databaseOf(one)]?.metrics[one.MetricName];
  return ofVendors.includes(one.MetricName) && metric !== undefined && 'absent' in metric;
}

describeInvocation('a deployment with several databases', () => {
  let account: TestAccount;
  let database: Database;
  let second: Client;
  let redis: Readonly<Record<'sessions' | 'queue', RedisServer>>;
  let neonApi: NeonApiServer;
  let deployed: Deployed;

  beforeAll(async () => {
    const config = ['maxmemory 64mb'];
    const [sessions, queue] = [startRedis({ config }), startRedis({ config })];
    [account, database, neonApi] = await Promise.all([openAccount(), startDatabase(), startNeonApi()]);
    redis = { sessions: await sessions, queue: await queue };
    neonApi.endpoint = { current_state: 'active', suspend_timeout_seconds: -1 };
    await database.admin.query('CREATE DATABASE analytics');
    second = await database.session('analytics');
    for (const client of [database.admin, second]) await client.query('CREATE EXTENSION pg_stat_statements');
    await account.aws.put(remoteState.bucket, '', '');
    const own = Object.entries(redis).flatMap(([name, { url, password }]) => [
      [`/macro-ai/production/${name}/upstash-rest-url`, url],
      // The password of the URL is used; another token would be a warning.
      [`/macro-ai/production/${name}/upstash-rest-token`, password],
    ]);
    const values = {
      ...Object.fromEntries(own),
      '/macro-ai/production/neon-connection-string': database.url,
      '/macro-ai/production/analytics/neon-connection-string': database.url.replace(/[^/]*$/, 'analytics'),
    };
    await storeSecrets(account, values, CANARY, [several]);
    const folder = join(
      synthesized(join(account.folder, 'project'), { environments: [several] }),
      several.name,
    );
    deployed = new Deployed(account, several.name, folder, { NEON_API_URL: neonApi.url });
    await new Stack(folder, account.env).apply();
  });
  afterAll(() =>
    Promise.all([
      account.close(),
      database.stop(),
      redis.sessions.stop(),
      redis.queue.stop(),
      neonApi.stop(),
    ]),
  );

  /** Runs a function as its rule would now. */
  async function run(service: ServiceName): Promise<DatabaseResults> {
    const { result, error, output } = await deployed.run(
      service,
      await deployed.scheduled(service, new Date().toISOString()),
    );
    if (!result) throw new Error(error);
    for (const secret of [CANARY, redis.sessions.password, redis.queue.password, 'watcher-pass'])
      expect(output).not.toContain(secret);
    return result as unknown as DatabaseResults;
  }

  test('hands each database to its function, with what differs', async () => {
    const time = '2026-11-27T12:00:00Z';
    expect(await deployed.scheduled('neon', time)).toEqual({
      time,
      databases: {
        analytics: {
          ...{ ENABLE_DETAILED_MONITORING: 'true' },
          ...{ NEON_DATABASE_LIMIT_GIGABYTES: '5', SLOW_QUERY_MS: '250' },
        },
        default: {},
      },
    });
    expect(await deployed.scheduled('upstash', time)).toEqual({
      time,
      databases: { queue: {}, sessions: {} },
    });
  });

  test('collects all of them, and publishes what every alarm of each watches', async () => {
    const services = ['neon', 'upstash'] as const;
    for (const service of services) expect(await run(service)).toMatchObject({ service, failed: [] });
    const sampled = Date.now();
    await traffic(redis.sessions, database.admin);
    await traffic(redis.queue, second);
    // Counters of less than a second are not compared.
    await until(() => Date.now() > sampled + 2_000);
    const results = new Map<ServiceName, DatabaseResults>();
    for (const service of services) {
      const result = await run(service);
      results.set(service, result);
      const healthy = { warnings: [], metrics: { Up: { value: 1 } } };
      const databases = Object.fromEntries(expected[service].map((name) => [name, healthy]));
      expect(result).toMatchObject({ failed: [], databases });
    }

    const watched = await deployed.watched();
    for (const service of services)
      for (const name of expected[service]) {
        const start = `production-${service}-${name === 'default' ? '' : `${name}-`}`;
        const own = watched.filter((one) => one.alarm.startsWith(start) && databaseOf(one) === name);
        expect([start, own.length > 5]).toEqual([start, true]);
      }
    const silent = watched.filter((one) => one.silent && !isExplained(one, results));
    expect(silent.map(({ alarm, MetricName }) => `${alarm}: ${MetricName}`)).toEqual([]);
  });

  test('keeps the state of each under a key of its own', async () => {
    const { keys, text } = await deployed.states();
    expect(keys).toEqual([
      ...['neon/production', 'neon/production/analytics'],
      ...['upstash/production/queue', 'upstash/production/sessions'],
    ]);
    expect(text).not.toContain(CANARY);
  });

  test('without one of them loses its alarms and changes one input, and then the plan is empty', async () => {
    const own = new Set(
      (await deployed.watched()).filter((one) => databaseOf(one) === 'queue').map((one) => one.alarm),
    );
    const fewer = withUpstash('sessions');
    const folder = join(synthesized(join(account.folder, 'fewer'), { environments: [fewer] }), fewer.name);
    const stack = new Stack(folder, account.env);
    expect((await stack.plan()).changes).toEqual([
      ...[...own].map((alarm) => `delete aws_cloudwatch_metric_alarm ${alarm}`).sort(),
      `update aws_cloudwatch_event_target ${deployed.nameOf('upstash')}`,
    ]);
    const before = await stack.state();
    await stack.applyPlanned();
    expect(leftBetween(before, await stack.state())).toEqual([
      expect.stringMatching(
        /^database queue is removed.*`aws ssm delete-parameters --names \/macro-ai\/production\/queue\/\S+ \S+ --region us-east-1`.*upstash\/production\/queue/,
      ),
    ]);
    expect(await stack.difference()).toBeUndefined();
    const left = await deployed.watched();
    expect(left.filter((one) => databaseOf(one) === 'queue')).toEqual([]);
    const { databases, failed } = await run('upstash');
    expect([Object.keys(databases), failed]).toEqual([['sessions'], []]);
  });
});
