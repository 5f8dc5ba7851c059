import { ProtocolError } from '../errors';

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
  readonly reset: string;
  /** How often entries were evicted. */
  readonly dealloc: number;
}

const numbers = ['now', 'limit', 'slots', 'total', 'active', 'idle', 'unreadable', 'lockWait'] as const;

/** @throws {ProtocolError} when the answer is not what the statement asks for: something else answers there */
export function parseSample(answer: unknown): Sample {
  const raw = (answer ?? {}) as Record<string, unknown>;
  const wrong = numbers.filter((name) => typeof raw[name] !== 'number');
  if (wrong.length > 0 || typeof raw.started !== 'string' || !Array.isArray(raw.running))
    throw new ProtocolError(
      `Postgres answered the statement without ${wrong.join(', ') || 'all its parts'}: check that the host is a PostgreSQL 14 or later.`,
    );
  const { statements, ...rest } = raw;
  // The JSON travelled inside XML, which escapes nothing that these numbers hold.
  const statistics = typeof statements === 'string' ? (JSON.parse(statements) as Statistics) : undefined;
  return { ...(rest as unknown as Omit<Sample, 'statistics'>), statistics };
}
