import { bundle } from '../../handlers/bundle';
import { startRedis } from '../../preview/servers/redis';
import { awsVariables, FakeAws } from '../support/fake-aws';
import { temporaryFolder } from '../support/folders';
import { startFunction } from '../support/function';
import { type Database, startDatabase } from '../support/postgres';
import { describeWith, node22 } from '../support/tools';

const INVOCATIONS = 500;
const WARM_UP = 50;
/** A leak of 250 bytes an invocation is seen. */
const SLACK_BYTES = 100_000;

const describeWithNode22 = describeWith('Node 22', Boolean(node22), 'npm ci --prefix __tests__/toolchain');

describeWithNode22('the bundles, as Lambda runs them', () => {
  const folder = temporaryFolder('bundles');
  let bundles: Record<string, string>;
  let aws: FakeAws;
  let db: Database;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    bundles = bundle(folder.path);
    [aws, db, redis] = await Promise.all([new FakeAws().start(), startDatabase(), startRedis()]);
    await db.admin.query('CREATE EXTENSION pg_stat_statements');
    aws.parameters.set('/neon', db.url);
  });
  afterAll(async () => {
    await Promise.all([aws.stop(), db.stop(), redis.stop()]);
    folder.remove();
  });
  const variables = (service: string): Record<string, string> => ({
    ...awsVariables(aws.url),
    ENVIRONMENT: 'test',
    ENABLE_DETAILED_MONITORING: 'true',
    STATE_TABLE: 'state',
    ...(service === 'neon' ? { NEON_CONNECTION_STRING: 'ssm:/neon' } : { UPSTASH_REST_URL: redis.url }),
  });

  test.each(['neon', 'upstash'])(
    '%s is invoked 500 times in one process: no socket stays, memory is flat',
    async (service) => {
      const warm = startFunction(bundles[service] ?? '', variables(service), node22);
      const invoke = async () => {
        const { result, error } = await warm.invoke();
        expect(error).toBeUndefined();
        expect(result?.metrics).toMatchObject({ Up: { value: 1 }, ApiErrors: { value: 0 } });
      };
      for (let i = 0; i < WARM_UP; i++) await invoke();
      const before = await warm.inspect();
      for (let i = WARM_UP; i < INVOCATIONS; i++) await invoke();
      const after = await warm.inspect();
      warm.stop();

      expect(after.node).toMatch(/^v22\./);
      expect(after.resources).toEqual(before.resources);
      expect(after.resources.filter((name) => /Socket|TCP|TLS|Timeout|Immediate/i.test(name))).toEqual([]);
      expect(after.heap - before.heap).toBeLessThan(SLACK_BYTES);
      expect(warm.log.split('\n').filter((line) => line.includes('"level":"INFO"'))).toHaveLength(
        INVOCATIONS,
      );
    },
  );

  test('a failed invocation leaves nothing either', async () => {
    const env = { ...variables('upstash'), UPSTASH_REST_URL: 'redis://:wrong-secret@127.0.0.1:1' };
    const warm = startFunction(bundles.upstash ?? '', env, node22);
    const { error } = await warm.invoke();
    const { resources } = await warm.inspect();
    warm.stop();
    expect(error).toMatchObject({ name: 'NetworkError', message: expect.stringContaining('127.0.0.1:1') });
    expect(resources.filter((name) => /Socket|TCP|Timeout/i.test(name))).toEqual([]);
    expect(JSON.stringify([error, warm.log])).not.toContain('wrong-secret');
  });
});
