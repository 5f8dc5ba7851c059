export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The objects in a list; empty if the value is not a list. Terraform writes a nested block as a list of objects. */
export function objects(value: Json | undefined): JsonObject[] {
  return isArray(value) ? value.filter(isObject) : [];
}

/** An object's own property, not an inherited one: a plan may contain names such as `constructor` or `__proto__`. */
export function own<T>(object: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return object && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Any value as a word of a sentence. */
export function word(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? 'unknown' : JSON.stringify(value);
}

/** Whether a value is nested deeper than this many levels. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}

export function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  (isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** Whether two values mean the same. Providers write "nothing" as null, "", 0, false, [] and {}, and mix them. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (isArray(a) && isArray(b)) return a.length === b.length && a.every((value, i) => equal(value, b[i]));
  if (isObject(a) && isObject(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) =>
      equal(own(a, name), own(b, name)),
    );
  return a === b || (isEmpty(a) && isEmpty(b));
}

/** Every value that is neither object nor list, with the path to it: `metric_query[0].id`. */
export function leaves(value: Json | undefined, path = ''): [path: string, value: Json][] {
  if (isArray(value)) return value.flatMap((element, i) => leaves(element, `${path}[${i}]`));
  if (isObject(value))
    return Object.keys(value)
      .sort()
      .flatMap((name) => leaves(value[name], path ? `${path}.${name}` : name));
  return value === undefined || value === null || value === '' ? [] : [[path, value]];
}
