import { applications } from '../../thresholds/application/applications';
import { placeOfDatabase } from '../databases/rules';
import { type Entry, fields } from '../environment';
import type { Finding } from './finding';
import { type Flaw, flawsOf, isTable, kindWords, placeOf, shown, type Words } from './schema';

/** A valid value for each field, to replace one that is missing or malformed. */
const harmless: Readonly<Record<string, unknown>> = {
  name: 'unnamed',
  region: 'us-east-1',
  collectionMinutes: 5,
  level: 'extended',
  namespace: 'shared',
  subscriptions: [],
  overrides: {},
  limits: {},
  logRetentionDays: 1,
  tags: {},
};

/** Fields of earlier versions, with what to write instead. */
const moved: Readonly<Record<string, string>> = {
  detailed: "write level: 'detailed' for true, level: 'core' for false, or level: 'extended' for more",
};

/** A text that may be shown: a secret that was pasted here is longer, or has digits or other characters in it. */
const isPlain = (value: string): boolean => /^[a-z][a-z -]{0,19}$/i.test(value);

/** What is wrong with a value of a database, without a text that may be a secret. What is allowed is in the fix. */
const databaseWords: Words = (value, isOfKind) => {
  if (!isOfKind || typeof value !== 'string') return kindWords(value);
  return isPlain(value) ? shown(value) : `is a text of ${value.length} characters that is not allowed here`;
};

/** An endpoint or a URL that was mistyped may still have a key in it, and so may a database's name that was pasted in the wrong place. */
const wordsFor: Readonly<Record<string, Words>> = {
  subscriptions: kindWords,
  databases: databaseWords,
  uptime: kindWords,
};

/** For fields with many entries: how deep an entry is. Only malformed entries are taken away, not the whole field. */
const entryDepth: Readonly<Record<string, number>> = {
  ...{ subscriptions: 1, overrides: 2, limits: 1, tags: 1 },
  ...{ databases: 2, dashboards: 1, applications: 1, uptime: 1 },
};

/** Where a flaw is: a database by its name, where it has one. */
function where(field: string, path: Flaw['path'], value: unknown): string {
  const [service, i, ...rest] = path;
  if (field !== 'databases' || typeof i !== 'number') return placeOf([field, ...path]);
  const list = Object(value)[String(service)];
  const inside = rest.length > 0 ? `.${placeOf(rest)}` : '';
  return placeOfDatabase(String(service), Object(list?.[i]), i) + inside;
}

/** What to do about a flaw: overrides of an application stand elsewhere. */
function fixOf(field: string, path: Flaw['path'], fix: string): string {
  const [name, ...rest] = path;
  return field === 'overrides' && rest.length === 0 && Object.hasOwn(applications, String(name))
    ? `write it as applications: [{ name: '${name}', overrides: {…} }]`
    : fix;
}

/**
 * Reads an environment that the compiler may not have checked (`tsx` does not check types).
 * @returns findings about fields that are missing, unknown or of the wrong type, and the environment with harmless
 *   values for them, so that the rules can check the other fields
 */
export function shape(given: unknown): readonly [usable: Entry, findings: readonly Finding[]] {
  const entry: Readonly<Record<string, unknown>> = isTable(given) ? given : {};
  const findings: Finding[] = isTable(given)
    ? Object.keys(entry)
        .filter((field) => !Object.hasOwn(fields, field))
        .map((field) => [
          field,
          'is not a field of an environment',
          moved[field] ?? `use one of ${Object.keys(fields).join(', ')}`,
        ])
    : [['', 'is not an environment', 'use a table {…}']];
  const usable = Object.entries(fields).flatMap(([field, schema]): [string, unknown][] => {
    const value = Object.hasOwn(entry, field) ? entry[field] : undefined;
    const flaws = flawsOf(schema, value, wordsFor[field]);
    if (flaws.length === 0) return value === undefined ? [] : [[field, value]];
    if (isTable(given))
      findings.push(
        ...flaws.map(
          ({ path, problem, fix }): Finding => [where(field, path, value), problem, fixOf(field, path, fix)],
        ),
      );
    const depth = entryDepth[field];
    if (depth !== undefined && flaws.every(({ path }) => path.length > 0))
      return [[field, flaws.reduce((rest, { path }) => without(rest, path.slice(0, depth)), value)]];
    return schema.type === 'optional' ? [] : [[field, harmless[field] ?? true]];
  });
  return [Object.fromEntries(usable) as Entry, findings];
}

/** The value without what is at the path. In a list the other entries keep their numbers. */
function without(value: unknown, [key, ...rest]: Flaw['path']): unknown {
  if (key === undefined) return undefined;
  if (Array.isArray(value)) return value.map((entry, i) => (i === key ? without(entry, rest) : entry));
  if (!isTable(value) || !Object.hasOwn(value, key)) return value;
  const { [key]: entry, ...others } = value;
  const left = without(entry, rest);
  return left === undefined ? others : { ...others, [key]: left };
}
