import { Redis } from 'ioredis';
import { bundle } from '../../../handlers/bundle/bundle';
import { createHandler } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/upstash';
import type { Result } from '../../../model/result';
import { type RedisServer, startRedis } from '../../../preview/servers/redis';
import { awsVariables, FakeAws } from '../../support/aws/fake-aws';
import { startFunction } from '../../support/collectors/function';
import { measured } from '../../support/collectors/measured';
import { temporaryFolder } from '../../support/project/folders';
import { describeWithOpenssl, makeCertificates } from '../../support/servers/certificates';
import { Link } from '../../support/servers/link';
import { describeWithRedis, redisClient } from '../../support/servers/redis';
import { until } from '../../support/servers/until';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** INFO, read by the test. */
async function fields(admin: Redis): Promise<Record<string, number>> {
  const lines = (await admin.info()).split('\r\n').map((line) => line.split(':'));
  return Object.fromEntries(lines.map(([name, value]) => [name, Number(value)]));
}

/** Hits, misses, expiries and evictions, as many as are asked for. */
async function work(admin: Redis): Promise<void> {
  await admin.set('here', 'x');
  for (let i = 0; i < 30; i++) await admin.get('here');
  for (let i = 0; i < 10; i++) await admin.get(`nowhere ${i}`);
  for (let i = 0; i < 5; i++) await admin.set(`brief ${i}`, 'x', 'PX', 1);
  await pause(20);
  for (let i = 0; i < 5; i++) await admin.exists(`brief ${i}`);
  for (let i = 0; i < 400; i++) await admin.set(`filler ${i}`, 'x'.repeat(10_000));
}

