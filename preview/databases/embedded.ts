import type { ServiceName } from '../../thresholds/services';
import { startPostgres } from '../servers/postgres';
import { startRedis } from '../servers/redis';
import { workOnPostgres } from '../workload/postgres';
import { smallCache, workOnRedis } from '../workload/redis';
import { openShop } from '../workload/shop';
import type { Database, StartContext } from './database';

/** An embedded PostgreSQL with a workload on it. */
export async function embeddedNeon({ say, keep, reportProblem }: StartContext): Promise<Database> {
  say('PostgreSQL: starting the server from npm …');
  const server = await startPostgres({ ended: reportProblem });
  keep(server.stop);
  say(`PostgreSQL ${server.version}: running on port ${server.port}; creating a shop database …`);
  const shop = await openShop(server);
  say('PostgreSQL: starting the workload (visitors, a slow report, a lock) …');
  keep(await workOnPostgres(shop, reportProblem));
  const target = { NEON_CONNECTION_STRING: shop.monitor };
  return {
    service: 'neon',
    about: `embedded PostgreSQL ${server.version}`,
    own: false,
    sicknesses: [],
    target,
  };
}

/** An embedded Redis with a workload on it. */
export async function embeddedUpstash({ say, keep, reportProblem }: StartContext): Promise<Database> {
  say('Redis: starting a server …');
  const server = await startRedis({ config: smallCache, ended: reportProblem });
  keep(server.stop);
  say(`Redis: running on port ${server.port}; starting the workload (a cache that is too small) …`);
  keep(await workOnRedis(server.url, reportProblem));
  return {
    service: 'upstash',
    about: 'embedded Redis',
    own: false,
    sicknesses: [],
    target: { UPSTASH_REST_URL: server.url },
  };
}

/** The databases that can be started here. Any other service is watched only if its variables are set. */
export const embedded: Readonly<Partial<Record<ServiceName, (context: StartContext) => Promise<Database>>>> =
  {
    neon: embeddedNeon,
    upstash: embeddedUpstash,
  };
