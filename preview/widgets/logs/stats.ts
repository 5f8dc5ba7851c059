import type { Step } from './commands';
import { type Entry, fieldOf } from './filter';

type Aggregate = (values: readonly number[], records: number) => number | undefined;
const some =
  (of: (values: readonly number[]) => number): Aggregate =>
  (values) =>
    values.length === 0 ? undefined : of(values);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const aggregates: Readonly<Record<string, Aggregate>> = {
  count: (_, records) => records,
  sum,
  avg: some((values) => sum(values) / values.length),
  min: some((values) => Math.min(...values)),
  max: some((values) => Math.max(...values)),
};

/** Of sums and means. */
const DECIMALS = 4;

interface Computed {
  readonly name: string;
  of(entries: readonly Entry[]): number | undefined;
}

function computed(text: string): Computed {
  const call = text.trim();
  const [, name = '', of = '', alias = call] =
    /^(\w+)\(\s*(\*|@?[\w.@-]*)\s*\)(?:\s+as\s+(\w+))?$/i.exec(call) ?? [];
  const aggregate = Object.hasOwn(aggregates, name.toLowerCase())
    ? aggregates[name.toLowerCase()]
    : undefined;
  if (!aggregate) throw new Error(`"${call.slice(0, 40)}" in stats is not simulated`);
  return {
    name: alias,
    of(entries) {
      const values = entries.map((entry) => fieldOf(entry, of)).filter((value) => typeof value === 'number');
      const records = of === '' || of === '*' ? entries.length : entries.filter((e) => isThere(e, of)).length;
      const number = aggregate(values, records);
      return number === undefined ? undefined : Number(number.toFixed(DECIMALS));
    },
  };
}

const isThere = (entry: Entry, name: string): boolean => fieldOf(entry, name) !== undefined;

/**
 * Reads `stats sum(a) as b, count(*) by c, d`: a record for each group, with count, sum, avg, min and max.
 * @returns its columns, those of the groups first
 * @throws {Error} says in a part of a sentence what is not simulated
 */
export function stats(rest: string): { readonly columns: readonly string[]; readonly step: Step } {
  const [calls = '', by = ''] = rest.split(/\s+by\s+/i);
  const groups = by.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  const wrong = groups.find((name) => !/^@?[\w.@-]+$/.test(name));
  if (wrong !== undefined) throw new Error(`"by ${wrong.slice(0, 40)}" in stats is not simulated`);
  const all = calls.split(',').map(computed);
  return {
    columns: [...groups, ...all.map(({ name }) => name)],
    step: (entries) =>
      [...grouped(entries, groups).values()].map((members) => ({
        ...{ at: Number.NaN, text: '', json: undefined },
        named: Object.fromEntries([
          ...groups.map((name) => [name, members[0] && fieldOf(members[0], name)] as const),
          ...all.map(({ name, of }) => [name, of(members)] as const),
        ]),
      })),
  };
}

function grouped(entries: readonly Entry[], names: readonly string[]): ReadonlyMap<string, readonly Entry[]> {
  // Without groups there is one, also of no records.
  if (names.length === 0) return new Map([['', entries]]);
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = JSON.stringify(names.map((name) => fieldOf(entry, name) ?? null));
    const members = groups.get(key);
    if (members) members.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}
