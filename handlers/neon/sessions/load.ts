import * as v from 'valibot';
import { number } from '../../lib/schema';

/** With what the counters of all databases are comparable. */
export const loadSchema = v.object({
  /** The sum of the object ids of all databases. */
  ids: number,
  /** When the statistics of a database were last reset, as text. */
  reset: v.nullable(v.string()),
});
export type Load = Readonly<v.InferOutput<typeof loadSchema>>;

/** The counters that are sums over all databases. */
const names = ['activeMs', 'deadlocks'] as const;
export type LoadResets = { -readonly [Name in (typeof names)[number]]?: string };

const CHANGED =
  'a database was created or dropped, or its statistics were reset (pg_stat_reset), since the previous sample';
/**
 * A session adds what a statement took to the statistics when its next statement or the session ends: in between, the sum of
 * ended and running statements is lower than before.
 */
const FELL: Readonly<Record<(typeof names)[number], string>> = {
  activeMs: 'a long statement has ended, and Postgres has not counted its time yet',
  deadlocks: 'the statistics of a database were lost since the previous sample',
};

interface Counted {
  readonly counters: Readonly<Record<string, unknown>>;
  readonly detail?: { readonly load?: Load };
}

/** Why the growth of a sum over all databases is not known although the server is the same. */
export function loadResets(before: Counted, now: Counted): LoadResets {
  const [was, is] = [before.detail?.load, now.detail?.load];
  const changed = was && is && (was.ids !== is.ids || was.reset !== is.reset);
  const resets: LoadResets = {};
  for (const name of names) {
    const [from, to] = [before.counters[name], now.counters[name]];
    if (changed) resets[name] = CHANGED;
    else if (typeof from === 'number' && typeof to === 'number' && to < from) resets[name] = FELL[name];
  }
  return resets;
}
