import { Redis } from 'ioredis';
import { Loop, type ReportProblem } from './loop';

/** Lines of redis.conf that make the cache below too small for its data. */
export const smallCache = ['maxmemory 6mb', 'maxmemory-policy allkeys-lru'];

const PRODUCTS = 4_000;
const PAGE = 'x'.repeat(2_000);
const CLIENTS = 3;

/** Some products are requested much more often than others. */
const someProduct = () => Math.floor(PRODUCTS * Math.random() ** 2.2);
const someSeconds = (from: number, to: number) => Math.round(1_000 * (from + Math.random() * (to - from)));

/**
 * Runs a shop's cache on Redis: product pages are looked up, and stored with an expiry on a miss (cache-aside); sessions
 * are created and expire; memory is short, so Redis evicts the least recently used keys.
 * @returns a function that stops it
 */
export async function workOnRedis(url: string, reportProblem: ReportProblem): Promise<() => Promise<void>> {
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
    new Loop('sessions', 100, () => logIn(first), reportProblem),
    ...others.map((client) => new Loop('visitors', 40, () => browse(client), reportProblem)),
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

/** Eight visitors at once: pages that are not in the cache are created and stored. */
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
