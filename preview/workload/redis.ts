import { Redis } from 'ioredis';
import { type Complain, Loop } from './loop';

/** Lines of redis.conf with which the cache below is too small for what it should hold. */
export const smallCache = ['maxmemory 6mb', 'maxmemory-policy allkeys-lru'];

const PRODUCTS = 4_000;
const PAGE = 'x'.repeat(2_000);
const CLIENTS = 3;

/** Some products are asked for much more often than others. */
const someProduct = () => Math.floor(PRODUCTS * Math.random() ** 2.2);
const someSeconds = (from: number, to: number) => Math.round(1_000 * (from + Math.random() * (to - from)));

/**
 * Puts a shop's cache on the Redis: pages of products are looked up, and stored for a while when they are not there
 * (cache-aside); sessions come and expire; memory is short, so that Redis evicts what was used least.
 * @returns what ends it
 */
export async function workOnRedis(url: string, complain: Complain): Promise<() => Promise<void>> {
  const clients = Array.from(
    { length: CLIENTS },
    () => new Redis(url, { lazyConnect: true, retryStrategy: () => null }),
  );
  for (const client of clients) client.on('error', () => {});
  await Promise.all(clients.map((client) => client.connect()));
  const [first, ...others] = clients;
  if (!first) throw new Error('unreachable: there are clients');

  await warmUp(first);
  const loops = [
    new Loop('sessions', 100, () => logIn(first), complain),
    ...others.map((client) => new Loop('visitors', 40, () => browse(client), complain)),
  ];
  return async () => {
    for (const loop of loops) loop.stop();
    for (const client of clients) client.disconnect();
  };
}

/** A cache that has been in use for a while is full. */
async function warmUp(client: Redis): Promise<void> {
  const pipeline = client.pipeline();
  for (let product = PRODUCTS; product >= 0; product--)
    pipeline.set(`product:${product}`, PAGE, 'PX', someSeconds(20, 120));
  await pipeline.exec();
}

/** Eight visitors at once: what is not in the cache is made and stored. */
async function browse(client: Redis): Promise<void> {
  const keys = Array.from({ length: 8 }, () => `product:${someProduct()}`);
  const pages = await Promise.all(keys.map((key) => client.get(key)));
  const missing = keys.filter((_, i) => pages[i] === null);
  await Promise.all(missing.map((key) => client.set(key, PAGE, 'PX', someSeconds(20, 120))));
}

async function logIn(client: Redis): Promise<void> {
  const session = Math.random().toString(36).slice(2);
  await client.set(`session:${session}`, 'a visitor', 'PX', someSeconds(1, 3));
}
