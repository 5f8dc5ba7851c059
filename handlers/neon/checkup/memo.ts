import * as v from 'valibot';
import { dictionary, number, parsed } from '../../lib/schema';
import type { CheckupAnswer } from './answer';

/** Counters of one database, and when its statistics were last reset. */
const counters = v.object({
  reset: v.nullable(v.string()),
  ...{ commits: number, rollbacks: number, temporary: number, sessions: number, failed: number },
});
const memoSchema = v.object({
  /** Milliseconds since the epoch, by the database's clock. */
  at: number,
  /** By the object id of the database; those with the most transactions. */
  databases: dictionary(counters),
  /** How often pg_stat_statements evicted statements, and since when it counts. */
  statements: v.nullable(v.string()),
});

/** What is kept of a check-up, so that the next one can tell what happened since. */
export type Memo = Readonly<v.InferOutput<typeof memoSchema>>;
export type Counters = Readonly<v.InferOutput<typeof counters>>;

/** Under which name it is remembered. */
export const CHECKUP = 'checkup';

export function memoOf({ now, activity, statements }: CheckupAnswer): Memo {
  const databases = (activity ?? []).map(({ oid, name: _, ...rest }) => [String(oid), rest] as const);
  return { at: now, databases: Object.fromEntries(databases), statements };
}

/** What was remembered, if it is what this version remembers. */
export const readMemo = (memo: unknown): Memo | undefined => parsed(memoSchema, memo);
