import * as v from 'valibot';
import type { Seen } from '../../model/evidence';
import { Absent, type Snapshot, type Value } from '../driver/readings';
import type { Journal } from '../lib/journal';
import { number } from '../lib/schema';
import type { Baseline } from '../lib/state';
import { grantOf, type Problem, quoted, remedyFor, whyRefused } from './advice/refused';
import { whyOwnUnrecorded, whyUnrecorded } from './advice/unrecorded';
import type { Problems } from './query';
import type { Sample, Statistics } from './sample';
import { type SlowStatements, slowStatements, slowStatementsSchema } from './slow';
import { fingerprintOf, MOST_CANDIDATES, MOST_DATABASES, MOST_RUNNING, parts } from './statement';
import type { NeonTarget } from './target';
import { evictedShare, hasLost, trackedOf, trackedSchema } from './tracked';

/** What one visit to Postgres saw. */
export type NeonSnapshot = Snapshot<keyof ReturnType<typeof countersOf>, NeonGauges, NeonDetail>;

/** What the Neon API says of the compute and its project. */
export interface ComputeGauges {
  /** 1 if it runs, 0 if it is suspended. */
  readonly computeActive: Value;
  /** Compute units. */
  readonly computeLimit: Value;
  /** Of the project's compute time, as a percentage. */
  readonly computeQuota: Value;
}

export interface NeonGauges extends ComputeGauges {
  readonly active: Value;
  readonly idle: Value;
  readonly total: Value;
  readonly slots: Value;
  readonly limit: Value;
  readonly bytes: Value;
  readonly lockWait: Value;
  /** Undefined if they could not be read, or are not complete. */
  readonly statistics: Statistics | undefined;
  /** Why statements cannot be told apart, and what to run; undefined if they can. */
  readonly hidden: string | undefined;
  /** Where pg_stat_statements is installed, quoted if necessary; null if it is not. */
  readonly schema: string | null;
  /** The texts of statements by query id, as far as they are known; or why one is not shown. */
  readonly texts: ReadonlyMap<string, Seen<string>>;
}

/** What is kept of a sample besides its counters. */
export const detailSchema = v.object({
  dealloc: number,
  /** When all statistics were last reset. */
  reset: v.exactOptional(v.string()),
  /** Which statement of ours is left out of the counters; not there in samples of earlier versions. */
  statement: v.exactOptional(v.string()),
  slow: v.exactOptional(slowStatementsSchema),
  // Called `tracked`, then `largest`, with fewer numbers before: those are left out, and for one interval a reset of a part
  // is not noticed.
  known: v.exactOptional(trackedSchema),
});
export type NeonDetail = Readonly<v.InferOutput<typeof detailSchema>>;

/** The counters that readings are derived from: readers know these by name, and no others. */
const countersOf = (sample: Sample, noStatistics: Absent) =>
  ({
    calls: sample.statistics?.calls ?? noStatistics,
    milliseconds: sample.statistics?.milliseconds ?? noStatistics,
  }) satisfies Readonly<Record<string, Value>>;

/** Why there are no statement statistics, and what to do; undefined if there are. */
function whyNoStatistics(
  sample: Sample,
  role: string,
  { statistics: problem, extension }: Problems,
): string | undefined {
  const { schema, statistics, identified, queryId, seesAll, version } = sample;
  if (statistics && !identified && queryId !== 'off')
    return seesAll
      ? `track_activities is off for the collector's role: its own statements cannot be left out; run: ALTER ROLE ${role} SET track_activities = on`
      : `the collector's own statements cannot be told from others; run: ${grantOf(role, version)}`;
  if (statistics) return whyUnrecorded(sample);
  if (extension) return `extensions cannot be read ${whyRefused(extension, role)}`;
  if (schema === null)
    return 'pg_stat_statements is not installed; run in this database: CREATE EXTENSION IF NOT EXISTS pg_stat_statements';
  const remedy = problem && remedyFor(problem, schema, role);
  return `pg_stat_statements cannot be read (${problem?.message ?? 'no answer'})${remedy ? `; ${remedy}` : ''}`;
}

