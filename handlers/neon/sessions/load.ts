import * as v from 'valibot';
import { number } from '../../lib/schema';

/** With what the counters of all databases are comparable. */
export const loadSchema = v.object({
  /** The sum of the object ids of all databases. */
  ids: number,
  /** When the statistics of a database were last reset, as text. */
  reset: v.nullable(v.string()),
  /** How many sessions operators have ended; null if that cannot be read. Not there in samples of earlier versions. */
  killed: v.exactOptional(v.nullable(number)),
});
export type Load = Readonly<v.InferOutput<typeof loadSchema>>;

/** The counters that are sums over all databases. */
const names = ['activeMs', 'deadlocks'] as const;
export type LoadResets = { -readonly [Name in (typeof names)[number]]?: string };

const CHANGED =
  'a database was created or dropped, or its statistics were reset (pg_stat_reset), since the previous sample';
const KILLED =
  'a session was ended (pg_terminate_backend) since the previous sample, and Postgres never counts what its statement took';
/**
 * A session adds what a statement took to the statistics when its next statement or the session ends. Where it is idle, the sample
 * has it; while the next one runs, it is nowhere, and the sum may be lower than before.
 */
const FELL: Readonly<Record<(typeof names)[number], string>> = {
  activeMs:
    'a long statement has ended, another one runs in its session, and Postgres counts the first with the second',
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
  if ((is?.killed ?? 0) > (was?.killed ?? Number.POSITIVE_INFINITY)) resets.activeMs = KILLED;
  for (const name of names) {
    const [from, to] = [before.counters[name], now.counters[name]];
    if (changed) resets[name] = CHANGED;
    else if (!resets[name] && typeof from === 'number' && typeof to === 'number' && to < from)
      resets[name] = FELL[name];
  }
  return resets;
}
