import type { Level } from '../../thresholds/row';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import type { Entry } from '../environment';
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
    overrides: { ...environment.overrides, [service]: { ...environment.overrides[service], ...overrides } },
    limits: { ...environment.limits, ...limits },
    ...Object.fromEntries(numbers),
  };
}
