import type { Redis } from 'ioredis';
import type { RedisServer } from '../servers/redis';
import { CACHE_BYTES, type Cache, clientOf } from '../workload/redis';
import { atTheEnd, paceOf, repeat, untilDone } from './background';
import type { Heal, Sickness } from './sickness';
import { stopped } from './stopped';

/** An embedded Redis that can be made sick. */
export interface RedisPatient {
  readonly server: RedisServer;
  readonly cache: Cache;
  /** The user of the collector. */
  readonly monitor: { readonly name: string; readonly password: string };
  readonly everySeconds: number;
}

type Start = (patient: RedisPatient, signal: AbortSignal, client: Redis) => Promise<Heal>;

const service = 'upstash';

/** What can be done to an embedded Redis. */
export function redisSicknesses(patient: RedisPatient): Sickness[] {
  /** With a client of its own, which connects again when the server was stopped, until it is healed or the preview ends. */
  const running = (start: Start) => async (signal: AbortSignal) => {
    const client = clientOf(patient.server.url);
    atTheEnd(signal, () => client.disconnect());
    try {
      await client.connect();
    } catch {
      client.disconnect();
      throw new Error('Redis is stopped: start it again first.');
    }
    const heal = await start(patient, signal, client).catch((error) => {
      client.disconnect();
      throw error;
    });
    return async () => {
      await heal();
      client.disconnect();
    };
  };
  return [
    {
      ...{ id: 'clients', service, title: 'Leak clients' },
      about:
        'A service opens connections and never closes them: ConnectedClients rises, and ClientsPercent with it.',
      rows: { ConnectedClients: 'critical', ClientsPercent: 'critical' },
      start: running(leakClients),
    },
    {
      ...{ id: 'connection-per-request', service, title: 'Connect for each request' },
      about:
        'A service opens a connection for each of its requests and closes it again. No reading has an alarm for that: the evidence shows how many connections are new, and a check-up finds it. The first one after the healing still counts them.',
      rows: {},
      start: running(connectAnew),
    },
    {
      ...{ id: 'cache-misses', service, title: 'Miss the cache' },
      about:
        'After a release, more and more lookups ask for keys that nobody stores: CacheHitRate falls, and KeyspaceMisses rises.',
      rows: { CacheHitRate: 'critical' },
      start: running(missCache),
    },
    {
      ...{ id: 'memory', service, title: 'Fill the memory' },
      about:
        'A service stores values without an expiry: MemoryUsagePercent rises to 100 %, then Redis evicts keys, and EvictedKeys rises.',
      rows: { MemoryUsagePercent: 'critical', EvictedKeys: 'critical' },
      start: running(
        fillMemory('event:', (parts, { everySeconds }) => paceOf(parts, MOST_PARTS, everySeconds)),
      ),
    },
    {
      ...{ id: 'memory-leak', service, title: 'Leak memory' },
      about:
        'A service stores a little more in each run, without an expiry: MemoryUsagePercent rises slowly. An environment with a forecast counts down the runs until the limit.',
      rows: { MemoryUsagePercent: 'rises' },
      start: running(fillMemory('log:', (_, { everySeconds }) => (everySeconds * 1_000) / PARTS_A_RUN)),
    },
    {
      ...{ id: 'keys-without-expiry', service, title: 'Store keys that never expire' },
      about:
        'A service stores many small keys without an expiry. No reading has an alarm for that: the evidence counts them, and a check-up, which is made, tells what to do.',
      rows: {},
      checkup: true,
      start: running(neverExpire),
    },
    stopped({ service, id: 'redis-stopped', title: 'Stop Redis', server: patient.server }),
    {
      ...{ id: 'redis-wrong-password', service, title: 'Change the password of Redis' },
      about:
        'The user of the collector gets another password, which the collector does not know: its runs fail, Up is 0, and the log says what to do.',
      rows: { Up: 'critical', ApiErrors: 'critical' },
      start: running(changePassword),
    },
  ];
}

const MOST_CLIENTS = 115;

