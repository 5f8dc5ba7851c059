import * as v from 'valibot';
import { type Entry, fields } from '../environment';
import type { Finding } from './finding';

/** A valid value for each field, to replace one that is missing or malformed. */
const harmless: Readonly<Record<string, unknown>> = {
  name: 'unnamed',
  region: 'us-east-1',
  collectionMinutes: 5,
  detailed: true,
  namespace: 'shared',
  subscriptions: [],
  overrides: {},
  limits: {},
  logRetentionDays: 1,
  tags: {},
};

/**
 * Reads an environment that the compiler may not have checked (`tsx` does not check types).
 * @returns findings about fields that are missing, unknown or of the wrong type, and the environment with harmless
 *   values for them, so that the rules can check the other fields
 */
export function shape(given: unknown): readonly [usable: Entry, findings: readonly Finding[]] {
  const entry: Readonly<Record<string, unknown>> = Object(given);
  const findings: Finding[] = Object.keys(entry)
    .filter((field) => !Object.hasOwn(fields, field))
    .map((field) => [
      field,
      'is not a field of an environment',
      `use one of ${Object.keys(fields).join(', ')}`,
    ]);
  const usable = Object.entries(fields).flatMap(([field, schema]): [string, unknown][] => {
    const value = Object.hasOwn(entry, field) ? entry[field] : undefined;
    const read = v.safeParse(schema, value);
    if (read.success) return value === undefined ? [] : [[field, value]];
    const problem = value === undefined ? 'is missing' : `is ${shown(value)}`;
    findings.push([field, problem, read.issues[0].message]);
    return schema.type === 'optional' ? [] : [[field, harmless[field] ?? true]];
  });
  return [Object.fromEntries(usable) as Entry, findings];
}

function shown(value: unknown): string {
  try {
    return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  } catch {
    return 'a value that refers to itself';
  }
}