/** The size of all databases, or why it is not known. */
function sizeOf(sample: Sample, role: string, problem: Problem | undefined): Value {
  const { unreadable, bytes, databases, version } = sample;
  if (problem) return new Absent(`the sizes of databases cannot be read ${whyRefused(problem, role)}`, true);
  if (databases > MOST_DATABASES)
    return new Absent(
      `there are ${databases} databases: reading the sizes of more than ${MOST_DATABASES} takes too long`,
      true,
    );
  if (unreadable > 0 || bytes === null)
    return new Absent(
      `the role may not read the size of ${unreadable} database(s); run: ${grantOf(role, version)}`,
      true,
    );
  return bytes;
}

const noLocks = (problem: Problem | undefined, role: string): string =>
  `locks cannot be read ${whyRefused(problem ?? { code: '', message: 'no answer' }, role)}`;

/** What is said of the parts that could not be read, besides statistics and sizes. */
const warningsOf = (problems: Problems, role: string) => [
  problems.locks && noLocks(problems.locks, role),
  problems.names &&
    `names of roles and databases cannot be read in this database, and are left out ${whyRefused(problems.names, role)}`,
  problems.settings &&
    `whether a role or a database has settings with which statements are not recorded is not known ${whyRefused(problems.settings, role)}`,
  ...[problems.internal, problems.membership, problems.started].map(
    (problem) => problem && `each run needs one more statement ${whyRefused(problem, role)}`,
  ),
];

/** Without pg_monitor, query ids are hidden, and statements cannot be told apart. */
function detailOf(
  statistics: Statistics,
  slow: SlowStatements | undefined,
  seesAll: boolean,
  problems: Problems,
): NeonDetail {
  const { dealloc, reset } = statistics;
  const statement = fingerprintOf(parts.filter((part) => problems[part]));
  const detail = { dealloc, statement, ...(reset !== null && { reset }) };
  return slow && seesAll ? { ...detail, slow, known: trackedOf(statistics) } : detail;
}

/** Query ids are hidden from a role that does not see all. */
const whyHidden = ({ seesAll, version }: Sample, role: string): string | undefined =>
  seesAll ? undefined : `statements cannot be told apart; run: ${grantOf(role, version)}`;

const stillRunning = ({ pid, usename, seconds }: Sample['running'][number]): string =>
  `still running: pid ${pid}, ${Math.round(seconds)} s, user ${usename ?? 'unknown'}`;
const CUT = `more than ${MOST_CANDIDATES} statements are slow; only the costliest are watched. Raise SLOW_QUERY_MS, or make some of them faster`;

/**
 * Turns a sample into a snapshot, and adds to the journal what people should know about it.
 * @param computeActive from the Neon API, or why it is not known
 */
export function snapshotOf(
  sample: Sample,
  target: NeonTarget,
  compute: ComputeGauges,
  problems: Problems,
  journal: Journal,
): NeonSnapshot {
  const { seesAll, running, untracked } = sample;
  const role = quoted(sample.role ?? target.user);
  const grant = `the role sees only its own sessions; run: ${grantOf(role, sample.version)}`;
  const counted = (n: number): Value => (seesAll ? n : new Absent(grant, true));
  const why = whyNoStatistics(sample, role, problems);
  const statistics = why === undefined ? sample.statistics : undefined;
  const noState = `track_activities is off in ${untracked} session(s): their state is not known. Find them, and who set it: SELECT pid, usename, application_name FROM pg_stat_activity WHERE state = 'disabled'; SELECT * FROM pg_db_role_setting`;
  const inState = (n: number): Value => (untracked > 0 ? new Absent(noState, true) : counted(n));
  const bytes = sizeOf(sample, role, problems.sizes ?? problems.databases);
  const candidates = statistics && slowStatements(statistics, target.slowQueryMs);
  const warnings = [
    !seesAll && grant,
    untracked > 0 && noState,
    why,
    whyOwnUnrecorded(sample),
    seesAll && bytes instanceof Absent && bytes.reason,
    ...warningsOf(problems, role),
    ...running.slice(0, MOST_RUNNING).map(stillRunning),
    candidates?.cut && CUT,
  ];
  for (const warning of warnings) if (warning) journal.warn(warning);
  const { host, port, database } = target;
  return {
    identity: [host, port, database, sample.started].join(' '),
    takenAt: sample.now,
    counters: countersOf({ ...sample, statistics }, new Absent(why ?? 'not read', why !== undefined)),
    ...(statistics && { detail: detailOf(statistics, candidates, seesAll, problems) }),
    gauges: {
      active: inState(sample.active),
      idle: inState(sample.idle),
      total: counted(sample.total),
      slots: counted(sample.slots),
      limit: sample.limit,
      bytes,
      lockWait: sample.lockWait ?? new Absent(noLocks(problems.locks, role), true),
      ...compute,
      statistics,
      hidden: why ?? whyHidden(sample, role),
      schema: sample.schema,
      texts: new Map(),
    },
  };
}

