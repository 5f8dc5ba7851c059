import * as v from 'valibot';
import { ProtocolError } from '../lib/errors';
import { number, parsed, parsedJson, wrongEntries } from '../lib/schema';
import { sessionsEntries } from './sessions/sample';

/** `extract(epoch FROM …)::text` */
const epoch = v.pipe(v.string(), v.regex(/^\d{1,20}(\.\d{1,20})?$/));
/** `database.user.query` */
const id = v.pipe(v.string(), v.regex(/^\d{1,20}\.\d{1,20}\.-?\d{1,20}$/));
/**
 * With calls, milliseconds, the sum of their squares, the shortest and the longest call, and since when it is recorded, in
 * milliseconds since the epoch, if that is known: from version 1.11 (PostgreSQL 17) on.
 */
const statement = v.pipe(
  v.strictTuple([id, number, number, number, number, number, v.nullable(number)]),
  v.readonly(),
);
/** `database.user`, with calls, milliseconds and the number of statements. */
const groupId = v.pipe(v.string(), v.regex(/^\d{1,20}\.\d{1,20}$/));
const group = v.pipe(v.strictTuple([groupId, number, number, number]), v.readonly());

const placeSchema = v.object({
  role: number,
  database: number,
  /** Of which setting. */
  setting: v.string(),
  /** Null for all, and if names cannot be read. */
  roleName: v.nullable(v.string()),
  databaseName: v.nullable(v.string()),
});

/** The JSON object that the statement returns. */
const sampleSchema = v.object({
  /** Milliseconds since the epoch, by the database's clock. */
  now: number,
  /** When the postmaster started, as text. */
  started: epoch,
  /** Such as 170010. */
  version: number,
  seesAll: v.boolean(),
  /** Whether our own statements can be told from others. */
  identified: v.boolean(),
  /** Null if names of roles cannot be read. */
  role: v.nullable(v.string()),
  /** The object ids of our own role and of the connected database, and the number of other sessions of this role. */
  own: number,
  here: number,
  siblings: number,
  limit: number,
  slots: number,
  total: number,
  active: number,
  idle: number,
  /** Sessions whose state is not recorded (track_activities = off). */
  untracked: number,
  running: v.array(v.object({ pid: number, usename: v.nullable(v.string()), seconds: number })),
  /** Null if the role may not read the size of any database. */
  bytes: v.nullable(number),
  unreadable: number,
  databases: number,
  /** The sum of the object ids of all databases. */
  ids: number,
  /** Over all databases: milliseconds of statements that have ended, and deadlocks. Null if they cannot be read. */
  busy: v.nullable(number),
  deadlocks: v.nullable(number),
  /** Sessions that an operator ended. */
  killed: v.nullable(number),
  /** When the statistics of a database were last reset; null if never. */
  reset: v.nullable(epoch),
  /** neon.max_cluster_size; null if the server does not have it. */
  sizeLimit: v.nullable(v.string()),
  ...sessionsEntries,
  /** Null if locks cannot be read. */
  lockWait: v.nullable(number),
  /** Where pg_stat_statements is installed, quoted if necessary; null if it is not. */
  schema: v.nullable(v.string()),
  /** pg_stat_statements.track, compute_query_id, and for which roles and databases (0: all) one of them records nothing. */
  track: v.nullable(v.string()),
  queryId: v.string(),
  configured: v.array(placeSchema),
  /** JSON from inside an XML element. It holds numbers only, so nothing in it is escaped. */
  statements: v.nullish(v.string()),
});

const statisticsSchema = v.object({
  calls: number,
  milliseconds: number,
  /** The number of statements. */
  entries: number,
  slow: v.pipe(v.array(statement), v.readonly()),
  /** The largest, by calls plus milliseconds. */
  tracked: v.pipe(v.array(statement), v.readonly()),
  /** Sums over the statements of one user in one database; the largest. */
  groups: v.pipe(v.array(group), v.readonly()),
  /** pg_stat_statements.max: with more statements, the server evicts some. */
  most: v.nullable(number),
  /** When the statistics were last reset, as text. */
  reset: v.nullable(epoch),
  /** How often entries were evicted. */
  dealloc: number,
});

/** Sums over pg_stat_statements, and the statements that were slow at least once. */
export type Statistics = Readonly<v.InferOutput<typeof statisticsSchema>>;

/** The one row that the statement returns. */
export type Sample = Readonly<Omit<v.InferOutput<typeof sampleSchema>, 'statements'>> & {
  readonly statistics: Statistics | undefined;
};

/** @throws {ProtocolError} when the answer is not what the statement returns: another server is listening there */
export function parseSample(answer: unknown): Sample {
  const read = parsed(sampleSchema, answer);
  if (!read) throw notOurs(wrongEntries(sampleSchema, answer));
  const { statements, ...sample } = read;
  return { ...sample, statistics: statements == null ? undefined : parseStatistics(statements) };
}

function parseStatistics(text: string): Statistics {
  const statistics = parsedJson(statisticsSchema, text);
  if (statistics) return statistics;
  const object = parsedJson(v.unknown(), text);
  const wrong = wrongEntries(statisticsSchema, object).map((name) => `statements.${name}`);
  throw notOurs(object === undefined ? ['statements'] : wrong);
}

function notOurs(wrong: readonly string[]): ProtocolError {
  return new ProtocolError(
    `Postgres answered the statement without ${wrong.join(', ')}: check that the host is a PostgreSQL 14 or later.`,
  );
}
