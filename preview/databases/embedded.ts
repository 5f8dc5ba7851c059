import type { ServiceName } from '../../thresholds/services';
import { startPostgres } from '../servers/postgres';
import { startRedis } from '../servers/redis';
import { workOnPostgres } from '../workload/postgres';
import { smallCache, workOnRedis } from '../workload/redis';
import { openShop } from '../workload/shop';
import type { Database, StartContext } from './database';

/** An embedded PostgreSQL with a workload on it. */
export async function embeddedNeon({ say, keep, complain }: StartContext): Promise<Database> {
  say('PostgreSQL: starting the one that npm installed …');
  const server = await startPostgres();
  keep(server.stop);
  say(`PostgreSQL ${server.version}: runs on port ${server.port}; filling it with a shop …`);
  const shop = await openShop(server);
  say('PostgreSQL: starting the workload (visitors, a slow report, a lock) …');
  keep(await workOnPostgres(shop, complain));
  const target = { NEON_CONNECTION_STRING: shop.monitor };
  return { service: 'neon', about: `embedded PostgreSQL ${server.version}`, own: false, target };
}

/** An embedded Redis with a workload on it. */
export async function embeddedUpstash({ say, keep, complain }: StartContext): Promise<Database> {
  say('Redis: starting one …');
  const server = await startRedis({ config: smallCache });
  keep(server.stop);
  say(`Redis: runs on port ${server.port}; starting the workload (a cache that is too small) …`);
  keep(await workOnRedis(server.url, complain));
  return {
    service: 'upstash',
    about: 'embedded Redis',
    own: false,
    target: { UPSTASH_REST_URL: server.url },
  };
}

/** The databases that can be started here. A service that is not among them is watched where its variables are set. */
export const embedded: Readonly<Partial<Record<ServiceName, (context: StartContext) => Promise<Database>>>> =
  {
    neon: embeddedNeon,
    upstash: embeddedUpstash,
  };
