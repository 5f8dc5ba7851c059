import * as v from 'valibot';

/** A finite number. In JSON 1e400 is read as Infinity, and Infinity is written as null, which nobody can read again. */
export const number = v.pipe(v.number(), v.finite());

const isObject = (input: unknown): input is Record<string, unknown> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/**
 * An object whose keys are not known beforehand. Not `v.record`: it drops keys such as `__proto__`, and what was saved
 * must be read as it was.
 * @param value of each value; must not transform it
 */
export function dictionary<Value>(value: v.GenericSchema<unknown, Value>) {
  return v.custom<Readonly<Record<string, Value>>>(
    (input) => isObject(input) && Object.values(input).every((part) => v.is(value, part)),
  );
}

/**
 * What a schema reads in an input; undefined where it does not fit. Stops at the first problem: one for each of the
 * millions of parts that a hostile answer may have would not fit into memory.
 */
export function parsed<Output>(schema: v.GenericSchema<unknown, Output>, input: unknown): Output | undefined {
  const result = v.safeParse(schema, input, { abortEarly: true });
  return result.success ? result.output : undefined;
}

/** The same for a JSON text. */
export function parsedJson<Output>(
  schema: v.GenericSchema<unknown, Output>,
  text: string,
): Output | undefined {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return undefined;
  }
  return parsed(schema, input);
}

/** The names of the entries of an object that are missing or do not fit. */
export function wrongEntries({ entries }: { readonly entries: v.ObjectEntries }, input: unknown): string[] {
  const object = isObject(input) ? input : {};
  return Object.entries(entries).flatMap(([name, schema]) => (v.is(schema, object[name]) ? [] : [name]));
}
