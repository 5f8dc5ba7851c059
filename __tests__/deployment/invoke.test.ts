import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  type Metric,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { Redis } from 'ioredis';
import type { Result } from '../../model/result';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import { environment, remoteState } from '../fixtures/environments';
import { describeWith, node22, onPath } from '../support/project/tools';
import { type NeonApiServer, startNeonApi } from '../support/servers/neon-api';
import { type Database, startDatabase } from '../support/servers/postgres';
import { clientOf, openAccount, storeSecrets, type TestAccount } from './support/account';
import { invoke } from './support/invoke';
import { synthesized } from './support/project';
import { Stack } from './support/stack';

/** Limits that a plain PostgreSQL and Redis do not have, quotas, and what is counted for less than a day. */
const ofVendors = [
  ...['ComputeQuotaPercent', 'ComputeLimit', 'DatabaseSizeLimit'],
  ...['ThroughputPercent', 'CommandQuotaPercent'],
];
const CANARY = 'canary-2c94d0';
const services = ['neon', 'upstash'] as const;
type Service = (typeof services)[number];
const describeInvocation = describeWith(
  "terraform and Lambda's Node 22",
  onPath('terraform') && node22 !== undefined,
  'npm ci --prefix __tests__/toolchain',
);

/** The metrics that an alarm watches, directly or in its expression. */
function watchedBy({ Namespace, MetricName, Dimensions, Metrics = [] }: MetricAlarm): Metric[] {
  const inMath = Metrics.flatMap(({ MetricStat }) => (MetricStat?.Metric ? [MetricStat.Metric] : []));
  return MetricName ? [{ Namespace, MetricName, Dimensions }] : inMath;
}

describeInvocation('what was deployed, run as Lambda runs it', () => {
  let account: TestAccount;
  let database: Database;
  let redis: RedisServer;
  let neonApi: NeonApiServer;
  let stacks: string;

  beforeAll(async () => {
    [account, database, redis, neonApi] = await Promise.all([
      openAccount(),
      startDatabase(),
      startRedis({ config: ['maxmemory 64mb'] }),
      startNeonApi(),
    ]);
    neonApi.endpoint = { current_state: 'active', suspend_timeout_seconds: -1 };
    await database.admin.query('CREATE EXTENSION pg_stat_statements');
    await account.aws.put(remoteState.bucket, '', '');
    await storeSecrets(
      account,
      {
        NEON_CONNECTION_STRING: database.url,
        // The password of the URL is used; another token would be a warning.
        ...{ UPSTASH_REST_URL: redis.url, UPSTASH_REST_TOKEN: redis.password },
      },
      CANARY,
    );
    stacks = synthesized(join(account.folder, 'project'), { environments: [environment('production')] });
    await new Stack(join(stacks, 'production'), account.env).apply();
  });
  afterAll(() => Promise.all([account.close(), database.stop(), redis.stop(), neonApi.stop()]));

  const functionOf = (service: Service) => account.aws.lambda(`macro-ai-production-${service}-monitoring`);
  const archive = (service: Service): Buffer => {
    const assets = join(stacks, 'production', 'assets');
    const file = readdirSync(assets, { recursive: true, encoding: 'utf8' }).find((f) =>
      f.endsWith(`${service}.zip`),
    );
    return readFileSync(join(assets, file ?? ''));
  };
  async function run(service: Service, payload: unknown = {}) {
    const { Environment } = await functionOf(service);
    const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, PATH } = account.env;
    const fromLambda = { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, PATH };
    const env = { ...Environment.Variables, ...fromLambda, NEON_API_URL: neonApi.url } as Record<
      string,
      string
    >;
    return invoke(archive(service), join(account.folder, service), env, payload);
  }
  async function traffic(): Promise<void> {
    const client = new Redis(redis.url);
    await client.set('key', 'value');
    for (const key of ['key', 'key', 'none']) await client.get(key);
    client.disconnect();
    for (let i = 0; i < 5; i++) await database.admin.query('SELECT 1');
  }

  test.each(services)('the archive of %s is the one that AWS reports', async (service) => {
    const { CodeSha256 } = await functionOf(service);
    expect(CodeSha256).toBe(createHash('sha256').update(archive(service)).digest('base64'));
  });

  test('publishes what every deployed alarm watches', async () => {
    const event = { 'detail-type': 'Scheduled Event', time: new Date().toISOString() };
    for (const service of services) expect(await run(service, event)).toMatchObject({ result: { service } });
    await traffic();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const unknown: string[] = [];
    for (const service of services) {
      const { result, output } = await run(service, event);
      const metrics = Object.entries((result as unknown as Result).metrics);
      unknown.push(...metrics.flatMap(([name, metric]) => ('absent' in metric ? [name] : [])));
      expect(result).toMatchObject({
        environment: 'production',
        warnings: [],
        metrics: { Up: { value: 1 } },
      });
      for (const secret of [CANARY, redis.password, 'watcher-pass']) expect(output).not.toContain(secret);
    }

    const cloudwatch = new CloudWatchClient(clientOf(account));
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms.length).toBeGreaterThan(20);
    const watched = MetricAlarms.map(watchedBy);
    expect(watched.filter((metrics) => metrics.length === 0)).toEqual([]);
    const silent: string[] = [];
    for (const { Namespace, MetricName, Dimensions } of watched.flat()) {
      const { Datapoints = [] } = await cloudwatch.send(
        new GetMetricStatisticsCommand({
          ...{ Namespace, MetricName, Dimensions },
          StartTime: new Date(Date.now() - 3_600_000),
          EndTime: new Date(Date.now() + 60_000),
          Period: 300,
          Statistics: ['SampleCount'],
        }),
      );
      if (Datapoints.length === 0) silent.push(String(MetricName));
    }
    cloudwatch.destroy();
    // What only the vendors tell is absent, with the reason.
    expect(silent.filter((name) => !ofVendors.includes(name) || !unknown.includes(name))).toEqual([]);
  });

  test('keeps its state under the key that its role allows', async () => {
    const dynamodb = new DynamoDBClient(clientOf(account));
    const { Items = [] } = await dynamodb.send(
      new ScanCommand({ TableName: 'macro-ai-production-monitoring-state' }),
    );
    expect(Items.map(({ target }) => target?.S).sort()).toEqual(['neon/production', 'upstash/production']);
    expect(JSON.stringify(Items)).not.toContain(CANARY);
    dynamodb.destroy();
  });

  test('a secret that was never stored is named, with how to store it', async () => {
    await account.aws.ask('ssm', '/', {
      method: 'POST',
      body: JSON.stringify({ Name: '/macro-ai/production/upstash-rest-token' }),
      headers: { 'x-amz-target': 'AmazonSSM.DeleteParameter', 'content-type': 'application/x-amz-json-1.1' },
    });
    const { error } = await run('upstash');
    expect(error).toContain('ConfigurationError');
    expect(error).toContain(
      'UPSTASH_REST_TOKEN refers to the parameter /macro-ai/production/upstash-rest-token',
    );
  });
});
