import { startNeonApi } from '../servers/neon-api';
import { startPostgres } from '../servers/postgres';
import { reviver } from '../servers/revive';
import { controlPlaneSicknesses } from '../sick/control-plane';
import { postgresSicknesses } from '../sick/postgres';
import { workOnPostgres } from '../workload/postgres';
import { openShop, shopSettings } from '../workload/shop';
import type { Database, StartContext } from './database';

/** As Neon sets it, in MiB. */
const neonSettings = { 'neon.max_cluster_size': 1_024 };

/** An embedded PostgreSQL with a workload on it, and a simulated control plane. */
export async function embeddedNeon(context: StartContext): Promise<Database> {
  const { say, keep, everySeconds, reportProblem } = context;
  say('PostgreSQL: starting the server from npm …');
  const api = await startNeonApi();
  keep(api.stop);
  const { ended, watch } = reviver('PostgreSQL', reportProblem);
  const server = watch(await startPostgres({ settings: { ...shopSettings, ...neonSettings }, ended }));
  keep(server.stop);
  say(`PostgreSQL ${server.version}: running on port ${server.port}; creating a shop database …`);
  const shop = await openShop(server);
  say('PostgreSQL: starting the workload (visitors, checkouts, a report) …');
  keep(await workOnPostgres(shop, reportProblem));
  return {
    service: 'neon',
    about: `embedded PostgreSQL ${server.version}`,
    own: false,
    sicknesses: [...postgresSicknesses({ server, shop, everySeconds }), ...controlPlaneSicknesses(api)],
    target: {
      NEON_CONNECTION_STRING: shop.monitor,
      NEON_API_URL: api.url,
      NEON_API_KEY: api.key,
      NEON_PROJECT_ID: api.projectId,
    },
  };
}
