import type { Level } from '../../thresholds/row';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import type { Entry, Override } from '../environment';
import type { RowOverrides } from '../rows';

/** An entry of an environment's list of databases, whatever its service. The unnamed one has nothing in it. */
export interface Database {
  readonly name?: string;
  readonly level?: Level;
  readonly overrides?: RowOverrides;
  readonly limits?: Readonly<Record<string, number>>;
  /** The numbers among the service's options, and its texts for databases. */
  readonly [option: string]: unknown;
}

/** The databases of a service in an environment, as its table lists them: one without a name if it lists none. */
export function databasesOf(
  { databases }: Pick<Entry, 'databases'>,
  service: ServiceName,
): readonly Database[] {
  return databases?.[service] ?? [{}];
}

/** The environment as if it watched one database of each service, without a name. */
export function withoutNamed<E extends Pick<Entry, 'databases'>>(environment: E): Omit<E, 'databases'> {
  const { databases: _, ...rest } = environment;
  return rest;
}

/** The texts that a database sets for its service, by the variables in which the collector reads them. */
export function textsOf(database: Database, service: ServiceName): Record<string, string> {
  return Object.fromEntries(
    Object.entries(serviceOf(service).databaseOptions ?? {}).flatMap(([name, { variable }]) => {
      const text = database[name];
      return typeof text === 'string' ? [[variable, text]] : [];
    }),
  );
}

/**
 * What databases share because of which one invocation should visit them, by their names. A database that says nothing of its own has
 * none, also where it shares what the environment has.
 */
export function groupsOf(databases: readonly Database[], service: ServiceName): ReadonlyMap<string, string> {
  const options = Object.entries(serviceOf(service).databaseOptions ?? {}).filter(
    ([, { together }]) => together,
  );
  return new Map(
    databases.flatMap((database): [string, string][] => {
      const shared = options.flatMap(([option]) => database[option] ?? []);
      return database.name !== undefined && shared.length > 0 ? [[database.name, shared.join(' ')]] : [];
    }),
  );
}

/**
 * The overrides of a database on those of its environment: number by number, so that a database that sets one keeps the other. A row
 * is either off or has numbers; what the database says of that wins. One that sets nothing for a row is as its environment.
 */
export function mergedOverrides(
  environment: RowOverrides | undefined = {},
  database: RowOverrides | undefined = {},
): RowOverrides {
  const own = Object.entries(database).map(([row, override]): [string, Override] => [
    row,
    merged(Object.hasOwn(environment, row) ? environment[row] : undefined, override),
  ]);
  return { ...environment, ...Object.fromEntries(own) };
}

function merged(environment: Override | undefined, database: Override): Override {
  if (!environment || database.alarm === 'off') return database;
  if (environment.alarm === 'off') return Object.keys(database).length > 0 ? database : environment;
  return { ...environment, ...database };
}

/** The environment as one of its databases has it: with the database's own level, overrides, limits and options. */
export function environmentOf<E extends Entry>(
  environment: E,
  service: ServiceName,
  { name: _, level, overrides, limits, ...options }: Database,
): E {
  const numbers = Object.entries(options).filter(([option]) => option in serviceOf(service).options);
  return {
    ...environment,
    ...(level !== undefined && { level }),
    overrides: {
      ...environment.overrides,
      [service]: mergedOverrides(environment.overrides[service] as RowOverrides | undefined, overrides),
    },
    limits: { ...environment.limits, ...limits },
    ...Object.fromEntries(numbers),
  };
}
