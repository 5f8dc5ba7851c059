import { levelVariables, variableOf, variableOfDatabase } from '../../../model/variables';
import type { About } from '../../../thresholds/service';
import { referenceIn } from '../../aws/secrets';
import type { Env } from '../../lib/env';
import type { Asked } from './asked';

/** What a service's table says of its variables. */
export type Variables = Pick<About, 'secrets' | 'options' | 'limits' | 'databaseOptions'>;

/** The variables that may have another value for each database: levels, numbers, limits, and texts of the service. */
export function variablesOfDatabases({ options, limits, databaseOptions = {} }: Variables): string[] {
  const numbers = Object.values(options).filter(({ is }) => is === 'number');
  const all = [...numbers, ...Object.values(limits), ...Object.values(databaseOptions)];
  return [
    ...levelVariables.map(([, variable]) => variable),
    'FIRST_SIGNS',
    ...all.flatMap(({ variable }) => variable ?? []),
  ];
}

/**
 * The function's variables as one database has them. A secret that databases do not share has a parameter of its own, with the
 * database's name before the last part: `ssm:/p/production/neon-connection-string` becomes
 * `ssm:/p/production/analytics/neon-connection-string`. Where the variable is no such reference, as in a local run, another
 * one holds it: `NEON_CONNECTION_STRING_ANALYTICS`.
 */
export function envOf(env: Env, { name, variables }: Asked, { secrets }: Variables): Env {
  const own = name === undefined ? [] : secrets.filter(({ shared }) => !shared);
  const derived = own.map(({ variable }) => [variable, secretOf(env, variable, name ?? '')]);
  return { ...env, ...Object.fromEntries(derived), ...variables };
}

/** The variable that holds a secret of a database: another one where it is not the function's own reference with its name. */
export function variableFor(env: Env, variable: string, name: string | undefined): string {
  if (name === undefined || patternIn(variableOf(env, variable))) return variable;
  return variableOfDatabase(variable, name);
}

function secretOf(env: Env, variable: string, name: string): string | undefined {
  const pattern = patternIn(variableOf(env, variable));
  if (!pattern) return variableOf(env, variableFor(env, variable, name));
  return `ssm:${pattern.path}/${name}/${pattern.last}`;
}

/** A reference to a parameter with a path. One without a path has no place for a name. */
function patternIn(text: string | undefined): { readonly path: string; readonly last: string } | undefined {
  const { path = '', last = '' } =
    /^(?<path>.*[^/])\/(?<last>[^/]+)$/.exec(referenceIn(text) ?? '')?.groups ?? {};
  return path && last ? { path, last } : undefined;
}
