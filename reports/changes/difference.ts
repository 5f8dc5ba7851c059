import { printable } from '../markdown';
import { isArray, isDeeper, type Json, type JsonObject, leaves } from '../plan/json';

const LONGEST_VALUE = 200;
/** What is shown of a long text before its first difference. */
const LEAD = 40;

/** Dashboards and policies are nested about ten levels deep. */
const DEEPEST = 100;

const oneLine = (text: string): string => printable(text).replace(/\s+/g, ' ');

/** A value on one line. */
export function shown(value: Json, from = 0): string {
  const line = oneLine(typeof value === 'string' ? value : JSON.stringify(value));
  if (line.length <= LONGEST_VALUE) return line;
  const start = Math.max(0, from - LEAD);
  const end = start + LONGEST_VALUE;
  return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''} (${line.length} characters)`;
}

/** Two values, each on one line; of long texts the part around the first difference. */
export function shownBoth(before: Json, after: Json): [from: string, to: string] {
  const texts = [before, after].map((value) =>
    oneLine(typeof value === 'string' ? value : JSON.stringify(value)),
  );
  const [a = '', b = ''] = texts;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return [shown(a, at), shown(b, at)];
}

/** A document in a string, such as a policy, as its content: otherwise a long one would be cut before its difference. */
export function opened(values: JsonObject | undefined): JsonObject | undefined {
  return (
    values &&
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, document(value) ?? value]))
  );
}

/** The object or list that a string holds as JSON. */
export function document(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  try {
    const content: unknown = JSON.parse(value);
    const readable = typeof content === 'object' && content !== null && !isDeeper(content, DEEPEST);
    return readable ? (content as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** The paths at which two trees differ, with both values. Paths are Terraform's: `metric_query[0].id`. */
export function differing(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): [path: string, from: Json | undefined, to: Json | undefined][] {
  const [was, is] = [new Map(leaves(before)), new Map(leaves(after))];
  const paths = [...new Set([...was.keys(), ...is.keys()])].sort();
  return paths
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => [path, was.get(path), is.get(path)]);
}

/** The elements of a list that the other list does not have. */
export function without<T>(list: readonly T[], other: readonly T[]): T[] {
  const known = new Set(other);
  return list.filter((element) => !known.has(element));
}

export const listOf = (value: Json | undefined): readonly Json[] =>
  isArray(value) ? value : value === undefined || value === null ? [] : [value];
