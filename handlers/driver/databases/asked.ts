import * as v from 'valibot';
import { NAME_FORM, UNNAMED } from '../../../model/names';
import { type Env, ONLY_NAMED, variableOf } from '../../../model/variables';
import { ConfigurationError } from '../../lib/errors';
import { shown } from '../../lib/redact';
import { dictionary, parsed } from '../../lib/schema';

/** The most databases that one invocation was measured with (`npm run bench -- many`). */
export const MOST_DATABASES = 500;

/** A database that an invocation asks for. */
export interface Asked {
  /** Undefined for the unnamed one. */
  readonly name: string | undefined;
  /** Variables of the function that have another value for this database. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What is asked for where the payload names no database. */
export const unnamedAlone: readonly Asked[] = [{ name: undefined, variables: {} }];

export const FORM = 'send {"databases": ["analytics", "default"]}';

/**
 * Reads `databases` of a payload: a list of names from a person; from the schedule an object with the variables that have another
 * value for each.
 * @param known the variables that may have another value for a database
 * @throws {ConfigurationError} when it is neither
 */
export function readDatabases(databases: unknown, known: readonly string[]): readonly Asked[] {
  const list = parsed(v.array(v.unknown()), databases);
  const object = list ? undefined : parsed(dictionary(v.unknown()), databases);
  if (!list && !object)
    throw new ConfigurationError(
      `databases in the payload is neither a list of names nor an object with a key for each name: ${FORM}.`,
    );
  const asked = list
    ? list.map((name) => ({ name: readName(name), variables: {} }))
    : Object.entries(object ?? {}).map(([name, variables]) => ({
        name: readName(name),
        variables: readVariables(name, variables, known),
      }));
  if (asked.length === 0) throw new ConfigurationError(`databases in the payload is empty: ${FORM}.`);
  if (asked.length > MOST_DATABASES)
    throw new ConfigurationError(
      `databases in the payload has ${asked.length} names, and one invocation visits ${MOST_DATABASES} at most: ask for them in several.`,
    );
  const twice = asked.find(({ name }, i) => asked.findIndex((one) => one.name === name) !== i);
  if (twice)
    throw new ConfigurationError(
      `databases in the payload has ${twice.name ?? UNNAMED} twice: name each database once.`,
    );
  return asked;
}

/** Whether only the unnamed database is asked for. */
export const isUnnamedAlone = ([one, other]: readonly Pick<Asked, 'name'>[]): boolean =>
  one !== undefined && one.name === undefined && other === undefined;

/**
 * Refuses the unnamed database in an environment that has none. A visit would advise to store its secret, and publish that it is
 * down under dimensions that nobody watches.
 * @param env of the function, which says so
 * @throws {ConfigurationError}
 */
export function mustExist(asked: readonly Asked[], env: Env, service: string): void {
  if (variableOf(env, ONLY_NAMED) !== 'true' || asked.every(({ name }) => name !== undefined)) return;
  const environment = variableOf(env, 'ENVIRONMENT');
  throw new ConfigurationError(
    `${environment} has no database of ${service} without a name, which is what {} and default ask for. Ask for those that environments.ts has: npm run invoke -- ${environment} ${service} <name>, or send {"databases": ["<name>"]}.`,
  );
}

/** @returns undefined for the unnamed database */
function readName(name: unknown): string | undefined {
  if (name === UNNAMED) return undefined;
  if (typeof name === 'string' && name.length <= LONGEST_NAME && NAME_FORM.test(name)) return name;
  throw new ConfigurationError(
    `databases in the payload has ${told(name)}, which is not the name of a database: use lowercase letters, digits and single hyphens, or default for the one without a name.`,
  );
}

/** As long as the name of an environment may be; one that is too long for a name in AWS is refused in the table. */
const LONGEST_NAME = 64;

function readVariables(
  name: string,
  variables: unknown,
  known: readonly string[],
): Readonly<Record<string, string>> {
  const read = parsed(dictionary(v.string()), variables);
  if (!read)
    throw new ConfigurationError(
      `databases.${name} in the payload is not an object of texts: send {"databases": {"${name}": {}}}, with the variables that have another value for it.`,
    );
  const unknown = Object.keys(read).find((variable) => !known.includes(variable));
  if (unknown !== undefined)
    throw new ConfigurationError(
      `databases.${name} in the payload sets ${told(unknown)}, which no database has a value of its own for: use ${known.join(', ')}.`,
    );
  return read;
}

/** A part of a payload for a message. */
const told = (part: unknown): string =>
  shown(typeof part === 'string' ? part : (JSON.stringify(part) ?? String(part)), '');
