import * as v from 'valibot';

/** A finite number. JSON.parse reads 1e400 as Infinity, and JSON.stringify writes Infinity as null. */
export const number = v.pipe(v.number(), v.finite());

const isObject = (input: unknown): input is Record<string, unknown> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/**
 * An object with arbitrary keys. Not `v.record`, which drops keys such as `__proto__`: what was saved must be read
 * unchanged.
 * @param value schema of each value; must not transform it
 */
export function dictionary<Value>(value: v.GenericSchema<unknown, Value>) {
  return v.custom<Readonly<Record<string, Value>>>(
    (input) => isObject(input) && Object.values(input).every((part) => v.is(value, part)),
  );
}

/**
 * The output of a schema; undefined if the input does not match. Stops at the first problem: a hostile response may have
 * millions, too many for the memory.
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

/** The names of the entries that are missing or do not match. */
export function wrongEntries({ entries }: { readonly entries: v.ObjectEntries }, input: unknown): string[] {
  const object = isObject(input) ? input : {};
  return Object.entries(entries).flatMap(([name, schema]) => (v.is(schema, object[name]) ? [] : [name]));
}