const STARTED_OVER =
  'the statistics of statements started over since the previous sample (pg_stat_statements_reset)';
const RESET =
  'statistics of a database, a user or a statement were reset since the previous sample (pg_stat_statements_reset)';
const OTHER_STATEMENT =
  'the statement of the collector has changed since the previous sample (the collector was updated, or another part of it is refused): all that the earlier statement ever took would be counted';
const EVICTED = 'pg_stat_statements evicted statements since the previous sample';
const RAISE = 'raise pg_stat_statements.max if this persists';
/** Up to which share of the growth of the sums what evicted statements had is an error that a reading may have. */
const TOLERATED = 0.05;

/** Why the growth of a counter is not known although the source did not start over as a whole. */
export function resets(
  before: Baseline<NeonDetail>,
  now: NeonSnapshot,
): Partial<Record<keyof NeonSnapshot['counters'], string>> {
  const reason = before.identity === now.identity ? whyReset(before, now) : undefined;
  return reason === undefined ? {} : { calls: reason, milliseconds: reason };
}

function whyReset({ detail: was }: Baseline<NeonDetail>, now: NeonSnapshot): string | undefined {
  const { detail: is } = now;
  const { statistics } = now.gauges;
  if (!was || !is || !statistics) return undefined;
  if (was.reset !== is.reset) return STARTED_OVER;
  if (was.statement !== is.statement) return OTHER_STATEMENT;
  if (evictions(was, is) > 0)
    return evictedPart(was, now) <= TOLERATED
      ? undefined
      : `${EVICTED}, and how much of the sums they had is not known; ${RAISE}`;
  // Without pg_monitor, statements are not told apart, and none of them can be missed.
  return was.known && is.known && hasLost(was.known, statistics) ? RESET : undefined;
}

const evictions = (was: NeonDetail, is: NeonDetail): number => is.dealloc - was.dealloc;

/** About how large a part of the growth of the sums evicted statements may have had: 0 without any. */
function evictedPart(was: NeonDetail | undefined, { detail: is, gauges }: NeonSnapshot): number {
  const times = was && is ? evictions(was, is) : 0;
  if (times <= 0) return 0;
  return was?.known && gauges.statistics ? evictedShare(was.known, gauges.statistics, times) : Infinity;
}

/** What is wrong with sums over statements when a part of the statements was reset or evicted in between. */
export function remarks(before: Baseline<NeonDetail>, now: NeonSnapshot): string[] {
  if (before.identity !== now.identity) return [];
  const reason = resets(before, now).calls;
  // Nobody has to do anything about that.
  if (reason === STARTED_OVER || reason === OTHER_STATEMENT) return [];
  if (reason) return [`AverageQueryTime, SlowQueries and QueryThroughput are absent: ${reason}`];
  const part = evictedPart(before.detail, now);
  return part > 0
    ? [
        `AverageQueryTime, SlowQueries and QueryThroughput may be wrong by about ${Math.ceil(100 * part)} %: ${EVICTED}; ${RAISE}`,
      ]
    : [];
}
