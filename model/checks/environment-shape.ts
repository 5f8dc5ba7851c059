import type { Environment } from '../../environments';
import type { Finding } from './environment-rules';

/** A healthy environment, for its kinds of values and to stand in for fields that cannot be read. */
const blank: Required<Environment> = {
  name: 'blank',
  region: 'us-east-1',
  accountId: '000000000000',
  collectionMinutes: 5,
  detailed: true,
  namespace: 'shared',
  neonApi: false,
  subscriptions: [],
  overrides: {},
  limits: {},
  upstashMemoryLimitBytes: 1,
  slowQueryMs: 1,
  logRetentionDays: 1,
  tags: {},
};
const optional: readonly string[] = [
  'accountId',
  'upstashMemoryLimitBytes',
  'slowQueryMs',
] satisfies (keyof Environment)[];

type Kind = 'string' | 'number' | 'boolean' | 'list' | 'record' | 'nothing';
const words: Readonly<Record<Kind, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list […]',
  record: 'a table {…}',
  nothing: 'nothing',
};
export function kindOf(value: unknown): Kind {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return typeof value as Kind;
  return typeof value === 'object' && value !== null ? 'record' : 'nothing';
}

/**
 * Reads an environment that perhaps no compiler has seen (`tsx` checks no types).
 * @returns the findings about fields that are missing, unknown or of the wrong kind, and the environment with
 *   harmless values in those places, so that the rules can go on to the others
 */
export function shape(
  environment: Environment,
): readonly [usable: Environment, findings: readonly Finding[]] {
  const findings: Finding[] = Object.keys(environment)
    .filter((field) => !(field in blank))
    .map((field) => [field, 'is no field of an environment', `use one of ${Object.keys(blank).join(', ')}`]);
  const usable: Record<string, unknown> = {};
  for (const [field, healthy] of Object.entries(blank)) {
    const value: unknown = environment[field as keyof Environment];
    if (value === undefined && optional.includes(field)) continue;
    if (kindOf(value) === kindOf(healthy)) usable[field] = value;
    else {
      usable[field] = healthy;
      const problem = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
      findings.push([field, problem, `use ${words[kindOf(healthy)]}`]);
    }
  }
  return [usable as unknown as Environment, findings];
}
