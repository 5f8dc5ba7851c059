import { freshPassword } from '../servers/place';
import { startRedis } from '../servers/redis';
import { reviver } from '../servers/revive';
import { redisSicknesses } from '../sick/redis';
import { CACHE_BYTES, workOnRedis } from '../workload/redis';
import type { Database, StartContext } from './database';

/** Few, so that leaking nearly all of them costs little, and some that are left for the collector even then. */
const MOST_CLIENTS = 128;

/** An embedded Redis with a workload on it, and a user for the collector that may only run INFO. */
export async function embeddedUpstash(context: StartContext): Promise<Database> {
  const { say, keep, everySeconds, reportProblem } = context;
  say('Redis: starting a server …');
  const monitor = { name: 'monitor', password: freshPassword() };
  const { ended, watch } = reviver('Redis', reportProblem);
  const started = await startRedis({
    config: [
      `maxmemory ${CACHE_BYTES}`,
      `maxclients ${MOST_CLIENTS}`,
      'maxmemory-policy allkeys-lru',
      `user ${monitor.name} on >${monitor.password} +info`,
      // It keeps its data when it is stopped and started again.
      'save 86400 1',
    ],
    ended,
  });
  const server = watch(started);
  keep(server.stop);
  say(`Redis: running on port ${server.port}; starting the workload (a shop’s cache) …`);
  const cache = await workOnRedis(server.url, reportProblem);
  keep(cache.stop);
  return {
    service: 'upstash',
    about: 'embedded Redis',
    own: false,
    sicknesses: redisSicknesses({ server, cache, monitor, everySeconds }),
    target: {
      UPSTASH_REST_URL: `redis://${monitor.name}:${monitor.password}@${server.host}:${server.port}`,
    },
  };
}
