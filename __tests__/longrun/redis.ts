import { Redis } from 'ioredis';
import { freshPassword } from '../../preview/servers/place';
import { startRedis } from '../../preview/servers/redis';
import type { Totals } from './books';
import type { SourceEvent, Work } from './schedule';
import { Meter, type Source } from './source';

const METRICS = {
  KeyspaceHits: 'keyspace_hits',
  KeyspaceMisses: 'keyspace_misses',
  EvictedKeys: 'evicted_keys',
  ExpiredKeys: 'expired_keys',
} as const;
const VALUE = 'x'.repeat(20_000);

/** A real Redis over TLS, with a user that may only run INFO. */
export async function redisSource(tls: { readonly key: string; readonly cert: string }): Promise<Source> {
  const server = await startRedis({ tls, config: ['maxmemory-policy allkeys-random'] });
  const connect = () =>
    new Redis(server.url, { tls: { rejectUnauthorized: false }, retryStrategy: () => null });
  let admin = connect();
  let password = freshPassword();
  let parameter = password;
  const secrets: string[] = [password];

  const grant = () => admin.call('ACL', 'SETUSER', 'watcher', 'on', 'resetpass', `>${password}`, '+info');
  const info = async (section: string): Promise<(field: string) => number> => {
    const text = await admin.info(section);
    return (field) => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(text)?.[1]);
  };
  const meter = new Meter(async () => {
    const field = await info('stats');
    return Object.fromEntries(Object.entries(METRICS).map(([metric, name]) => [metric, field(name)]));
  });
  const change = (follows: boolean) => {
    password = freshPassword();
    secrets.push(password);
    if (follows) parameter = password;
    return grant();
  };
  const events: Record<SourceEvent, () => Promise<unknown>> = {
    reset: () => meter.restarting(async () => void (await admin.config('RESETSTAT'))),
    restart: () =>
      meter.restarting(async () => {
        admin.disconnect();
        await server.restart();
        admin = connect();
        await grant();
      }),
    rotate: () => change(true),
    lock: () => change(false),
    unlock: async () => {
      parameter = password;
    },
  };
  await grant();

  /** Fills the memory and then lowers the limit, so that keys are evicted. */
  const evict = async (keys: number) => {
    const fill = admin.pipeline();
    for (let i = 0; i < 20; i++) fill.set(`fill:${i}`, VALUE);
    await fill.exec();
    const used = (await info('memory'))('used_memory');
    await admin.config('SET', 'maxmemory', used - keys * VALUE.length);
    while ((await info('memory'))('used_memory') > used - keys * VALUE.length) {
      // Every command evicts.
    }
    await admin.config('SET', 'maxmemory', 0);
    await admin.flushdb();
  };
  const work = async ({ hits, misses, expired, evictions }: Work): Promise<Totals> => {
    if (evictions > 0) await evict(evictions);
    const pipeline = admin.pipeline().set('here', 'x');
    for (let i = 0; i < expired; i++) pipeline.set(`brief:${i}`, 'x', 'PX', 1);
    for (let i = 0; i < hits; i++) pipeline.get('here');
    for (let i = 0; i < misses; i++) pipeline.get('gone');
    await pipeline.exec();
    if (expired > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // Keys that Redis has not expired yet expire when they are read; after that nothing changes.
    for (let i = 0; i < expired; i++) await admin.get(`brief:${i}`);
    return { KeyspaceHits: hits, KeyspaceMisses: misses + expired, ExpiredKeys: expired };
  };
  return {
    service: 'upstash',
    port: server.port,
    chart: { counts: Object.keys(METRICS), rates: [] },
    secrets,
    parameter: () => ['/token', parameter],
    variables: (port) => ({
      UPSTASH_REST_URL: `rediss://watcher@127.0.0.1:${port}`,
      UPSTASH_REST_TOKEN: 'ssm:/token',
    }),
    clock: async () => {},
    event: async (event) => void (await events[event]()),
    work: ({ work: todo }) => work(todo),
    totals: () => meter.totals(),
    get epoch() {
      return meter.epoch;
    },
    visitors: async () => (await info('clients'))('connected_clients') - 1,
    stop: async () => {
      admin.disconnect();
      await server.stop();
    },
  };
}
