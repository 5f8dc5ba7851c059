import * as v from 'valibot';

/** What is wrong with a part of a value, where it is, and what to write instead. */
export interface Flaw {
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly fix: string;
}

export const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The types of values. Each message says what to write. */
export const text = v.string('use a text in quotes');
export const finite = (look: string) => v.pipe(v.number(look), v.finite(look));
export const number = finite('use a number');
export const flag = v.boolean('use true or false');
export const table = v.custom<Readonly<Record<string, unknown>>>(isTable, 'use a table {…}');
export const oneOf = <const Of extends readonly (string | number)[]>(of: Of) =>
  v.picklist(of, `use one of ${of.join(', ')}`);
export const listOf = <Out>(entry: v.GenericSchema<unknown, Out>) =>
  v.pipe(v.array(entry, 'use a list […]'), v.readonly());

/** A text of this form. */
export const formed = (form: RegExp, look: string) => v.pipe(v.string(look), v.regex(form, look));

/** A table with any keys, and the same type of value for each. */
export const tableOf = <Out>(entry: v.GenericSchema<unknown, Out>) =>
  v.pipe(table, v.record(v.string(), entry), v.readonly());

/**
 * A table with these keys and no others. Not `v.strictObject`, which names only the first unknown key.
 * @param look what to do about a missing key or another type; by default, what the types say
 */
export function closed<Entries extends v.ObjectEntries>(entries: Entries, look?: string) {
  const names = Object.keys(entries);
  const fixFor = ({ expected }: v.BaseIssue<unknown>): string => {
    const missing = names.find((name) => JSON.stringify(name) === expected);
    const schema = missing === undefined ? undefined : entries[missing];
    return (schema && v.safeParse(schema, undefined).issues?.[0].message) ?? 'use a table {…}';
  };
  const schema = v.pipe(
    look === undefined ? table : v.custom<Readonly<Record<string, unknown>>>(isTable, look),
    v.looseObject(entries, look ?? fixFor),
    v.rawCheck(({ dataset, addIssue }) => {
      const input: Readonly<Record<string, unknown>> = Object(dataset.value);
      for (const key of Object.keys(input).filter((name) => !names.includes(name)))
        addIssue({
          message: `use one of ${names.join(', ')}`,
          expected: UNKNOWN,
          path: [{ type: 'unknown', origin: 'key', input, key, value: input[key] }],
        });
    }),
  );
  // A loose object's type allows any key; the check above does not.
  return schema as unknown as v.GenericSchema<
    unknown,
    Readonly<v.InferOutput<v.ObjectSchema<Entries, undefined>>>
  >;
}
const UNKNOWN = 'never';

/**
 * What is said of a wrong value.
 * @param isOfKind whether it is a value of the right type that is not allowed
 */
export type Words = (value: unknown, isOfKind: boolean) => string;

/**
 * Everything that is wrong with a value that no compiler has checked (`tsx` and `cdktf synth` check no types).
 * @param words what is said of a wrong value; by default, the value
 */
export function flawsOf(schema: v.GenericSchema, value: unknown, words: Words = shown): Flaw[] {
  return (v.safeParse(schema, value).issues ?? []).map((issue) => {
    const { path: items = [], expected, input, message } = issue;
    const path = items.map(({ key }) => (typeof key === 'number' ? key : String(key)));
    const problem = expected === UNKNOWN ? 'is not a known field' : words(input, isOfKind(issue));
    return { path, problem, fix: message };
  });
}

/** Whether a value has the right type. A list of what is allowed is one of texts in nearly all places. */
const isOfKind = ({ kind, type, input }: v.BaseIssue<unknown>): boolean =>
  kind === 'validation' || (type === 'picklist' && typeof input === 'string');

/** Of what kind a value is, without the value. */
export function kindWords(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is null';
  if (Array.isArray(value)) return 'is a list';
  if (typeof value === 'number' && !Number.isFinite(value)) return `is ${value}`;
  return `is a ${typeof value === 'string' ? 'text' : typeof value === 'object' ? 'table' : typeof value}`;
}

/** A place as it is written in code: `subscriptions[0].protocol`. */
export function placeOf(path: Flaw['path']): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${key}`)).join('');
}

/** What a value is: `is missing`, `is "yes"`. */
export function shown(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (typeof value === 'function') return 'is a function';
  if (typeof value === 'number') return `is ${value}`;
  try {
    return `is ${JSON.stringify(value) ?? String(value)}`;
  } catch {
    return 'is a value that refers to itself';
  }
}
