import { freshPassword } from '../servers/place';
import { startRedis } from '../servers/redis';
import { reviver } from '../servers/revive';
import { redisSicknesses } from '../sick/redis';
import { ofDatabase } from '../sick/sickness';
import { CACHE_BYTES, workOnRedis } from '../workload/redis';
import type { Database, StartContext } from './database';
import { aboutOf, type Names, paceOf } from './names';
import { all } from './together';

/** Few, so that leaking nearly all of them costs little, and some that are left for the collector even then. */
const MOST_CLIENTS = 128;

/** An embedded Redis with a workload on it for each name, and a user for the collector that may only run INFO. */
export function embeddedUpstash(context: StartContext, names: Names): Promise<Database[]> {
  return all(names.map((name) => embeddedRedis(context, name)));
}

async function embeddedRedis(
  { say, keep, everySeconds, reportProblem }: StartContext,
  name: string | undefined,
): Promise<Database> {
  const what = aboutOf('Redis', name);
  say(`${what}: starting a server …`);
  const monitor = { name: 'monitor', password: freshPassword() };
  const { ended, watch } = reviver(what, reportProblem);
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
  say(`${what}: running on port ${server.port}; starting the workload (a shop’s cache) …`);
  const cache = await workOnRedis(server.url, { what, pace: paceOf(name) }, reportProblem);
  keep(cache.stop);
  return {
    service: 'upstash',
    name,
    about: 'embedded Redis',
    own: false,
    sicknesses: ofDatabase(redisSicknesses({ server, cache, monitor, everySeconds }), name),
    target: {
      UPSTASH_REST_URL: `redis://${monitor.name}:${monitor.password}@${server.host}:${server.port}`,
    },
  };
}
