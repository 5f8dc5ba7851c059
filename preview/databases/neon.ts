import { startPostgres } from '../servers/postgres';
import { workOnPostgres } from '../workload/postgres';
import { openShop, shopSettings } from '../workload/shop';
import type { Database, StartContext } from './database';

/** An embedded PostgreSQL with a workload on it. */
export async function embeddedNeon(context: StartContext): Promise<Database> {
  const { say, keep, reportProblem } = context;
  say('PostgreSQL: starting the server from npm …');
  const server = await startPostgres({ settings: shopSettings, ended: reportProblem });
  keep(server.stop);
  say(`PostgreSQL ${server.version}: running on port ${server.port}; creating a shop database …`);
  const shop = await openShop(server);
  say('PostgreSQL: starting the workload (visitors, checkouts, a report) …');
  keep(await workOnPostgres(shop, reportProblem));
  return {
    service: 'neon',
    about: `embedded PostgreSQL ${server.version}`,
    own: false,
    sicknesses: [],
    target: { NEON_CONNECTION_STRING: shop.monitor },
  };
}
