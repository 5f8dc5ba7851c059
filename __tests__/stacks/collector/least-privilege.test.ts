import type { Redis } from 'ioredis';
import { SecretStore } from '../../../commands/secrets/store';
import { bundle } from '../../../handlers/bundle/bundle';
import { collectorOf, collectorsOf } from '../../../model/collector';
import type { Environment } from '../../../model/environment';
import { type RedisServer, startRedis } from '../../../preview/servers/redis';
import { environment as fixture } from '../../fixtures/environments';
import { accessesOf, type Deployed, deployed } from '../../support/aws/deployed';
import { awsVariables, FakeAws, refuse } from '../../support/aws/fake-aws';
import { leastPrivilege } from '../../support/aws/policy';
import { startFunction } from '../../support/collectors/function';
import { temporaryFolder } from '../../support/project/folders';
import { type NeonApiServer, startNeonApi } from '../../support/servers/neon-api';
import { type Database, startDatabase } from '../../support/servers/postgres';
import { redisClient } from '../../support/servers/redis';
import { environmentStack } from '../../support/stacks/stack';

/** Actions that our code does not call itself. */
const usedByLambda: Readonly<Record<string, string>> = {
  'logs:CreateLogStream':
    'Lambda itself creates a log stream for every process of a function, with the function’s role',
  'logs:PutLogEvents': 'Lambda itself ships what the function prints',
};

const production = fixture('production');
const environments: readonly Environment[] = [
  production,
  { ...production, name: 'elsewhere', region: 'eu-central-1', namespace: 'own', neonApi: false },
];

const folder = temporaryFolder('bundles');
let bundles: Record<string, string>;
let aws: FakeAws;
let db: Database;
let redis: RedisServer;
let api: NeonApiServer;
let admin: Redis;
/** The services that have a real server here. */
const passwords = { neon: 'watcher-pass', upstash: '' };
type ServiceName = keyof typeof passwords;
beforeAll(async () => {
  bundles = bundle(folder.path);
  [aws, db, redis, api] = await Promise.all([
    new FakeAws().start(),
    startDatabase(),
    startRedis(),
    startNeonApi(),
  ]);
  api.endpoint = { current_state: 'active' };
  passwords.upstash = redis.password;
  admin = redisClient(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await Promise.all([aws.stop(), db.stop(), redis.stop(), api.stop()]);
  folder.remove();
});
beforeEach(() => {
  aws.fault = undefined;
  for (const kept of [aws.items, aws.parameters]) kept.clear();
  for (const kept of [aws.calls, aws.published]) kept.length = 0;
});

/** Stores the secrets of an environment, as `npm run secrets` would. */
function store({ name }: Environment): void {
  const values: Readonly<Record<string, string>> = {
    'neon-connection-string': db.url.replace('watcher-pass', passwords.neon),
    'neon-api-key': 'napi_key',
    'neon-project-id': 'quiet-sun-1',
    'upstash-rest-url': `redis://default@127.0.0.1:${redis.port}`,
    'upstash-rest-token': passwords.upstash,
  };
  for (const [secret, value] of Object.entries(values))
    aws.parameters.set(`/macro-ai/${name}/${secret}`, value);
}

/** Changes a database's password, and then the stored secret. */
async function rotate(environment: Environment, service: ServiceName): Promise<void> {
  passwords[service] += '-next';
  if (service === 'neon') await db.admin.query(`ALTER ROLE watcher PASSWORD '${passwords.neon}'`);
  else await admin.config('SET', 'requirepass', passwords.upstash);
  store(environment);
}

/** Runs that together make every kind of AWS call. @returns all their calls */
async function everyRun(environment: Environment, service: ServiceName, { variables, region }: Deployed) {
  store(environment);
  const around = { ...awsVariables(aws.url), AWS_REGION: region, NEON_API_URL: api.url };
  const warm = startFunction(bundles[service] ?? '', { ...variables, ...around });
  const up = { metrics: { Up: { value: 1 } } };
  try {
    expect((await warm.invoke()).result).toMatchObject({ ...up, intervalSeconds: null });
    expect((await warm.invoke()).result).toMatchObject({ ...up, intervalSeconds: expect.any(Number) });

    aws.failing('PutMetricData');
    expect((await warm.invoke()).error).toMatchObject({ name: 'AwsError' });
    expect(JSON.stringify([...aws.items.values()])).toContain('\\"unsent\\":[{');
    aws.fault = undefined;
    expect((await warm.invoke()).result).toMatchObject(up);

    let lost = false;
    aws.fault = ({ operation }, response) => {
      lost ||= operation === 'PutItem';
      if (operation === 'PutItem') refuse(response, 400, 'ConditionalCheckFailedException', 'no');
      return operation === 'PutItem';
    };
    expect((await warm.invoke()).result).toMatchObject({ ...up, published: 0 });
    expect(lost).toBe(true);
    aws.fault = undefined;

    await rotate(environment, service);
    expect((await warm.invoke()).result?.warnings).toContainEqual(expect.stringContaining('rotated'));
    expect(aws.count('GetParameters')).toBe(2);
    return aws.calls.flatMap((call) => accessesOf(call, region));
  } finally {
    warm.stop();
  }
}

describe.each(environments)('in $name ($region)', (environment) => {
  test.each(['neon', 'upstash'] as const)(
    'the %s collector may do only what its runs do',
    async (service) => {
      const terraform = environmentStack(environment);
      const function_ = deployed(terraform, collectorOf(environment, service).functionName);
      const accesses = await everyRun(environment, service, function_);
      expect(new Set(accesses.map(({ action }) => action)).size).toBe(4);
      expect(leastPrivilege(function_.statements, accesses, Object.keys(usedByLambda))).toEqual([]);
    },
  );

  test('no role has other rights', () => {
    const { resource } = environmentStack(environment);
    const iam = Object.keys(resource).filter((type) => type.startsWith('aws_iam_'));
    expect(iam.sort()).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    for (const role of Object.values(resource.aws_iam_role ?? {}))
      expect(Object.keys(role).sort()).toEqual(['assume_role_policy', 'description', 'name', 'tags']);
  });
});

test('secrets are encrypted with the account’s own key, which needs no decrypt grant', async () => {
  Object.assign(process.env, awsVariables(aws.url));
  const of = new SecretStore(production);
  const secrets = collectorsOf(production).flatMap((collector) => collector.secrets);
  await of.store(secrets.map((secret) => ({ secret, value: 'v' })));
  of.close();
  expect(aws.calls).toHaveLength(secrets.length);
  for (const { operation, input } of aws.calls) {
    expect([operation, input.Type]).toEqual(['PutParameter', 'SecureString']);
    expect(input).not.toHaveProperty('KeyId');
  }
});
