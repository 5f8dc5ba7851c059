type Path = readonly string[];

/** A value that two syntheses have differently. Names that a project chooses are `*`; what is absent is undefined. */
export interface Difference {
  /** The file, and the path of keys in it. */
  readonly at: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A difference, and the stacks that have it; none if it is in a file of the whole project. */
export interface Found extends Difference {
  readonly stacks: readonly string[];
}

/** Contents of synthesized files, by path relative to the output folder. */
export type Output = ReadonlyMap<string, Buffer>;

/** Names of stacks and resources depend on the project's tables; an expectation must not. */
function generic(path: Path): string {
  const [kind = ''] = path;
  const named = { resource: 2, data: 2, output: 1, provider: 1, stacks: 1 }[kind];
  return path.map((key, i) => (i === named ? '*' : key)).join('.');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The smallest parts that differ between two JSON values. */
function differing(from: unknown, to: unknown, path: Path = []): Difference[] {
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return from.flatMap((item, i) => differing(item, to[i], [...path, '*']));
  if (isObject(from) && isObject(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return keys.flatMap((key) => differing(from[key], to[key], [...path, key]));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ at: generic(path), from, to }];
}

/** A synthesized file: its stack, if it is of one, and its name without what depends on its content. */
function placed(file: string): readonly [stack: string | undefined, name: string] {
  const [, stack, rest] = /^stacks\/([^/]+)\/(.+)$/.exec(file) ?? [];
  return stack !== undefined && rest !== undefined
    ? [stack, rest.replace(/^assets\/.*\//, 'assets/*/')]
    : [undefined, file];
}

const parsed = (content: Buffer) => JSON.parse(content.toString()) as unknown;

function ofFile(name: string, from: Buffer | undefined, to: Buffer | undefined): Difference[] {
  if (!from || !to) return [{ at: name, ...(from ? { from: 'a file' } : { to: 'a file' }) }];
  if (from.equals(to)) return [];
  // Only what cdktf writes itself: a dashboard's body is an asset.
  if (!/^(cdk\.tf|manifest)\.json$/.test(name)) return [{ at: name, from: 'a file', to: 'another content' }];
  return differing(parsed(from), parsed(to)).map((one) => ({ ...one, at: `${name}: ${one.at}` }));
}

const identity = ({ at, from, to }: Difference) => JSON.stringify([at, from, to]);

/** Everything that differs between two syntheses, each difference once. White space in JSON is no difference. */
export function differencesOf(from: Output, to: Output): Found[] {
  const found = new Map<string, Found>();
  for (const file of [...new Set([...from.keys(), ...to.keys()])].sort()) {
    const [stack, name] = placed(file);
    for (const difference of ofFile(name, from.get(file), to.get(file))) {
      const stacks = new Set(found.get(identity(difference))?.stacks);
      if (stack !== undefined) stacks.add(stack);
      found.set(identity(difference), { ...difference, stacks: [...stacks] });
    }
  }
  return [...found.values()];
}

/** The stack that has most differences; of several, the last. */
export function mostChanged(found: readonly Found[]): string | undefined {
  const counts = new Map<string, number>();
  for (const stack of found.flatMap(({ stacks }) => stacks)) counts.set(stack, (counts.get(stack) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => a - b).at(-1)?.[0];
}

/** What was found and not expected, and the reverse. */
export function surprises<T extends Difference>(found: readonly Found[], expected: readonly T[]) {
  const without = <D extends Difference>(some: readonly D[], known: readonly Difference[]) => {
    const identities = new Set(known.map(identity));
    return some.filter((one) => !identities.has(identity(one)));
  };
  return { unexpected: without(found, expected), missing: without(expected, found) };
}

/**
 * The expectation that fits what was found.
 * @returns the known reasons by place; a new difference has an empty reason, which a person writes
 */
export function expectationOf<T extends Difference & { readonly why: string }>(
  found: readonly Found[],
  known: readonly T[],
) {
  return found.map(({ at, from, to }) => ({
    at,
    from,
    to,
    why: known.find((one) => one.at === at)?.why ?? '',
  }));
}
