import { type ServiceName, serviceNames } from '../../thresholds/services';
import { type Grouping, groupingOf, ownAlarms } from '../alarms/grouped';
import { type Collector, collectorOf } from '../collector';
import type { Environment } from '../environment';
import { shardName, UNNAMED } from '../names';
import { ONLY_NAMED } from '../variables';
import { type FunctionSize, functionSizeOf, MOST_PER_SHARD, shardsOf } from './shards';
import { databasesOf, groupsOf } from './table';

/** A rule of the schedule. */
export interface Rule {
  readonly name: string;
  /** The names of the databases that it hands over; `default` for the unnamed one. */
  readonly databases: readonly string[];
  /** The template of what the function gets; undefined where it gets the event as it is, for the unnamed database. */
  readonly template: string | undefined;
}

/**
 * All databases of a service in an environment, and what exists once for them: one function visits them all, so there is one
 * role, one log group, one set of saved queries. What each database has of its own is in its collector.
 */
export interface Fleet {
  /**
   * The collector of the unnamed database, whose names and variables are those of the function, whether the table lists that
   * database or not.
   */
  readonly main: Collector;
  /** One for each database, in the order of the table, with the alarms that it has of its own. */
  readonly collectors: readonly Collector[];
  /** The alarms of many named databases together; undefined where each has all of its own. */
  readonly grouped: Grouping | undefined;
  /** Whether a database has a name. */
  readonly hasNamed: boolean;
  /** For each database the variables of the function that have another value for it, by its name; `default` for the unnamed one. */
  readonly asked: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What databases share because of which one rule hands them over, by their names. */
  readonly groups: ReadonlyMap<string, string>;
  readonly rules: readonly Rule[];
  readonly size: FunctionSize;
}

export function fleetOf(environment: Environment, service: ServiceName): Fleet {
  const unnamed = collectorOf(environment, service);
  const databases = databasesOf(environment, service);
  const all = databases.map(({ name }) => collectorOf(environment, service, name));
  const grouped = groupingOf(environment, service, all);
  const collectors = grouped ? all.map((one) => ({ ...one, alarms: ownAlarms(one, grouped) })) : all;
  const hasNamed = collectors.some(({ database }) => database !== undefined);
  const onlyNamed = collectors.every(({ database }) => database !== undefined);
  const main = onlyNamed
    ? { ...unnamed, variables: { ...unnamed.variables, [ONLY_NAMED]: 'true' } }
    : unnamed;
  const groups = groupsOf(databases, service);
  const asked = new Map(collectors.map((one) => [one.database ?? UNNAMED, variablesFor(one, main)] as const));
  return {
    main,
    collectors,
    grouped,
    hasNamed,
    asked,
    groups,
    rules: hasNamed
      ? rulesOf(main, asked, groups)
      : [{ name: main.functionName, databases: [UNNAMED], template: undefined }],
    size: functionSizeOf(hasNamed ? MOST_PER_SHARD : 1),
  };
}

/** Whatever has alarms in a fleet: its databases, and all named ones together where theirs are grouped. */
export function watchedBy({ collectors, grouped }: Fleet): Collector[] {
  return [...collectors, ...(grouped ? [grouped.collector] : [])];
}

/** The fleets of all services. */
export function fleetsOf(environment: Environment): Fleet[] {
  return serviceNames.map((service) => fleetOf(environment, service));
}

const rulesOf = ({ functionName }: Collector, asked: Fleet['asked'], groups: Fleet['groups']): Rule[] =>
  shardsOf(asked, groups).map(({ index, databases, template }) => ({
    name: shardName(functionName, index),
    databases,
    template,
  }));

/**
 * The variables of the function that have another value for a database. Secrets are not among them: the collector derives their
 * names. One that the database does not have is empty, which is read as not set.
 */
export function variablesFor(
  { variables, secrets }: Collector,
  main: Collector,
): Readonly<Record<string, string>> {
  const references = new Set([...secrets, ...main.secrets].map(({ variable }) => variable));
  const names = Object.keys({ ...main.variables, ...variables }).filter((name) => name !== ONLY_NAMED);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = variables[name] ?? '';
      const isSecret = references.has(name) && (value === '' || value.startsWith('ssm:'));
      return isSecret || value === main.variables[name] ? [] : [[name, value]];
    }),
  );
}
