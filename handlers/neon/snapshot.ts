import * as v from 'valibot';
import { Absent, type Snapshot, type Value } from '../driver/readings';
import type { Journal } from '../lib/journal';
import { number } from '../lib/schema';
import type { Baseline } from '../lib/state';
import type { Problem, Problems } from './query';
import type { Sample, Statistics } from './sample';
import { type SlowStatements, slowStatements, slowStatementsSchema } from './slow';
import { MOST_CANDIDATES, MOST_DATABASES, MOST_RUNNING, RECORDING } from './statement';
import type { NeonTarget } from './target';
import { hasLost, trackedOf, trackedSchema } from './tracked';

/** What one visit to Postgres saw. */
export type NeonSnapshot = Snapshot<keyof ReturnType<typeof countersOf>, NeonGauges, NeonDetail>;

export interface NeonGauges {
  readonly active: Value;
  readonly idle: Value;
  readonly total: Value;
  readonly slots: Value;
  readonly limit: Value;
  readonly bytes: Value;
  readonly lockWait: Value;
  readonly computeActive: Value;
  /** Undefined if they could not be read, or are not complete. */
  readonly statistics: Statistics | undefined;
}

/** What is kept of a sample besides its counters. */
export const detailSchema = v.object({
  dealloc: number,
  slow: v.exactOptional(slowStatementsSchema),
  // Called `tracked` with fewer numbers before: that is left out, and for one interval a reset of a part is not noticed.
  largest: v.exactOptional(trackedSchema),
});
export type NeonDetail = Readonly<v.InferOutput<typeof detailSchema>>;

/** The counters that readings are derived from: readers know these by name, and no others. */
const countersOf = (sample: Sample, noStatistics: Absent) =>
  ({
    calls: sample.statistics?.calls ?? noStatistics,
    milliseconds: sample.statistics?.milliseconds ?? noStatistics,
  }) satisfies Readonly<Record<string, Value>>;

/** Quotes a name in a statement that people will copy and run, some of them as superuser. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Makes the role see all sessions and statistics. A role that is a member without inheriting sees nothing of them. Since
 * PostgreSQL 16 each GRANT says whether it is inherited; before, each role did.
 */
const grantOf = (role: string, version: number): string =>
  version >= 160_000
    ? `GRANT pg_monitor TO ${role} WITH INHERIT TRUE`
    : `GRANT pg_monitor TO ${role}; ALTER ROLE ${role} INHERIT`;

/** What brings the statistics back, if it is known. Names are in the server's message, whatever its language. */
function remedyFor({ code, message }: Problem, schema: string, role: string): string | undefined {
  if (code === '55000')
    return 'add pg_stat_statements to shared_preload_libraries, keep those that SHOW shared_preload_libraries lists, and restart the server';
  if (['42703', '42883', '42P01'].includes(code)) return 'run: ALTER EXTENSION pg_stat_statements UPDATE';
  if (code !== '42501') return undefined;
  if (message.includes('pg_stat_statements_info'))
    return `run: GRANT SELECT ON ${schema}.pg_stat_statements_info TO ${role}; GRANT EXECUTE ON FUNCTION ${schema}.pg_stat_statements_info() TO ${role}`;
  if (message.includes('pg_stat_statements'))
    return `run: GRANT EXECUTE ON FUNCTION ${schema}.pg_stat_statements(boolean) TO ${role}`;
  const name = schema.replace(/^"|"$/g, '').replaceAll('""', '"');
  return message.includes(name) ? `run: GRANT USAGE ON SCHEMA ${schema} TO ${role}` : undefined;
}

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
  if (extension)
    return `extensions cannot be read (${extension.message}); run: GRANT SELECT ON pg_catalog.pg_extension TO ${role}`;
  if (schema === null)
    return 'pg_stat_statements is not installed; run in this database: CREATE EXTENSION IF NOT EXISTS pg_stat_statements';
  const remedy = problem && remedyFor(problem, schema, role);
  return `pg_stat_statements cannot be read (${problem?.message ?? 'no answer'})${remedy ? `; ${remedy}` : ''}`;
}

type Place = Sample['configured'][number];

/** As ALTER names it. ALTER ROLE ALL is for all roles in all databases. */
function placeOf({ role, database, roleName, databaseName }: Place): string {
  const named = (name: string | null, id: number) => (name === null ? `<oid ${id}>` : quoted(name));
  if (role === 0 && database === 0) return 'ROLE ALL';
  const where = [
    role !== 0 && `ROLE ${named(roleName, role)}`,
    database !== 0 && `DATABASE ${named(databaseName, database)}`,
  ];
  return where.filter(Boolean).join(' IN ');
}

const unrecordedIn = (place: Place): string => {
  const where = placeOf(place);
  return `${place.setting}=${RECORDING[place.setting]?.off[0]} for ${where}; run: ALTER ${where} RESET ${place.setting}`;
};

