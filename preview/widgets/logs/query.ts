import { columnsOf, limit, type Step, sort, unnest } from './commands';
import { parseFilter } from './filter';
import { stats } from './stats';

/** A query of Logs Insights, as far as it is simulated. */
export interface LogQuery {
  readonly groups: readonly string[];
  /** The columns. */
  readonly fields: readonly string[];
  /** Its commands, in order. */
  readonly steps: readonly Step[];
}

const DEFAULT_FIELDS = ['@timestamp', '@message'];

/** Splits at `|` outside of quotes and regular expressions. */
function commandsOf(query: string): string[] {
  return (query.match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/(?:[^/\\\n]|\\.)+\/|[^|"']|["'])+/g) ?? [])
    .map((command) => command.trim())
    .filter((command) => command !== '' && !command.startsWith('#'));
}

/**
 * Reads `SOURCE`, `fields`, `display`, `filter`, `unnest`, `stats`, `sort` and `limit`.
 * @throws {Error} says in a part of a sentence what is not simulated
 */
export function parseQuery(query: string): LogQuery {
  let groups: string[] = [];
  let fields: readonly string[] | undefined;
  const steps: Step[] = [];
  const columns = (rest: string): string[] =>
    columnsOf(rest).map(({ name, step }) => {
      if (step) steps.push(step);
      return name;
    });
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
    filter: (rest) => {
      const condition = parseFilter(rest);
      steps.push((entries) => entries.filter(condition));
    },
    unnest: (rest) => steps.push(unnest(rest)),
    stats: (rest) => {
      const { columns: computed, step } = stats(rest);
      fields = computed;
      steps.push(step);
    },
    sort: (rest) => steps.push(sort(rest)),
    limit: (rest) => steps.push(limit(rest)),
  };
  for (const command of commandsOf(query)) {
    const [, name = '', rest = ''] = /^([A-Za-z]+)\s*([\s\S]*)$/.exec(command) ?? [];
    const reader = Object.hasOwn(read, name.toLowerCase()) ? read[name.toLowerCase()] : undefined;
    if (!reader) throw new Error(`the command "${(name || command).slice(0, 20)}" is not simulated`);
    reader(rest);
  }
  return { groups, fields: fields ?? DEFAULT_FIELDS, steps };
}
