import { shardsOf } from '../../model/databases/shards';
import { UNNAMED } from '../../model/names';
import type { DatabaseResults, Result } from '../../model/result';
import { variableOfDatabase } from '../../model/variables';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import type { Database } from '../databases/database';
import { FunctionError } from './function';

type Name = Database['name'];
type Variables = Readonly<Record<string, string>>;

/** What one function needs to visit all databases of a service. */
export interface Together {
  /** Its variables: those of the unnamed database, and the secrets of the others under names of their own. */
  readonly target: Variables;
  /** For each database the variables that have another value for it, by its name; `default` for the unnamed one. */
  readonly asked: ReadonlyMap<string, Variables>;
}

/** @param databases of one service, the unnamed one first */
export function togetherOf(
  service: ServiceName,
  databases: readonly Pick<Database, 'name' | 'target'>[],
): Together {
  const [{ target = {} } = {}] = databases;
  const own = new Set(
    serviceOf(service).secrets.flatMap(({ variable, shared }) => (shared ? [] : [variable])),
  );
  const secrets: Record<string, string> = {};
  const asked = databases.map((one): [string, Variables] => {
    const { name } = one;
    if (name === undefined) return [UNNAMED, {}];
    const all = Object.entries(one.target);
    for (const [variable, value] of all)
      if (own.has(variable)) secrets[variableOfDatabase(variable, name)] = value;
    return [
      name,
      Object.fromEntries(all.filter(([variable, value]) => !own.has(variable) && target[variable] !== value)),
    ];
  });
  return { target: { ...target, ...secrets }, asked: new Map(asked) };
}

/** An invocation: what the function gets, and whose results it returns. */
export interface Order {
  readonly names: readonly Name[];
  readonly payload: object;
}

/**
 * What the schedule would hand over for these databases. The unnamed one alone gets no event, as by hand.
 * @param at the time of the event, in milliseconds since the epoch
 */
export function ordersOf(asked: Together['asked'], at: number): Order[] {
  if (asked.size === 1 && asked.has(UNNAMED)) return [{ names: [undefined], payload: {} }];
  const time = JSON.stringify(new Date(at).toISOString());
  return shardsOf(asked).map(({ databases, template }) => ({
    names: databases.map((name) => (name === UNNAMED ? undefined : name)),
    payload: JSON.parse(template.replace('<time>', time)) as object,
  }));
}

/** How it ended for one database, and what it wrote to the log about it. */
export interface Part {
  readonly name: Name;
  readonly outcome: Result | FunctionError;
  readonly log: readonly string[];
}

/**
 * Takes the answer of a function apart. What its log says of no database, such as the summary, is with the first one.
 * @param names of the databases that it was asked for
 */
export function partsOf(
  outcome: Result | DatabaseResults | FunctionError,
  log: readonly string[],
  names: readonly Name[],
): Part[] {
  const lines = log.map((text) => ({ text, line: objectIn(text) }));
  return names.map((name, i) => {
    const mine = lines.filter(({ line: { database } }) =>
      database === undefined ? i === 0 : database === (name ?? UNNAMED),
    );
    const error = mine.find(({ line }) => line.level === 'ERROR' && line.database !== undefined)?.line;
    return { name, outcome: outcomeOf(outcome, name, error), log: mine.map(({ text }) => text) };
  });
}

function outcomeOf(
  outcome: Result | DatabaseResults | FunctionError,
  name: Name,
  error: Readonly<Record<string, unknown>> | undefined,
): Result | FunctionError {
  // Where all have failed, the function throws one error; the log has that of each.
  if (outcome instanceof FunctionError)
    return error ? new FunctionError(String(error.errorType), String(error.message)) : outcome;
  if (!('databases' in outcome)) return outcome;
  const { service, environment, databases } = outcome;
  const found = databases[name ?? UNNAMED];
  if (!found) return new FunctionError('Error', 'The collector returned nothing for this database.');
  if ('errorType' in found) return new FunctionError(found.errorType, found.message);
  return { service, environment, ...found };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
