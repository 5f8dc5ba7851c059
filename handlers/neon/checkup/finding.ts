import { type Finding, findingOf, type Said } from '../../../model/evidence';
import { format } from '../../../model/format';
import type { NeonCheck } from '../../../thresholds/neon/checks';
import type { CheckupAnswer, Worst } from './answer';
import type { Limits } from './criteria';
import type { Memo } from './memo';

/** What a check knows. */
export interface Facts {
  readonly answer: CheckupAnswer;
  /** Our own role and the connected database, as they are written in a statement. */
  readonly role: string;
  readonly database: string;
  readonly limits: Limits;
  /** The counters of the last check-up; undefined on the first. */
  readonly before: Memo | undefined;
  /** The limit that alarms compare the size with, gigabytes; undefined where they compare with the server's own. */
  readonly limitGigabytes: number | undefined;
}
/** A check: what it finds in the facts, the worst first. */
export type Look = (facts: Facts) => readonly Finding[];

/** The finding of a check; undefined if the number is below what counts. */
export const found = (check: NeonCheck, { limits }: Facts, said: Said): Finding | undefined =>
  findingOf(check, limits.checks[check], said);

/** The findings of a check about the worst objects. The last one says how many more there are. */
export function foundAll<Entry>(
  check: NeonCheck,
  facts: Facts,
  list: Worst<Entry>,
  say: (entry: Entry) => Said,
): readonly Finding[] {
  const all = list?.worst.flatMap((entry) => found(check, facts, say(entry)) ?? []) ?? [];
  const more = (list?.all ?? 0) - all.length;
  return all.map((one, i) =>
    i === all.length - 1 && more > 0 ? { ...one, advice: `${one.advice} ${othersOf(more)}` } : one,
  );
}

const othersOf = (n: number): string =>
  n === 1 ? 'There is one more like this.' : `There are ${n} more like this.`;

/** What a terminal or a page would not show as it is, or at all. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * A name as it can be copied into a statement: as SQL quoted it, or, if it has characters that are lost on the way, with these
 * escaped (PostgreSQL: identifiers with Unicode escapes).
 */
export function identifier(quoted: string): string {
  if (!INVISIBLE.test(quoted)) return quoted;
  const inner = quoted.replace(/^"|"$/g, '').replaceAll('\\', '\\\\');
  const escaped = Array.from(inner, (c) => (INVISIBLE.test(c) ? `\\+${hex(c)}` : c)).join('');
  return `U&"${escaped}"`;
}
const hex = (c: string): string => (c.codePointAt(0) ?? 0).toString(16).padStart(6, '0');

/** `schema.table`, each part as it can be copied. */
export const nameOf = (parts: readonly string[]): string => parts.map(identifier).join('.');

/** A text as a literal that means the same whatever standard_conforming_strings is. */
export function literal(text: string): string {
  const plain = text.replaceAll("'", "''");
  if (!INVISIBLE.test(text) && !text.includes('\\')) return `'${plain}'`;
  const escaped = Array.from(plain.replaceAll('\\', '\\\\'), (c) =>
    INVISIBLE.test(c) ? `\\U${hex(c).padStart(8, '0')}` : c,
  );
  return `E'${escaped.join('')}'`;
}

/** `1,234,567` */
export const grouped = (n: number): string => Math.round(n).toLocaleString('en-US');
/** `3.2 GB`, `120 MB`, `8 kB` */
export const sized = (bytes: number): string => format(bytes, 'Bytes');
/** `3 days`, `5 hours`, `10 minutes`. */
export function lasting(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  const [unit, size] = units.find(([, least]) => seconds >= 2 * least) ?? (['second', 1] as const);
  const n = Math.max(0, Math.round(seconds / size));
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
