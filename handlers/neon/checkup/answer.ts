import * as v from 'valibot';
import { number, parsed, parsedJson, wrongEntries } from '../../lib/schema';
import { elementOf } from '../xml';

/** The worst of what a check found, and how many it found. Null if it could not be looked at. */
const worst = <Entry extends v.GenericSchema>(entry: Entry) =>
  v.nullable(v.object({ all: number, worst: v.array(entry) }));
/** Parts of a name, each quoted where SQL needs it: schema, relation, column. */
const name = v.array(v.string());
const text = v.nullable(v.string());

const relation = v.object({
  name,
  table: v.array(text),
  bytes: number,
  partitioned: v.boolean(),
  kept: v.boolean(),
});

/** Of the whole server and the session. Each part is an XML text with a JSON object in it; null where the role lacks a right. */
const answerSchema = v.object({
  /** Milliseconds since the epoch, by the database's clock. */
  now: number,
  /** Our own role, and the connected database; null if they cannot be shown. */
  role: text,
  database: text,
  /** autovacuum_freeze_max_age, autovacuum_multixact_freeze_max_age. */
  freezeAge: number,
  multiFreezeAge: number,
  /** neon.max_cluster_size; null on another server. */
  clusterSize: text,
  /** Whether the server has loaded pg_stat_statements. */
  loaded: v.boolean(),
  /** What the role lacks, by part. */
  lacking: v.record(v.string(), v.array(v.string())),
  parts: v.record(v.string(), text),
});

/** What the parts hold together. */
const partsSchema = v.object({
  /** How many tables, indexes and the like this database has. */
  relations: v.nullable(number),
  /** Those with the oldest ids. */
  databases: v.nullable(
    v.array(
      v.object({
        name: text,
        oid: number,
        xids: number,
        mxids: number,
        open: v.boolean(),
      }),
    ),
  ),
  /** How many others there are that people use. */
  databaseCount: v.nullable(number),
  /** Counters since the statistics began, of the databases with the most transactions. */
  activity: v.nullable(
    v.array(
      v.object({
        oid: number,
        name: text,
        reset: text,
        ...{ commits: number, rollbacks: number, temporary: number, sessions: number, failed: number },
      }),
    ),
  ),
  dead: worst(v.object({ name, dead: number, live: number, vacuumed: v.nullable(number), off: v.boolean() })),
  unvacuumed: worst(v.object({ name, rows: number })),
  invalid: worst(relation),
  unused: worst(relation),
  /** For how many seconds scans have been counted at least. */
  counted: v.nullable(number),
  sequences: worst(
    v.object({
      name,
      share: number,
      ...{ last: v.string(), end: v.string(), type: v.string(), down: v.boolean() },
      column: v.nullable(name),
      columnType: text,
    }),
  ),
  /** Sequences that the role may not read, and their schemas. */
  hidden: worst(name),
  /** What could not be read, because others have locked it. */
  ...{ lockedSequences: worst(name), lockedStatements: worst(name), lockedCache: worst(name) },
  slots: worst(v.object({ name: v.string(), bytes: number, kind: v.string(), lost: v.boolean() })),
  prepared: worst(v.object({ gid: text, database: text, owner: text, hours: number })),
  settings: v.nullable(v.record(v.string(), v.tuple([v.string(), v.string()]))),
  /** Where pg_stat_statements is installed, quoted if necessary. */
  schema: text,
  /** How often statements were evicted, and since when this is counted: an XML text. */
  statements: text,
  /** Hits and misses of Neon's local file cache since the compute started, and the pages that the last hour needs: an XML text. */
  cache: text,
  /** neon.file_cache_size_limit; null on another server. */
  cacheSize: text,
});
const none = Object.fromEntries(Object.keys(partsSchema.entries).map((entry) => [entry, null]));

/** What the statement of the check-up answers. */
export type CheckupAnswer = Readonly<Omit<v.InferOutput<typeof answerSchema>, 'parts'>> &
  Readonly<v.InferOutput<typeof partsSchema>>;
export type Worst<Entry> = { readonly all: number; readonly worst: readonly Entry[] } | null;

/** @returns the names of what is missing or malformed, if anything is: another server is listening there */
export function parseCheckup(answer: unknown): CheckupAnswer | readonly string[] {
  const read = parsed(answerSchema, answer);
  if (!read) return wrongEntries(answerSchema, answer);
  const { parts, ...rest } = read;
  const held = Object.entries(parts).map(([part, xml]) =>
    xml === null
      ? {}
      : (parsedJson(v.looseObject({}), elementOf(xml, 'j') ?? '') ?? { [part]: 'unreadable' }),
  );
  const all = Object.assign({ ...none }, ...held);
  const known = parsed(partsSchema, all);
  if (!known) return wrongEntries(partsSchema, all);
  const { statements, cache } = known;
  return {
    ...{ ...rest, ...known },
    statements: statements && (elementOf(statements, 's') ?? ''),
    cache: cache && (elementOf(cache, 's') ?? ''),
  };
}
