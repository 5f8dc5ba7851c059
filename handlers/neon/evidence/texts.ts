import * as v from 'valibot';
import type { Seen } from '../../../model/evidence';
import { number, parsed } from '../../lib/schema';
import { isShown, redact } from './redact';

/** How many texts are remembered; the least recently used go first. */
export const MOST_REMEMBERED = 40;
/** How many characters of a text leave the server. Enough for what is shown, behind a long comment. */
export const MOST_READ = 2_000;
/** When a text that could not be read is asked for again. */
const AGAIN_MS = 15 * 60_000;

const OTHER =
  'not a SELECT, INSERT, UPDATE, DELETE, MERGE or WITH, or a long comment comes first: other texts may hold passwords, and are never read';
const GONE = 'pg_stat_statements has no text of it (any more)';

/** What is known of the text of one statement. */
const entrySchema = v.pipe(
  v.union([
    v.strictObject({ id: v.string(), text: v.string() }),
    /** Not shown, and why; `until`: milliseconds since the epoch. */
    v.strictObject({ id: v.string(), why: v.string(), until: v.exactOptional(number) }),
  ]),
  v.readonly(),
);
const memorySchema = v.pipe(v.array(entrySchema), v.readonly());

/** The texts that are known, the most recently used first. Plain JSON. */
export type Memory = v.InferOutput<typeof memorySchema>;
type Entry = Memory[number];

/** What was remembered; nothing if that cannot be read. */
export const memoryOf = (remembered: unknown): Memory => parsed(memorySchema, remembered) ?? [];

/** The statements whose texts must be asked for. */
export function unknownOf(memory: Memory, ids: readonly string[], now: number): string[] {
  const isKnown = (entry: Entry) =>
    !('until' in entry) || (entry.until > now && entry.until <= now + AGAIN_MS);
  const known = new Set(memory.filter(isKnown).map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

/** The memory after a visit that named these statements, and learnt this. */
export function remembering(memory: Memory, ids: readonly string[], learnt: readonly Entry[]): Memory {
  const all = new Map([...memory, ...learnt].map((entry) => [entry.id, entry]));
  const used = ids.flatMap((id) => all.get(id) ?? []);
  const others = [...all.values()].filter(({ id }) => !ids.includes(id));
  return [...used, ...others].slice(0, MOST_REMEMBERED);
}

/** The texts by id, for those that are known; or why one is not shown. */
export const textsOf = (memory: Memory): ReadonlyMap<string, Seen<string>> =>
  new Map(memory.map((entry) => [entry.id, 'text' in entry ? entry.text : { absent: entry.why }]));

/** Statements whose texts could not be read, for now. */
export const unread = (ids: readonly string[], why: string, now: number): Entry[] =>
  ids.map((id) => ({ id, why, until: now + AGAIN_MS }));

/**
 * What may stand before the first word of a statement. In comments no other comment may begin: where that one ends is beyond a
 * regular expression, and the word behind it might be in a comment itself.
 */
const BEFORE = '([ \\t\\n\\r\\f\\v(]|--[^\\n\\r]*[\\n\\r]|/[*]([^*/]|[*](?!/)|/(?![*]))*[*]/)*';

/**
 * Reads the texts of at most a few statements: `[[id, text or null, whether there is one], …]`. They are cut on the server. The
 * texts of other statements than SELECT and its like stay there.
 *
 * Between dollars a backslash is a backslash, whatever standard_conforming_strings says.
 * @param schema where pg_stat_statements is installed, quoted if necessary
 * @param ids query ids
 */
export const textsStatement = (schema: string, ids: readonly string[]): string => `
SELECT json_agg(json_build_array(id, text, there)) AS texts
  FROM (SELECT queryid::text AS id, count(query) > 0 AS there,
               min(query) FILTER (WHERE query ~* $first$^${BEFORE}(select|insert|update|delete|merge|with)$first$) AS text
          FROM (SELECT queryid, left(query, ${MOST_READ}) COLLATE "C" AS query FROM ${schema}.pg_stat_statements(true)
                 WHERE toplevel AND queryid = ANY ('{${ids.join(',')}}'::bigint[])
                   AND userid IS DISTINCT FROM to_regrole('cloud_admin')::oid OFFSET 0) s
         GROUP BY queryid) t`;

const answerSchema = v.nullable(v.array(v.strictTuple([v.string(), v.nullable(v.string()), v.boolean()])));

/**
 * What is known after the answer; undefined if it is not one.
 * @param ids that were asked for: what the answer does not have is gone
 */
export function learntFrom(answer: unknown, ids: readonly string[], now: number): Entry[] | undefined {
  const rows = parsed(answerSchema, answer);
  if (rows === undefined) return undefined;
  const found = new Map((rows ?? []).map(([id, ...rest]) => [id, rest]));
  return ids.flatMap((id) => {
    const [text, there] = found.get(id) ?? [null, false];
    if (!there) return unread([id], GONE, now);
    const read = text?.slice(0, MOST_READ) ?? '';
    const shown = redact(read, read.length >= MOST_READ);
    return isShown(shown) ? { id, text: shown } : { id, why: OTHER };
  });
}