async function leakClients({ server, everySeconds }: RedisPatient, signal: AbortSignal): Promise<Heal> {
  const clients: Redis[] = [];
  const loop = repeat(signal, async () => {
    if (clients.length < MOST_CLIENTS) {
      // It connects again by itself when the server was stopped.
      const client = clientOf(server.url);
      clients.push(client);
      await client.connect().catch(() => {});
    }
    return paceOf(clients.length, MOST_CLIENTS, everySeconds);
  });
  const leave = () => {
    for (const client of clients) client.disconnect();
  };
  atTheEnd(signal, leave);
  return async () => {
    loop.stop();
    leave();
    await loop.done;
    leave();
  };
}

const [REQUEST_MS, REQUESTS_AT_ONCE] = [40, 2];

async function connectAnew({ server }: RedisPatient, signal: AbortSignal): Promise<Heal> {
  const loops = Array.from({ length: REQUESTS_AT_ONCE }, () =>
    repeat(signal, async () => {
      const client = clientOf(server.url);
      try {
        await client.connect();
        await client.get('product:1');
      } finally {
        client.disconnect();
      }
      return REQUEST_MS;
    }),
  );
  return async () => {
    for (const loop of loops) loop.stop();
    await Promise.all(loops.map(({ done }) => done));
  };
}

/** Steps from 0 to the largest share of broken lookups: one in each half of a sample. */
const [STEP, MOST_BROKEN] = [0.04, 0.64];

async function missCache({ cache, everySeconds }: RedisPatient, signal: AbortSignal): Promise<Heal> {
  const loop = repeat(signal, async () => {
    cache.broken = Math.min(MOST_BROKEN, cache.broken + STEP);
    return (everySeconds * 1_000) / 2;
  });
  return async () => {
    loop.stop();
    cache.broken = 0;
  };
}

const VALUE_BYTES = 5_000;
/** Of the memory, in a hundred parts: more than is left. */
const MOST_PARTS = 70;
const KEYS_PER_PART = CACHE_BYTES / 100 / VALUE_BYTES;
/** Of a leak: so slow that a forecast, which takes at least seven runs, is made long before the end. */
const PARTS_A_RUN = 1.5;

/**
 * Stores values without an expiry.
 * @param prefix of their keys
 * @param pace the pause after so many parts, in milliseconds
 */
const fillMemory =
  (prefix: string, pace: (parts: number, patient: RedisPatient) => number): Start =>
  async (patient, signal, client) => {
    const value = 'x'.repeat(VALUE_BYTES);
    let parts = 0;
    const loop = repeat(signal, async () => {
      const keys = Array.from({ length: KEYS_PER_PART }, (_, i) => `${prefix}${parts * KEYS_PER_PART + i}`);
      await client.mset(keys.flatMap((key) => [key, value]));
      return pace(++parts, patient);
    });
    return async () => {
      loop.stop();
      await untilDone(signal, async () => {
        await loop.done;
        await removeAll(client, prefix);
        // What was thrown out is there again.
        await patient.cache.warmUp();
      });
    };
  };

/** Three times as many as the workload stores. */
const ETERNAL = 7_500;
const ETERNAL_PREFIX = 'cart:';

async function neverExpire(_: RedisPatient, signal: AbortSignal, client: Redis): Promise<Heal> {
  const pairs = Array.from({ length: ETERNAL }, (_, i) => [`${ETERNAL_PREFIX}${i}`, '{}']);
  await client.mset(pairs.flat());
  return () => untilDone(signal, () => removeAll(client, ETERNAL_PREFIX));
}

async function removeAll(client: Redis, prefix: string): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1_000);
    if (keys.length > 0) await client.unlink(keys);
    cursor = next;
  } while (cursor !== '0');
}

const CHECK_MS = 500;

async function changePassword({ monitor }: RedisPatient, signal: AbortSignal, client: Redis): Promise<Heal> {
  const change = (password: string) =>
    client.call('ACL', 'SETUSER', monitor.name, 'resetpass', `>${password}`);
  await change(`${monitor.password}-changed`);
  // A server that is started again has the password of its configuration.
  const loop = repeat(signal, async () => {
    await change(`${monitor.password}-changed`);
    return CHECK_MS;
  });
  return async () => {
    loop.stop();
    await loop.done;
    await untilDone(signal, () => change(monitor.password));
  };
}
