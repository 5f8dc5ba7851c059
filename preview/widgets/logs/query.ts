import { type Condition, parseFilter } from './filter';

/** A query of Logs Insights, as far as it is simulated. */
export interface LogQuery {
  readonly groups: readonly string[];
  /** The columns. */
  readonly fields: readonly string[];
  readonly filters: readonly Condition[];
  readonly sort: { readonly field: string; readonly descending: boolean } | undefined;
  readonly limit: number;
}

/** Logs Insights' own. */
const DEFAULT_LIMIT = 1000;
/** More would not be read in a widget. */
const MOST_LINES = 200;
const DEFAULT_FIELDS = ['@timestamp', '@message'];

/** Splits at `|` outside of quotes and regular expressions. */
function commandsOf(query: string): string[] {
  return (query.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/(?:[^/\\\n]|\\.)+\/|[^|"']|["'])+/g) ?? [])
    .map((command) => command.trim())
    .filter((command) => command !== '' && !command.startsWith('#'));
}

const unquoted = (text: string): string => text.trim().replace(/^[`'"]|[`'"]$/g, '');

/**
 * Reads `SOURCE`, `fields`, `display`, `filter`, `sort` and `limit`.
 * @throws {Error} says in a part of a sentence what is not simulated
 */
export function parseQuery(query: string): LogQuery {
  let groups: string[] = [];
  let fields: string[] | undefined;
  let sort: LogQuery['sort'];
  let limit = DEFAULT_LIMIT;
  const filters: Condition[] = [];
  const read: Readonly<Record<string, (rest: string) => void>> = {
    source: (rest) => {
      groups = [...rest.matchAll(/'([^']+)'|"([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? '');
    },
    fields: (rest) => {
      fields = [...(fields ?? []), ...columns(rest)];
    },
    display: (rest) => {
      fields = columns(rest);
    },
    filter: (rest) => filters.push(parseFilter(rest)),
    sort: (rest) => {
      const [field = '', order = 'asc'] = rest.split(/\s+/);
      sort = { field: unquoted(field.replace(/,$/, '')), descending: order.toLowerCase() === 'desc' };
    },
    limit: (rest) => {
      const count = Number(rest);
      if (!Number.isInteger(count) || count < 1) throw new Error(`the limit is "${rest.slice(0, 20)}"`);
      limit = count;
    },
  };
  for (const command of commandsOf(query)) {
    const [, name = '', rest = ''] = /^([A-Za-z]+)\s*([\s\S]*)$/.exec(command) ?? [];
    const reader = Object.hasOwn(read, name.toLowerCase()) ? read[name.toLowerCase()] : undefined;
    if (!reader) throw new Error(`the command "${(name || command).slice(0, 20)}" is not simulated`);
    reader(rest);
  }
  return { groups, fields: fields ?? DEFAULT_FIELDS, filters, sort, limit: Math.min(limit, MOST_LINES) };
}

function columns(rest: string): string[] {
  return rest.split(',').map((column) => {
    const name = unquoted(column.replace(/\s+as\s+\S+\s*$/i, ''));
    if (!/^@?[\w.@-]+$/.test(name))
      throw new Error(`the field "${name.slice(0, 40)}" is computed, which is not simulated`);
    return name;
  });
}
