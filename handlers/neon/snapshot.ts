import * as v from 'valibot';
import type { Seen } from '../../model/evidence';
import { Absent, map, type Snapshot, type Value } from '../driver/readings';
import type { Journal } from '../lib/journal';
import { number } from '../lib/schema';
import { grantOf, type Problem, quoted, remedyFor, whyRefused } from './advice/refused';
import { otherLimit, type SizeLimit, sizeLimitOf } from './advice/size-limit';
import { whyOwnUnrecorded, whyUnrecorded } from './advice/unrecorded';
import type { Problems } from './query';
import type { Sample, Statistics } from './sample';
import { loadSchema } from './sessions/load';
import type { Sessions } from './sessions/sample';
import { type SlowStatements, slowStatements, slowStatementsSchema } from './slow';
import { fingerprintOf, MOST_CANDIDATES, MOST_DATABASES, MOST_RUNNING, parts } from './statement';
import type { NeonTarget } from './target';
import { trackedOf, trackedSchema } from './tracked';

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

/** What a visit knows without a sample. */
export interface GaugesAround extends ComputeGauges {
  /** Milliseconds from the first byte sent until the database was ready for a command. */
  readonly connectMs: number;
}

export interface NeonGauges extends GaugesAround {
  readonly active: Value;
  readonly idle: Value;
  readonly total: Value;
  readonly slots: Value;
  readonly limit: Value;
  readonly bytes: Value;
  readonly lockWait: Value;
  readonly blocked: Value;
  readonly oldest: Value;
  /** Milliseconds that our own statement is part of the counter of active time. */
  readonly spent: number;
  /** Gigabytes of 10⁹ bytes. */
  readonly sizeLimit: Value;
  /** Why the alarms of DatabaseSize have nothing to compare with; undefined if they have. */
  readonly unlimited: string | undefined;
  /** With how many compute units alarms compare; undefined if with what the Neon API says. */
  readonly computeUnits: number | undefined;
  readonly sessions: Sessions;
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
const anyDetailSchema = v.object({
  /** Not there if statements are not recorded. */
  dealloc: v.exactOptional(number),
  /** Not there in samples of earlier versions. */
  load: v.exactOptional(loadSchema),
  /** When all statistics were last reset. */
  reset: v.exactOptional(v.string()),
  /** Which statement of ours is left out of the counters; not there in samples of earlier versions. */
  statement: v.exactOptional(v.string()),
  slow: v.exactOptional(slowStatementsSchema),
  // Called `tracked`, then `largest`, with fewer numbers before: those are left out, and for one interval a reset of a part
  // is not noticed.
  known: v.exactOptional(trackedSchema),
});
export type NeonDetail = Readonly<v.InferOutput<typeof anyDetailSchema>>;
export const detailSchema = v.pipe(
  anyDetailSchema,
  v.check(({ dealloc, load }) => dealloc !== undefined || load !== undefined),
);

/** The counters that readings are derived from: readers know these by name, and no others. */
const countersOf = (sample: Sample, noStatistics: Absent, working: Value, noLoad: Absent) =>
  ({
    calls: sample.statistics?.calls ?? noStatistics,
    milliseconds: sample.statistics?.milliseconds ?? noStatistics,
    // A statement is counted when it has ended, and until then it is running: the same time, and never both.
    activeMs: map(working, (ms) => (sample.busy === null ? noLoad : sample.busy + ms + sample.spent)),
    deadlocks: sample.deadlocks ?? noLoad,
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

const NO_ANSWER: Problem = { code: '', message: 'no answer' };
const noLocks = ({ locks = NO_ANSWER }: Problems, role: string): string =>
  `locks cannot be read ${whyRefused(locks, role)}`;
const noBlockers = ({ blockers = NO_ANSWER }: Problems, role: string): string =>
  `who blocks whom cannot be read ${whyRefused(blockers, role)}`;
const noLoad = ({ load, databases = NO_ANSWER }: Problems, role: string): string =>
  `deadlocks and the time in statements cannot be read ${whyRefused(load ?? databases, role)}`;

/** What is said of the parts that could not be read, besides statistics and sizes. */
const warningsOf = (problems: Problems, role: string) => [
  problems.locks && noLocks(problems, role),
  problems.blockers && noBlockers(problems, role),
  problems.load && noLoad(problems, role),
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

/** How large the databases may become. */
function limitOf(
  limit: SizeLimit,
  { limitGigabytes }: NeonTarget,
): Pick<NeonGauges, 'sizeLimit' | 'unlimited'> {
  if ('gigabytes' in limit) return { sizeLimit: limit.gigabytes, unlimited: undefined };
  const unlimited = limitGigabytes === undefined ? limit.none : undefined;
  return { sizeLimit: new Absent(limit.none, true), unlimited };
}

/**
 * Turns a sample into a snapshot, and adds to the journal what people should know about it.
 * @param around what the Neon API says, and how long connecting took
 */
export function snapshotOf(
  sample: Sample,
  target: NeonTarget,
  around: GaugesAround,
  problems: Problems,
  journal: Journal,
): NeonSnapshot {
  const { seesAll, running, untracked, waiters, blockers, waits, longest, awake } = sample;
  const role = quoted(sample.role ?? target.user);
  const hidden = seesAll
    ? undefined
    : `the role sees only its own sessions; run: ${grantOf(role, sample.version)}`;
  const counted = (n: number): Value => (hidden === undefined ? n : new Absent(hidden, true));
  const why = whyNoStatistics(sample, role, problems);
  const statistics = why === undefined ? sample.statistics : undefined;
  const noState = `track_activities is off in ${untracked} session(s): their state is not known. Find them, and who set it: SELECT pid, usename, application_name FROM pg_stat_activity WHERE state = 'disabled'; SELECT * FROM pg_db_role_setting`;
  const inState = (n: number): Value => (untracked > 0 ? new Absent(noState, true) : counted(n));
  const bytes = sizeOf(sample, role, problems.sizes ?? problems.databases);
  const sizeLimit = sizeLimitOf(sample.sizeLimit);
  const candidates = statistics && slowStatements(statistics, target.slowQueryMs);
  const warnings = [
    hidden,
    untracked > 0 && noState,
    why,
    whyOwnUnrecorded(sample),
    seesAll && bytes instanceof Absent && bytes.reason,
    otherLimit(target.limitGigabytes, sizeLimit),
    ...warningsOf(problems, role),
    ...running.slice(0, MOST_RUNNING).map(stillRunning),
    candidates?.cut && CUT,
  ];
  for (const warning of warnings.filter((one) => typeof one === 'string')) journal.warn(warning);
  const { host, port, database } = target;
  return {
    identity: [host, port, database, sample.started].join(' '),
    takenAt: sample.now,
    counters: countersOf(
      { ...sample, statistics },
      new Absent(why ?? 'not read', why !== undefined),
      inState(sample.working),
      new Absent(noLoad(problems, role), true),
    ),
    detail: {
      load: { ids: sample.ids, reset: sample.reset, killed: sample.killed },
      ...(statistics && detailOf(statistics, candidates, seesAll, problems)),
    },
    gauges: {
      active: inState(sample.active),
      idle: inState(sample.idle),
      total: counted(sample.total),
      slots: counted(sample.slots),
      limit: sample.limit,
      bytes,
      lockWait: sample.lockWait ?? new Absent(noLocks(problems, role), true),
      blocked: counted(sample.blocked),
      oldest: inState(sample.oldest),
      spent: sample.spent,
      ...limitOf(sizeLimit, target),
      computeUnits: target.computeUnits,
      ...around,
      sessions: {
        ...{ waiters, blockers, waits, longest, awake },
        hidden,
        unasked: problems.blockers && noBlockers(problems, role),
      },
      statistics,
      hidden: why ?? whyHidden(sample, role),
      schema: sample.schema,
      texts: new Map(),
    },
  };
}

/** Why the alarms of a row cannot fire, although it has a value. */
export function cannotFire({ gauges: { unlimited } }: NeonSnapshot): { DatabaseSize?: string } {
  return unlimited === undefined ? {} : { DatabaseSize: unlimited };
}
