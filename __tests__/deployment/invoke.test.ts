import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CloudWatchClient, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Result } from '../../model/result';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import type { ServiceName } from '../../thresholds/services';
import { environment, remoteState } from '../fixtures/environments';
import { type NeonApiServer, startNeonApi } from '../support/servers/neon-api';
import { type Database, startDatabase } from '../support/servers/postgres';
import { clientOf, openAccount, storeSecrets, type TestAccount } from './support/account';
import { Deployed, ofVendors } from './support/deployed';
import { describeInvocation } from './support/invoke';
import { synthesized } from './support/project';
import { Stack } from './support/stack';
import { traffic } from './support/traffic';

const CANARY = 'canary-2c94d0';
const services = ['neon', 'upstash'] as const;
const production = environment('production', {
  limits: { monthlyCommands: 500_000, databaseGigabytes: 1 },
  forecast: true,
});
describeInvocation('what was deployed, run as Lambda runs it', () => {
  let account: TestAccount;
  let database: Database;
  let redis: RedisServer;
  let neonApi: NeonApiServer;
  let deployed: Deployed;

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
    const stacks = synthesized(join(account.folder, 'project'), {
      environments: [production],
    });
    const folder = join(stacks, 'production');
    deployed = new Deployed(account, 'production', folder, { NEON_API_URL: neonApi.url });
    await new Stack(folder, account.env).apply();
  });
  afterAll(() => Promise.all([account.close(), database.stop(), redis.stop(), neonApi.stop()]));

  test.each([...services, 'forecast'] as const)(
    'the archive of %s is the one that AWS reports',
    async (service) => {
      const { CodeSha256 } = await account.aws.lambda(deployed.nameOf(service));
      expect(CodeSha256).toBe(createHash('sha256').update(deployed.archive(service)).digest('base64'));
    },
  );

  test('the forecast reads what CloudWatch has, and publishes it where its alarms look', async () => {
    const cloudwatch = new CloudWatchClient({ ...clientOf(account), disableRequestCompression: true });
    const place = {
      Namespace: 'Neon/Monitoring',
      Dimensions: [{ Name: 'Environment', Value: 'production' }],
    };
    const DAY_MS = 86_400_000;
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: place.Namespace,
        MetricData: Array.from({ length: 40 }, (_, i) => ({
          ...{ MetricName: 'DatabaseSize', Dimensions: place.Dimensions, Unit: 'Gigabytes' },
          ...{ Timestamp: new Date(today - (i + 1) * DAY_MS + DAY_MS / 2), Value: 0.9 - 0.01 * i },
        })),
      }),
    );
    const { result, error } = await deployed.run('forecast', await deployed.scheduled('forecast', ''));
    expect(error).toBeUndefined();
    expect(result).toMatchObject({
      environment: 'production',
      forecasts: expect.arrayContaining([
        expect.objectContaining({ row: 'DatabaseSize', days: expect.closeTo(10, 1), severity: 1 }),
      ]),
    });
    const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({ MetricName: 'DaysUntilLimit' }));
    expect(Metrics.map(({ Dimensions }) => Dimensions)).toEqual([
      [...place.Dimensions, { Name: 'Row', Value: 'DatabaseSize' }],
    ]);
    expect((await new Stack(deployed.stack, account.env).plan()).changes).toEqual([]);
    cloudwatch.destroy();
  });

  test('publishes what every deployed alarm watches', async () => {
    const time = new Date().toISOString();
    const run = async (service: ServiceName) =>
      deployed.run(service, await deployed.scheduled(service, time));
    for (const service of services) expect(await run(service)).toMatchObject({ result: { service } });
    await traffic(redis, database.admin);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const unknown: string[] = [];
    for (const service of services) {
      const { result, output } = await run(service);
      const metrics = Object.entries((result as unknown as Result).metrics);
      unknown.push(...metrics.flatMap(([name, metric]) => ('absent' in metric ? [name] : [])));
      expect(result).toMatchObject({
        environment: 'production',
        warnings: [],
        metrics: { Up: { value: 1 } },
      });
      for (const secret of [CANARY, redis.password, 'watcher-pass']) expect(output).not.toContain(secret);
    }

    const all = await deployed.watched();
    // Lambda's own metrics, which the emulator does not publish: of a function that is there.
    const isOwn = ({ Namespace }: (typeof all)[number]) => Namespace === 'AWS/Lambda';
    expect(all.filter(isOwn)).toMatchObject([
      { Dimensions: [{ Name: 'FunctionName', Value: 'macro-ai-production-forecast' }] },
    ]);
    const watched = all.filter((metric) => !isOwn(metric));
    expect(watched.length).toBeGreaterThan(20);
    const silent = watched.flatMap((metric) => (metric.silent ? [metric.MetricName] : []));
    // What only the vendors tell is absent, with the reason.
    expect(silent.filter((name) => !ofVendors.includes(name) || !unknown.includes(name))).toEqual([]);
  });

  test('keeps its state under the key that its role allows', async () => {
    const { keys, text } = await deployed.states();
    expect(keys).toEqual(['neon/production', 'upstash/production']);
    expect(text).not.toContain(CANARY);
  });

  test('a secret that was never stored is named, with how to store it', async () => {
    await account.aws.ask('ssm', '/', {
      method: 'POST',
      body: JSON.stringify({ Name: '/macro-ai/production/upstash-rest-token' }),
      headers: { 'x-amz-target': 'AmazonSSM.DeleteParameter', 'content-type': 'application/x-amz-json-1.1' },
    });
    const { error } = await deployed.run('upstash');
    expect(error).toContain('ConfigurationError');
    expect(error).toContain(
      'UPSTASH_REST_TOKEN refers to the parameter /macro-ai/production/upstash-rest-token',
    );
  });
});
