import { Redis } from 'ioredis';
import { type Busy, type ReportProblem, Workload } from './loop';

/** What the embedded Redis may hold: three times what the workload stores. */
export const CACHE_BYTES = 20_000_000;

const PRODUCTS = 2_000;
const PAGE = 'x'.repeat(2_000);
/** As many lookups find nothing, on every machine: of searches, nearly each one is new. */
const SEARCHES = 0.08;

/** Some products are requested much more often than others. */
const someProduct = () => Math.floor(PRODUCTS * Math.random() ** 2.2);
const someSearch = () => Math.random().toString(36).slice(2);
const someSeconds = (from: number, to: number) => Math.round(1_000 * (from + Math.random() * (to - from)));

const RECONNECT_MS = 300;
const CONNECT_MS = 10_000;

/** A client that connects again by itself. Commands fail while it is not connected. */
export function clientOf(url: string): Redis {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: () => RECONNECT_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
  });
  client.on('error', () => {});
  return client;
}

/** Why the client is not connected says more than that it is not. */
function causeOf(client: Redis): (error: Error) => never {
  let cause: Error | undefined;
  client.on('error', (error) => (cause = error));
  client.on('ready', () => (cause = undefined));
  return (error) => {
    throw cause ?? error;
  };
}

/** A shop's cache on Redis. */
export interface Cache {
  /** The share of the lookups, 0 to 1, that ask for keys that nobody stores. */
  broken: number;
  /** Stores the page of every product that is not there. */
  warmUp(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs a shop's cache that raises no alarm, also on a slow machine: product pages are looked up, and stored on a miss
 * (cache-aside); results of searches and sessions expire soon.
 */
export async function workOnRedis(url: string, busy: Busy, reportProblem: ReportProblem): Promise<Cache> {
  const [first, second, third] = [clientOf(url), clientOf(url), clientOf(url)];
  const clients = [first, second, third];
  await Promise.all(clients.map((client) => client.connect()));
  const workload = new Workload(busy, reportProblem);
  const cache: Cache = {
    broken: 0,
    warmUp: () => warmUp(first),
    stop: async () => {
      workload.stop();
      for (const client of clients) client.disconnect();
    },
  };
  await cache.warmUp();
  const work = (client: Redis, pauseMs: number, step: () => Promise<void>) => {
    const say = causeOf(client);
    workload.repeat(pauseMs, () => step().catch(say));
  };
  work(first, 100, () => logIn(first));
  for (const client of [second, third]) work(client, 40, () => browse(client, cache.broken));
  return cache;
}

const store = (key: string): [key: string, value: string, unit: 'PX', ms: number] => [
  ...([key, PAGE, 'PX'] as const),
  // A page of a product is kept for longer than it takes until it is asked for again.
  key.startsWith('search') ? someSeconds(1, 3) : someSeconds(300, 900),
];

/** A cache that has been in use for a while has all pages. */
async function warmUp(client: Redis): Promise<void> {
  const pipeline = client.pipeline();
  for (let product = 0; product < PRODUCTS; product++) pipeline.set(...store(`product:${product}`), 'NX');
  const replies = await pipeline.exec();
  const failed = replies?.find(([error]) => error)?.[0];
  if (failed) throw failed;
}

/** Eight visitors at once: what is not in the cache is made and stored. */
async function browse(client: Redis, broken: number): Promise<void> {
  const keys = Array.from({ length: 8 }, () =>
    Math.random() < SEARCHES ? `search:${someSearch()}` : `product:${someProduct()}`,
  );
  const asked = keys.map((key) => (Math.random() < broken ? `unknown:${key}` : key));
  const pages = await Promise.all(asked.map((key) => client.get(key)));
  const missing = keys.filter((key, i) => pages[i] === null && asked[i] === key);
  await Promise.all(missing.map((key) => client.set(...store(key))));
}

async function logIn(client: Redis): Promise<void> {
  await client.set(`session:${someSearch()}`, 'a visitor', 'PX', someSeconds(1, 3));
}
