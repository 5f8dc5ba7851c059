import { type NeonApi, type NeonProject, startNeonApi } from '../servers/neon-api';
import { startPostgres } from '../servers/postgres';
import { reviver } from '../servers/revive';
import { controlPlaneSicknesses } from '../sick/control-plane';
import { postgresSicknesses } from '../sick/postgres';
import { ofDatabase } from '../sick/sickness';
import { workOnPostgres } from '../workload/postgres';
import { openShop, shopSettings } from '../workload/shop';
import type { Database, StartContext } from './database';
import { aboutOf, type Names, paceOf } from './names';
import { all } from './together';

/** As Neon sets it, in MiB. */
const neonSettings = { 'neon.max_cluster_size': 1_024 };

const projectOf = (name: string | undefined): string => `preview-${name ?? 'shop-1'}`;

/** An embedded PostgreSQL with a workload on it for each name, and a simulated control plane with a project for each. */
export async function embeddedNeon(context: StartContext, names: Names): Promise<Database[]> {
  const api = await startNeonApi(names.map(projectOf));
  context.keep(api.stop);
  return all(api.projects.map((project, i) => embeddedPostgres(context, names[i], { ...api, project })));
}

async function embeddedPostgres(
  { say, keep, everySeconds, reportProblem }: StartContext,
  name: string | undefined,
  { url, key, project }: Pick<NeonApi, 'url' | 'key'> & { readonly project: NeonProject },
): Promise<Database> {
  const what = aboutOf('PostgreSQL', name);
  say(`${what}: starting the server from npm …`);
  const { ended, watch } = reviver(what, reportProblem);
  const server = watch(await startPostgres({ settings: { ...shopSettings, ...neonSettings }, ended }));
  keep(server.stop);
  say(
    `${aboutOf(`PostgreSQL ${server.version}`, name)}: running on port ${server.port}; creating a shop database …`,
  );
  const shop = await openShop(server);
  say(`${what}: starting the workload (visitors, checkouts, a report) …`);
  keep(await workOnPostgres(shop, { what, pace: paceOf(name) }, reportProblem));
  return {
    service: 'neon',
    name,
    about: `embedded PostgreSQL ${server.version}`,
    own: false,
    sicknesses: ofDatabase(
      [...postgresSicknesses({ server, shop, everySeconds }), ...controlPlaneSicknesses(project)],
      name,
    ),
    target: {
      NEON_CONNECTION_STRING: shop.monitor,
      NEON_API_URL: url,
      NEON_API_KEY: key,
      NEON_PROJECT_ID: project.id,
    },
  };
}
