import type { SourceLine } from '../data';
import { type Entry, fieldOf } from './filter';
import type { LogQuery } from './query';

/** Lines that a query looks at. */
const MOST_SCANNED = 5000;
/** More would not be read in a widget. */
const MOST_LINES = 200;
const LONGEST_CELL = 500;

/** A line of a result. */
export interface Row {
  readonly at: number;
  /** In the order of the query's fields. */
  readonly cells: readonly string[];
}

function entryOf({ at, text }: SourceLine): Entry {
  try {
    return { at, text, json: JSON.parse(text) };
  } catch {
    return { at, text, json: undefined };
  }
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}

/**
 * The lines that a query finds, in its order; without one, newest first.
 * @param lines oldest first
 * @param from lines before this time are out of the time range
 */
export function runQuery(query: LogQuery, lines: readonly SourceLine[], from: number): Row[] {
  const recent = lines.slice(-MOST_SCANNED).filter(({ at }) => at >= from);
  const newestFirst: readonly Entry[] = recent.map(entryOf).reverse();
  return query.steps
    .reduce((entries, step) => step(entries), newestFirst)
    .slice(0, MOST_LINES)
    .map((entry) => ({ at: entry.at, cells: query.fields.map((name) => cellOf(fieldOf(entry, name))) }));
}