describeWithRedis('Redis', () => {
  let aws: FakeAws;
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    aws = await new FakeAws().start();
    Object.assign(process.env, awsVariables(aws.url));
    server = await startRedis({
      config: [
        'maxmemory 4mb',
        'maxmemory-policy allkeys-random',
        'user watcher on >watcher-token -@all +info +ping',
      ],
    });
    admin = redisClient(server.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
    await aws.stop();
  });
  const variables = () => ({
    ENVIRONMENT: 'test',
    ENABLE_DETAILED_MONITORING: 'true',
    UPSTASH_REST_URL: server.url,
  });
  const collector = (env = {}) => createHandler(service, { ...variables(), ...env }, () => {});

  test('readings are what INFO says, by an independent reading', async () => {
    const collect = collector();
    await admin.ping();
    const before = await fields(admin);
    await collect({});
    await work(admin);
    await pause(1_050);
    const truth = await fields(admin);
    const result = await collect({});
    const delta = (name: string) => (truth[name] ?? 0) - (before[name] ?? 0);

    expect(measured(result, 'KeyspaceHits')).toBe(30);
    expect(measured(result, 'KeyspaceMisses')).toBe(15);
    expect(measured(result, 'CacheHitRate')).toBeCloseTo((100 * 30) / 45, 9);
    expect(measured(result, 'ExpiredKeys')).toBe(5);
    // A full Redis evicts for the buffers of every new connection: the truth lies between two readings.
    const evictedLater = ((await fields(admin)).evicted_keys ?? 0) - (before.evicted_keys ?? 0);
    expect(measured(result, 'EvictedKeys')).toBeGreaterThanOrEqual(delta('evicted_keys'));
    expect(measured(result, 'EvictedKeys')).toBeLessThanOrEqual(evictedLater);
    expect(delta('evicted_keys')).toBeGreaterThan(10);
    expect(measured(result, 'ConnectedClients')).toBe(1);
    expect(measured(result, 'TotalKeys')).toBe(await admin.dbsize());
    expect(measured(result, 'MemoryUsage') / (truth.used_memory ?? 0)).toBeCloseTo(1, 1);
    expect(measured(result, 'MemoryUsagePercent')).toBeCloseTo(
      (100 * measured(result, 'MemoryUsage')) / 4_194_304,
      9,
    );
    // Between our two INFOs: the work, the truth's INFO, our first INFO itself and the second AUTH.
    const commands = 1 + 30 + 10 + 5 + 5 + 400 + 1 + 2;
    expect(measured(result, 'CommandsPerSecond') * (result.intervalSeconds ?? 0)).toBeCloseTo(commands, 6);
    expect(aws.values('KeyspaceHits')).toEqual([30]);
  });

  test('a run sends two commands, AUTH and INFO, and leaves no connection', async () => {
    const collect = collector();
    await admin.config('RESETSTAT');
    await collect({});
    const sent = await admin.info('commandstats');
    expect(sent).toMatch(/cmdstat_auth:calls=1,/);
    expect(sent).toMatch(/cmdstat_info:calls=1,/);
    expect(sent).not.toMatch(/cmdstat_(hello|client|quit|ping)/);
    // Redis hears of the end of a connection a moment later.
    await until(async () => (await fields(admin)).connected_clients === 1);
  });

  test('counters that were reset give no counts', async () => {
    const collect = collector();
    await admin.get('here');
    await collect({});
    await admin.config('RESETSTAT');
    const { metrics } = await collect({});
    for (const name of ['KeyspaceHits', 'EvictedKeys', 'CommandsPerSecond', 'CacheHitRate'])
      expect(metrics[name]).toEqual({ absent: expect.stringContaining('reset') });
  });

  test('a server that was restarted gives no counts', async () => {
    const collect = collector();
    await collect({});
    admin.disconnect();
    await server.restart();
    admin = redisClient(server.url);
    await admin.get('here');
    expect((await collect({})).metrics.KeyspaceMisses).toEqual({
      absent: expect.stringContaining('started over'),
    });
  });

  test('a master and a replica that take turns are each compared with themselves, and somebody is told', async () => {
    const { port, password } = server;
    const replica = await startRedis({
      config: [`replicaof ${server.host} ${port}`, `masterauth ${password}`, `requirepass ${password}`],
    });
    const link = await Link.open(port, replica.port);
    const copy = new Redis({ host: replica.host, port: replica.port, password });
    const upToDate = async () => /master_link_status:up/.test(await copy.info('replication'));
    try {
      await until(upToDate);
      const url = server.url.replace(String(port), String(link.port));
      const collect = collector({ UPSTASH_REST_URL: url, COLLECTION_INTERVAL_SECONDS: '1' });
      const [start, results] = [Date.now() - 10_000, []] as [number, Result[]];
      for (let i = 0; i < 6; i++) {
        // Each has misses of its own: 10 for the master, 3 for the replica, between its answers.
        for (let k = 0; k < 10; k++) await admin.get('nobody');
        for (let k = 0; k < 3; k++) await copy.get('nobody');
        await pause(600);
        results.push(await collect({ 'detail-type': '', time: new Date(start + i * 1_000).toISOString() }));
      }
      const absent = { absent: expect.stringContaining('another member of the database answered') };
      expect(results.map(({ metrics }) => 'absent' in (metrics.KeyspaceMisses ?? {}))).toEqual([
        ...[true, true, false, false, false, false],
      ]);
      expect(results[1]?.metrics).toMatchObject({ KeyspaceMisses: absent, CommandsPerSecond: absent });
      for (const [i, result] of results.slice(2).entries()) {
        const seconds = result.intervalSeconds ?? 0;
        // What this member counted per second since its own answer, for one second.
        expect(measured(result, 'KeyspaceMisses')).toBeCloseTo((i % 2 === 0 ? 20 : 6) / seconds, 6);
        expect(measured(result, 'CommandsPerSecond')).toBeLessThan(60);
        expect(result.warnings).toEqual([
          expect.stringMatching(/^2 members of the database take turns to answer/),
        ]);
      }
    } finally {
      copy.disconnect();
      await Promise.all([link.stop(), replica.stop()]);
    }
  });

  test('with noeviction, EvictedKeys is a number, and says that its alarms cannot fire', async () => {
    const strict = await startRedis({ config: ['maxmemory 64mb', 'maxmemory-policy noeviction'] });
    try {
      const collect = collector({ UPSTASH_REST_URL: strict.url });
      await collect({});
      const { metrics, cannotFire, warnings } = await collect({});
      expect(metrics.EvictedKeys).toEqual({ value: 0, unit: 'Count' });
      expect(cannotFire).toEqual({ EvictedKeys: 'maxmemory_policy is noeviction: no keys are evicted' });
      expect(warnings).toEqual([]);
    } finally {
      await strict.stop();
    }
  });

  test('a user that may run INFO and PING only is enough', async () => {
    const url = `redis://watcher:watcher-token@${server.host}:${server.port}`;
    const { metrics } = await collector({ UPSTASH_REST_URL: url })({});
    expect(metrics).toMatchObject({ Up: { value: 1 }, ConnectedClients: { value: 1 } });
  });

  test('a user that may not run INFO is told what to grant', async () => {
    await admin.call('ACL', 'SETUSER', 'blind', 'on', '>blind-token', '+ping');
    const collect = collector({
      UPSTASH_REST_URL: `redis://blind:blind-token@${server.host}:${server.port}`,
    });
    await expect(collect({})).rejects.toMatchObject({
      name: 'PermissionError',
      message: expect.stringContaining('ACL SETUSER <user> +info'),
    });
  });

  describeWithOpenssl('over TLS with a private CA', () => {
    const certificates = makeCertificates();
    const folder = temporaryFolder('bundles');
    let secure: RedisServer;
    beforeAll(async () => {
      secure = await startRedis({ tls: certificates });
    });
    afterAll(async () => {
      await secure.stop();
      certificates.remove();
      folder.remove();
    });
    const run = async (env: Record<string, string>) => {
      const url = secure.url.replace('127.0.0.1', 'localhost');
      const warm = startFunction(bundle(folder.path).upstash ?? '', {
        ...variables(),
        ...awsVariables(aws.url),
        UPSTASH_REST_URL: url,
        ...env,
      });
      const outcome = await warm.invoke();
      warm.stop();
      return { ...outcome, log: warm.log };
    };

    test('the CA of NODE_EXTRA_CA_CERTS is trusted', async () => {
      const { result } = await run({ NODE_EXTRA_CA_CERTS: certificates.caFile });
      expect(result?.metrics).toMatchObject({ Up: { value: 1 }, ConnectedClients: { value: 0 } });
    });

    test('DEBUG, with which ioredis prints what it sends, prints no password', async () => {
      const { result, log } = await run({ NODE_EXTRA_CA_CERTS: certificates.caFile, DEBUG: '*' });
      expect(result?.metrics).toMatchObject({ Up: { value: 1 } });
      expect(log).toContain('collected');
      expect(log).not.toContain(secure.password);
    });

    test('ioredis, which warns of a password that is not needed, writes nothing to the log', async () => {
      const open = await startRedis({ config: ['user default on nopass +@all'], tls: certificates });
      const url = open.url.replace('127.0.0.1', 'localhost');
      const { result, log } = await run({
        NODE_EXTRA_CA_CERTS: certificates.caFile,
        UPSTASH_REST_URL: url,
      });
      await open.stop();
      expect(result?.metrics).toMatchObject({ Up: { value: 1 } });
      expect(log.trimEnd().split('\n')).toEqual([expect.stringMatching(/^\{.*"message":"collected".*\}$/)]);
    });

    test('an unknown CA is refused', async () => {
      const { error } = await run({});
      expect(error).toMatchObject({
        name: 'TlsError',
        message: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      });
    });
  });
});
