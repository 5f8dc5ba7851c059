/** An object of a JSON text. Its fields are read by the functions below only, which see nothing that is inherited. */
export type Json = Readonly<Record<string, unknown>>;

/** A JSON object, and neither an array nor null. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of the object itself: `__proto__` and `constructor` are fields like any other. */
export function field(object: unknown, name: string): unknown {
  return isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

export function text(object: unknown, name: string): string | undefined {
  const value = field(object, name);
  return typeof value === 'string' ? value : undefined;
}

export function number(object: unknown, name: string): number | undefined {
  const value = field(object, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function flag(object: unknown, name: string): boolean | undefined {
  const value = field(object, name);
  return typeof value === 'boolean' ? value : undefined;
}

/** @returns an empty list if the field is absent or anything else */
export function list(object: unknown, name: string): readonly unknown[] {
  const value = field(object, name);
  return Array.isArray(value) ? value : [];
}

/** One of the words, or undefined. */
export function oneOf<Word extends string>(
  object: unknown,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const value = field(object, name);
  return words.find((word) => word === value);
}

/** A value in a message: short, whatever it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** A problem if the field is there and is not what it must be. */
export function wrongField(
  object: unknown,
  name: string,
  type: 'string' | 'number' | 'boolean' | 'list' | 'object',
): string[] {
  const value = field(object, name);
  if (value === undefined) return [];
  const is = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
  return is === type ? [] : [`"${name}" must be ${article[type]}, not ${shown(value)}.`];
}

const article = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  list: 'a list',
  object: 'an object',
} as const;
