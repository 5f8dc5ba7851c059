import { ProtocolError } from '../lib/errors';
import { flag, type Holds, listOf, matching, number, orNull, shaped, text, tupleOf, wrongIn } from './shape';

/** The one row that the statement answers. */
export interface Sample {
  /** Milliseconds since the epoch, by the database's clock. */
  readonly now: number;
  /** When the postmaster started, as text. */
  readonly started: string;
  readonly seesAll: boolean;
  readonly role: string;
  readonly limit: number;
  readonly slots: number;
  readonly total: number;
  readonly active: number;
  readonly idle: number;
  readonly running: readonly {
    readonly pid: number;
    readonly usename: string | null;
    readonly seconds: number;
  }[];
  /** Null when the size of no database may be read. */
  readonly bytes: number | null;
  readonly unreadable: number;
  readonly lockWait: number;
  readonly installed: boolean;
  readonly statistics: Statistics | undefined;
}

/** Sums over pg_stat_statements, and the statements that were slow at least once. */
export interface Statistics {
  readonly calls: number;
  readonly milliseconds: number;
  /** `[database.user.query, calls, milliseconds]` */
  readonly slow: readonly (readonly [string, number, number])[];
  /** When the statistics were last reset, as text. */
  readonly reset: string | null;
  /** How often entries were evicted. */
  readonly dealloc: number;
}

/** `extract(epoch FROM …)::text` */
const epoch = matching(/^\d{1,20}(\.\d{1,20})?$/);

/** What each part of the answer must be. */
const parts: Readonly<Record<keyof Omit<Sample, 'statistics'>, Holds>> = {
  now: number,
  started: epoch,
  seesAll: flag,
  role: text,
  limit: number,
  slots: number,
  total: number,
  active: number,
  idle: number,
  running: listOf(shaped({ pid: number, usename: orNull(text), seconds: number })),
  bytes: orNull(number),
  unreadable: number,
  lockWait: number,
  installed: flag,
};
const statisticsParts: Readonly<Record<keyof Statistics, Holds>> = {
  calls: number,
  milliseconds: number,
  slow: listOf(tupleOf(matching(/^\d{1,20}\.\d{1,20}\.-?\d{1,20}$/), number, number)),
  reset: orNull(epoch),
  dealloc: number,
};

/** @throws {ProtocolError} when the answer is not what the statement asks for: something else answers there */
export function parseSample(answer: unknown): Sample {
  const wrong = wrongIn(answer, parts);
  if (wrong.length > 0) throw notOurs(wrong);
  const { statements, ...sample } = answer as Omit<Sample, 'statistics'> & { statements?: unknown };
  return { ...sample, statistics: parseStatistics(statements) };
}

/** The JSON travelled inside XML, which escapes nothing that these numbers hold. */
function parseStatistics(statements: unknown): Statistics | undefined {
  if (statements === null || statements === undefined) return undefined;
  let statistics: unknown;
  try {
    statistics = JSON.parse(String(statements));
  } catch {
    throw notOurs(['statements']);
  }
  const wrong = wrongIn(statistics, statisticsParts);
  if (wrong.length > 0) throw notOurs(wrong.map((name) => `statements.${name}`));
  return statistics as Statistics;
}

function notOurs(wrong: readonly string[]): ProtocolError {
  return new ProtocolError(
    `Postgres answered the statement without ${wrong.join(', ')}: check that the host is a PostgreSQL 14 or later.`,
  );
}
