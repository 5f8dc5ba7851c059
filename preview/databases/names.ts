import { databasesOf, withoutNamed } from '../../model/databases/table';
import type { Environment } from '../../model/environment';
import type { Project } from '../../model/project';
import type { Env } from '../../model/variables';
import type { ServiceName } from '../../thresholds/services';
import { ownDatabase } from './database';

/** The databases of a service in the preview: first the one without a name. */
export type Names = readonly [undefined, ...string[]];
export const UNNAMED_ALONE: Names = [undefined];
/** Of each service that has more than the unnamed one. */
export type NamesByService = Readonly<Partial<Record<ServiceName, Names>>>;

/** Where the tables list fewer: names that say at once whose database it is. */
const USUAL = [
  ...['analytics', 'billing', 'search', 'shipping', 'accounts', 'reports', 'inventory'],
  ...['identity', 'payments', 'catalog'],
];

/**
 * The most databases of each service. Each has a server of its own: eight of both services take 670 MB of memory and 0.8 of a
 * processor (measured), which leaves the other one of two for the browser.
 */
export const MOST_DATABASES = 8;

/**
 * The databases that the preview shows of each service: the unnamed one, those that the environments list, in their order, and
 * as many more as are asked for. The user's own database is watched alone.
 * @param services those of which a database can be started here
 * @param count of databases of each service, 1 to `MOST_DATABASES`
 */
export function namesOf(
  { environments }: Pick<Project, 'environments'>,
  services: readonly ServiceName[],
  { count, env }: { readonly count: number; readonly env: Env },
): NamesByService {
  if (count === 1) return {};
  const taken = new Set(environments.map(({ name }) => name));
  const usual = USUAL.filter((name) => !taken.has(name));
  const shared = services.filter((service) => !ownDatabase(service, env));
  return Object.fromEntries(
    shared.map((service): [ServiceName, Names] => {
      const listed = environments.flatMap((one) =>
        databasesOf(one, service).flatMap(({ name }) => name ?? []),
      );
      return [service, [undefined, ...new Set([...listed, ...usual])].slice(0, count) as unknown as Names];
    }),
  );
}

/**
 * An environment as if it watched these databases: each with what the environment lists for it, or with nothing of its own. Those
 * that the preview does not have would be silent, so they are left out.
 */
export function withDatabases(environment: Environment, names: NamesByService): Environment {
  const shown = Object.entries(names).map(([service, some]) => {
    const listed = databasesOf(environment, service as ServiceName);
    return [
      service,
      some.map((name) => listed.find((one) => one.name === name) ?? (name === undefined ? {} : { name })),
    ];
  });
  return shown.length === 0
    ? withoutNamed(environment)
    : { ...environment, databases: Object.fromEntries(shown) };
}

/** `PostgreSQL (analytics)`. */
export const aboutOf = (what: string, name: string | undefined): string =>
  name === undefined ? what : `${what} (${name})`;

/** Those with a name are less busy, so that two processors are enough for all. */
const CALM = 4;
export const paceOf = (name: string | undefined): number => (name === undefined ? 1 : CALM);
