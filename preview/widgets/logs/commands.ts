import { type Entry, fieldOf } from './filter';

/** What one command makes of the records. */
export type Step = (entries: readonly Entry[]) => readonly Entry[];

const MOST_RECORDS = 20_000;
const FIELD = '@?[\\w.@-]+';
const field = new RegExp(`^${FIELD}$`);
const unquoted = (text: string): string => text.trim().replace(/^[`'"]|[`'"]$/g, '');
const withName = (entry: Entry, name: string, value: unknown): Entry => ({
  ...entry,
  named: { ...entry.named, [name]: value },
});

/** A column of `fields` or `display`: a field, perhaps under another name, or `jsonParse(…) as name`. */
export interface Column {
  readonly name: string;
  readonly step?: Step;
}

/** @throws {Error} says in a part of a sentence what is not simulated */
export function columnsOf(rest: string): Column[] {
  return rest.split(',').map((column) => {
    const [, expression = column, alias] = /^([\s\S]*?)\s+as\s+(\S+)\s*$/i.exec(column) ?? [];
    const parsed = new RegExp(`^\\s*jsonParse\\(\\s*(${FIELD})\\s*\\)\\s*$`, 'i').exec(expression)?.[1];
    const name = alias ?? unquoted(expression);
    if (parsed !== undefined)
      return { name, step: (all) => all.map((one) => withName(one, name, parsedOf(one, parsed))) };
    const own = unquoted(expression);
    if (!field.test(own))
      throw new Error(`the field "${own.slice(0, 40)}" is computed, which is not simulated`);
    return alias === undefined
      ? { name }
      : { name, step: (all) => all.map((one) => withName(one, name, fieldOf(one, own))) };
  });
}

function parsedOf(entry: Entry, name: string): unknown {
  if (name === '@message') return entry.json;
  try {
    return JSON.parse(String(fieldOf(entry, name)));
  } catch {
    return undefined;
  }
}

/** `unnest list into item`: a record for each item. What is not a list is one item; what is not there is none. */
export function unnest(rest: string): Step {
  const [, list, item] = new RegExp(`^(${FIELD})\\s+into\\s+(\\w+)$`, 'i').exec(rest.trim()) ?? [];
  if (list === undefined || item === undefined)
    throw new Error(`"unnest ${rest.slice(0, 20)}" is not simulated`);
  return (entries) => {
    const items: Entry[] = [];
    for (const entry of entries) {
      const value = fieldOf(entry, list) ?? [];
      for (const one of Array.isArray(value) ? value : [value]) items.push(withName(entry, item, one));
      // A list in a list in a list could become more than a browser can hold.
      if (items.length > MOST_RECORDS) return items.slice(0, MOST_RECORDS);
    }
    return items;
  };
}

export function sort(rest: string): Step {
  const [name = '', order = 'asc'] = rest.split(/\s+/);
  const by = unquoted(name.replace(/,$/, ''));
  const sign = order.toLowerCase() === 'desc' ? -1 : 1;
  return (entries) => entries.toSorted((a, b) => sign * compare(fieldOf(a, by), fieldOf(b, by)));
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '').localeCompare(String(b ?? ''));
}

export function limit(rest: string): Step {
  const count = Number(rest);
  if (!Number.isInteger(count) || count < 1) throw new Error(`the limit is "${rest.slice(0, 20)}"`);
  return (entries) => entries.slice(0, count);
}
