import { Redis } from 'ioredis';
import { freshPassword } from '../../preview/servers/place';
import { type RedisServer, startRedis } from '../../preview/servers/redis';
import type { Certificates } from '../support/servers/certificates';
import { until } from '../support/servers/until';
import type { Totals } from './rules';
import type { Step, Work } from './schedule';
import { Meter, type Source } from './source';

const METRICS = {
  KeyspaceHits: 'keyspace_hits',
  KeyspaceMisses: 'keyspace_misses',
  EvictedKeys: 'evicted_keys',
  ExpiredKeys: 'expired_keys',
} as const;
const VALUE = 'x'.repeat(20_000);

const connect = ({ url }: RedisServer) =>
  new Redis(url, { tls: { rejectUnauthorized: false }, retryStrategy: () => null });

async function info(client: Redis, section: string): Promise<(field: string) => string> {
  const text = await client.info(section);
  return (field) => new RegExp(`^${field}:(.*)\r$`, 'm').exec(text)?.[1] ?? '';
}

function meterOf(client: () => Redis): Meter {
  return new Meter(async () => {
    const field = await info(client(), 'stats');
    return Object.fromEntries(Object.entries(METRICS).map(([metric, name]) => [metric, Number(field(name))]));
  });
}

/** The memory that counts when Redis decides about evictions, in bytes. */
async function countedMemory(client: Redis): Promise<number> {
  const field = await info(client, 'memory');
  return Number(field('used_memory')) - Number(field('mem_not_counted_for_evict'));
}

/** Fills the memory and then lowers the limit, so that keys are evicted. */
async function evict(client: Redis, keys: number): Promise<void> {
  const fill = client.pipeline();
  for (let i = 0; i < 20; i++) fill.set(`fill:${i}`, VALUE);
  await fill.exec();
  const limit = (await countedMemory(client)) - keys * VALUE.length;
  await client.config('SET', 'maxmemory', limit);
  while ((await countedMemory(client)) > limit) {
    // Every command evicts.
  }
  await client.config('SET', 'maxmemory', 0);
  await client.flushdb();
}

async function lookUp(client: Redis, { hits, misses, expired, evictions }: Work): Promise<Totals> {
  if (evictions > 0) await evict(client, evictions);
  const pipeline = client.pipeline().set('here', 'x');
  for (let i = 0; i < expired; i++) pipeline.set(`brief:${i}`, 'x', 'PX', 1);
  for (let i = 0; i < hits; i++) pipeline.get('here');
  for (let i = 0; i < misses; i++) pipeline.get('gone');
  await pipeline.exec();
  if (expired > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  // Keys that Redis has not expired yet expire when they are read; after that nothing changes.
  for (let i = 0; i < expired; i++) await client.get(`brief:${i}`);
  return { KeyspaceHits: hits, KeyspaceMisses: misses + expired, ExpiredKeys: expired };
}

/** A real Redis and its replica over TLS, each with a user that may only run INFO. */
export async function redisSource(tls: Certificates): Promise<Source> {
  const server = await startRedis({
    tls,
    config: ['maxmemory-policy allkeys-random', 'repl-diskless-sync-delay 0'],
  });
  const replica = await startRedis({
    tls,
    config: [
      ...[`tls-ca-cert-file ${tls.caFile}`, 'tls-replication yes', `masterauth ${server.password}`],
      `replicaof ${server.host} ${server.port}`,
    ],
  });
  let admin = connect(server);
  const copy = connect(replica);
  const meters = [meterOf(() => admin), meterOf(() => copy)] as const;
  const [main] = meters;
  let password = freshPassword();
  let parameter = password;
  const secrets: string[] = [password];

  const grant = () =>
    Promise.all(
      [admin, copy].map((client) =>
        client.call('ACL', 'SETUSER', 'watcher', 'on', 'resetpass', `>${password}`, '+info'),
      ),
    );
  const change = (follows: boolean) => {
    password = freshPassword();
    secrets.push(password);
    if (follows) parameter = password;
    return grant();
  };
  await grant();

  /** The replica looks up a part of what its master did: neither has the other's counts. */
  const lookUpCopy = async ({ hits, misses }: Work): Promise<Totals> => {
    await until(async () => (await info(copy, 'replication'))('master_link_status') === 'up');
    await admin.wait(1, 0);
    const pipeline = copy.pipeline();
    for (let i = 0; i < hits; i += 3) pipeline.get('here');
    for (let i = 0; i < misses; i += 2) pipeline.get('gone');
    await pipeline.exec();
    return { KeyspaceHits: Math.ceil(hits / 3), KeyspaceMisses: Math.ceil(misses / 2) };
  };
  return {
    service: 'upstash',
    ports: [server.port, replica.port],
    chart: { counts: Object.keys(METRICS), rates: [] },
    secrets,
    parameter: () => ['/token', parameter],
    variables: (port) => ({
      UPSTASH_REST_URL: `rediss://watcher@127.0.0.1:${port}`,
      UPSTASH_REST_TOKEN: 'ssm:/token',
    }),
    clock: async () => {},
    events: {
      reset: () => main.restarting(() => admin.config('RESETSTAT')),
      restart: () =>
        main.restarting(async () => {
          admin.disconnect();
          await server.restart();
          admin = connect(server);
          await grant();
        }),
      rotate: () => change(true),
      lock: () => change(false),
      unlock: async () => {
        parameter = password;
      },
    },
    work: async ({ work, turns }: Step) => {
      const done: Record<string, number> = { ...(await lookUp(admin, work)) };
      const copied = turns ? await lookUpCopy(work) : {};
      for (const [name, n] of Object.entries(copied)) done[name] = (done[name] ?? 0) + n;
      return done;
    },
    members: () =>
      Promise.all(
        [admin, copy].map(async (client, i) => ({
          name: (await info(client, 'server'))('run_id'),
          totals: (await meters[i]?.totals()) ?? {},
          epoch: meters[i]?.epoch ?? 0,
        })),
      ),
    visitors: async () => {
      // Without our own session on each, and without those between the two.
      const others = async (client: Redis) =>
        String(await client.call('CLIENT', 'LIST', 'TYPE', 'normal'))
          .trim()
          .split('\n').length - 1;
      return (await others(admin)) + (await others(copy));
    },
    stop: async () => {
      for (const client of [admin, copy]) client.disconnect();
      await Promise.all([server, replica].map((one) => one.stop()));
    },
  };
}
