import fc from 'fast-check';
import { inherited, json, numberText, text } from './arbitraries';

type Path = readonly string[];
type Node = Record<string, unknown>;

/** No input is nested deeper. What a mutation adds may be, and is not examined. */
const DEEPEST = 10;

/** Enough places, even if a mutation has multiplied them. */
const MOST_PLACES = 1_000;

/** The paths in a value, without the value itself. */
function paths(value: unknown, at: Path = [], found: Path[] = []): Path[] {
  if (typeof value !== 'object' || value === null || at.length === DEEPEST) return found;
  for (const key of Object.keys(value)) {
    if (found.length === MOST_PLACES) break;
    const path = [...at, key];
    found.push(path);
    paths((value as Node)[key], path, found);
  }
  return found;
}

const nodeAt = (value: unknown, path: Path): Node =>
  path.reduce((node, key) => (node as Node)[key], value) as Node;

function copy(value: unknown, depth = DEEPEST): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((element) => copy(element, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part, depth - 1)]));
}

/** Sets an own property, even `__proto__`. In JSON, a list has no properties except its elements. */
function put(node: Node, key: string, value: unknown): void {
  if (Array.isArray(node) && !(key in node && /^\d+$/.test(key))) node.push(value);
  else Object.defineProperty(node, key, { value, enumerable: true, configurable: true, writable: true });
}

/** One thing that goes wrong at one place of a value. */
type Mutation = (node: Node, key: string, other: unknown) => void;
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.constant<Mutation>(
    (node, key) => void (Array.isArray(node) ? node.splice(Number(key), 1) : delete node[key]),
  ),
  json.map(
    (value): Mutation =>
      (node, key) =>
        put(node, key, value),
  ),
  numberText.map(
    (value): Mutation =>
      (node, key) =>
        put(node, key, value),
  ),
  fc.constant<Mutation>((node, key) => put(node, key, written(node[key]))),
  fc.constant<Mutation>((node, key) => put(node, key, [node[key]])),
  fc.constant<Mutation>((node, key) =>
    put(node, key, typeof node[key] === 'number' ? -Number(node[key]) : null),
  ),
  // Types swapped: a value from another place.
  fc.constant<Mutation>((node, key, other) => put(node, key, other)),
  fc.tuple(fc.constantFrom(...inherited, ''), json).map(
    ([name, value]): Mutation =>
      (node) =>
        put(node, name, value),
  ),
  fc.nat(40).map(
    (times): Mutation =>
      (node, key) => {
        if (Array.isArray(node)) for (let i = 0; i < times; i++) node.push(node[Number(key)]);
      },
  ),
);

/** A valid JSON value with a few mutations. */
export function mutated(good: unknown): fc.Arbitrary<unknown> {
  const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), mutation), { minLength: 1, maxLength: 4 });
  return steps.map((all) => {
    const value = copy(good);
    for (const [at, from, change] of all) {
      const places = paths(value);
      const [place, source] = [places[at % places.length], places[from % places.length]];
      if (!place || !source) break;
      const other = copy(nodeAt(value, source));
      change(nodeAt(value, place.slice(0, -1)), place.at(-1) ?? '', other);
    }
    return value;
  });
}

/** One thing that goes wrong with a text. The numbers are places in it. */
type Damage = (good: string, from: number, to: number) => string;
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.constant<Damage>((good, from) => good.slice(0, from)),
  fc.constant<Damage>((good, from, to) => good.slice(0, from) + good.slice(to)),
  fc.constant<Damage>((good, from, to) => good.slice(0, to) + good.slice(from)),
  text.map(
    (odd): Damage =>
      (good, from, to) =>
        good.slice(0, from) + odd + good.slice(to),
  ),
  text.map(
    (odd): Damage =>
      (good, from) =>
        good.slice(0, from) + odd + good.slice(from),
  ),
  // The number at or after the place becomes another.
  numberText.map(
    (odd): Damage =>
      (good, from) =>
        good.slice(0, from) + good.slice(from).replace(/-?\d+(\.\d+)?/, odd),
  ),
  fc.constantFrom('\n', '\r', '\r\n', '\n\r', '\u2028').map(
    (end): Damage =>
      (good, from) => {
        return good.slice(0, from) + good.slice(from).replace(/\r?\n/g, end);
      },
  ),
  // A duplicate key.
  fc.tuple(fc.constantFrom(...inherited), numberText).map(
    ([key, odd]): Damage =>
      (good, from) => {
        return good.slice(0, from) + good.slice(from).replace('{', `{"${key}":${odd || 0},`);
      },
  ),
);

/** A valid text with a few mutations. */
export function damaged(good: string): fc.Arbitrary<string> {
  const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), damage), { minLength: 1, maxLength: 4 });
  return steps.map((all) =>
    all.reduce((now, [a, b, change]) => {
      const [from = 0, to = 0] = [a % (now.length + 1), b % (now.length + 1)].sort((x, y) => x - y);
      return change(now, from, to);
    }, good),
  );
}

/** A JSON text: of a mutated value, damaged as a text, or not JSON at all. */
export function jsonText(good: unknown): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: mutated(good).map(written) },
    { weight: 4, arbitrary: damaged(JSON.stringify(good)) },
    { weight: 1, arbitrary: json.map(written) },
    { weight: 1, arbitrary: text },
    { weight: 1, arbitrary: fc.nat(50_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
  );
}

/** As JSON, with 1e400 where JSON.stringify would write null; a deeply nested text where it would overflow. */
export function written(value: unknown): string {
  const marked = (_: string, v: unknown) =>
    v === Number.POSITIVE_INFINITY ? '\u0001+' : v === Number.NEGATIVE_INFINITY ? '\u0001-' : v;
  try {
    return (JSON.stringify(value, marked) ?? 'null').replace(
      /"\\u0001([+-])"/g,
      (_, sign) => `${sign === '-' ? '-' : ''}1e400`,
    );
  } catch {
    return `${'{"x":'.repeat(20_000)}0${'}'.repeat(20_000)}`;
  }
}