/** Why statements are not recorded, and what to run; undefined if all are. */
function whyUnrecorded({ track, queryId, configured, own, here, siblings }: Sample): string | undefined {
  const current: Readonly<Record<string, string | null>> = {
    'pg_stat_statements.track': track,
    compute_query_id: queryId,
  };
  const causes = Object.entries(RECORDING).flatMap(([name, { off, on }]) => {
    const places = configured.filter(({ setting }) => setting === name);
    const forUs = places.some(
      ({ role, database }) => [0, own].includes(role) && [0, here].includes(database),
    );
    const everywhere =
      current[name] === off[0] && !forUs
        ? [`${name}=${off[0]}; run: ALTER SYSTEM SET ${name} = '${on}'; SELECT pg_reload_conf()`]
        : [];
    // Our own statements need not be recorded.
    const others = places.filter(({ role }) => role !== own || siblings > 0);
    return [...everywhere, ...others.map(unrecordedIn)];
  });
  return causes.length > 0
    ? `statements are not recorded: ${causes.slice(0, MOST_CAUSES).join('; ')}`
    : undefined;
}

/** An application that uses our own role may have no session now. */
function whyOwnUnrecorded({ configured, own, siblings }: Sample): string | undefined {
  const place = siblings === 0 ? configured.find(({ role }) => role === own) : undefined;
  return place && `statements of the collector's own role are not recorded: ${unrecordedIn(place)}`;
}
const MOST_CAUSES = 5;

/** The size of all databases, or why it is not known. */
function sizeOf(sample: Sample, role: string, problem: Problem | undefined): Value {
  const { unreadable, bytes, databases, version } = sample;
  if (problem)
    return new Absent(
      `the sizes of databases cannot be read (${problem.message}); run: GRANT EXECUTE ON FUNCTION pg_catalog.pg_database_size(oid) TO ${role}`,
      true,
    );
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
  `locks cannot be read (${problem?.message ?? 'no answer'}); run: GRANT SELECT ON pg_catalog.pg_locks TO ${role}; GRANT EXECUTE ON FUNCTION pg_catalog.pg_lock_status() TO ${role}`;

/** What is said of the parts that could not be read, besides statistics and sizes. */
const warningsOf = ({ locks, names, settings }: Problems, role: string) => [
  locks && noLocks(locks, role),
  names &&
    `names of roles and databases cannot be read in this database, and are left out (${names.message})`,
  settings &&
    `whether a role or a database has settings with which statements are not recorded is not known (${settings.message}); run: GRANT SELECT ON pg_catalog.pg_db_role_setting TO ${role}`,
];

/** Without pg_monitor, query ids are hidden, and statements cannot be told apart. */
function detailOf(statistics: Statistics, slow: SlowStatements | undefined, seesAll: boolean): NeonDetail {
  const { dealloc } = statistics;
  return slow && seesAll ? { dealloc, slow, largest: trackedOf(statistics) } : { dealloc };
}

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
  computeActive: Value,
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
  const bytes = sizeOf(sample, role, problems.sizes);
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
  // Without some of its parts, the statement has another id, and what it takes is left out of other sums.
  const read = [statistics?.reset ?? '', ...Object.keys(problems).toSorted()];
  return {
    identity: [host, port, database, sample.started, ...read].join(' '),
    takenAt: sample.now,
    counters: countersOf({ ...sample, statistics }, new Absent(why ?? 'not read', why !== undefined)),
    ...(statistics && { detail: detailOf(statistics, candidates, seesAll) }),
    gauges: {
      active: inState(sample.active),
      idle: inState(sample.idle),
      total: counted(sample.total),
      slots: counted(sample.slots),
      limit: sample.limit,
      bytes,
      lockWait: sample.lockWait ?? new Absent(noLocks(problems.locks, role), true),
      computeActive,
      statistics,
    },
  };
}

const RESET =
  'statistics of a database, a user or a statement were reset since the previous sample (pg_stat_statements_reset)';
const EVICTED =
  'pg_stat_statements evicted statements since the previous sample; raise pg_stat_statements.max if this persists';

/** Why the growth of a counter is not known although the source did not start over as a whole. */
export function resets(
  before: Baseline<NeonDetail>,
  now: NeonSnapshot,
): Partial<Record<keyof NeonSnapshot['counters'], string>> {
  const { statistics } = now.gauges;
  const kept = before.detail?.largest;
  // Without pg_monitor, statements are not told apart, and none of them can be missed.
  if (!statistics || !now.detail?.largest || !kept || before.identity !== now.identity) return {};
  const evicted = evictions(before, now) > 0;
  if (!hasLost(kept, statistics, evicted)) return {};
  const reason = evicted ? EVICTED : RESET;
  return { calls: reason, milliseconds: reason };
}

const evictions = (before: Baseline<NeonDetail>, now: NeonSnapshot): number =>
  (now.detail?.dealloc ?? 0) - (before.detail?.dealloc ?? 0);

/** What is wrong with sums over statements when a part of the statements was reset or evicted in between. */
export function remarks(before: Baseline<NeonDetail>, now: NeonSnapshot): string[] {
  if (before.identity !== now.identity) return [];
  const reason = resets(before, now).calls;
  if (reason) return [`AverageQueryTime, SlowQueries and QueryThroughput are absent: ${reason}`];
  // Statements with few calls and little time: by how much the sums are wrong cannot be known.
  return evictions(before, now) > 0
    ? [`AverageQueryTime and QueryThroughput may be inaccurate: ${EVICTED}`]
    : [];
}
