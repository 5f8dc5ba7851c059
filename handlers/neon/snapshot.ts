import * as v from 'valibot';
import { Absent, type Snapshot, type Value } from '../driver/readings';
import type { Journal } from '../lib/journal';
import { number } from '../lib/schema';
import type { Baseline } from '../lib/state';
import type { Sample, Statistics } from './sample';
import { slowStatements, slowStatementsSchema } from './slow';
import { MOST_CANDIDATES, MOST_RUNNING } from './statement';
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
  tracked: v.exactOptional(trackedSchema),
});
export type NeonDetail = Readonly<v.InferOutput<typeof detailSchema>>;

/** The counters that readings are derived from: readers know these by name, and no others. */
const countersOf = (statistics: Statistics | Absent) =>
  ({
    calls: statistics instanceof Absent ? statistics : statistics.calls,
    milliseconds: statistics instanceof Absent ? statistics : statistics.milliseconds,
  }) satisfies Readonly<Record<string, Value>>;

/** Quotes a name in a statement that people will copy and run, some of them as superuser. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Why there are no statement statistics, and the statement to run. */
function whyNoStatistics({ installed, role }: Sample, problem = 'no answer'): string {
  if (!installed)
    return 'pg_stat_statements is not installed; run in this database: CREATE EXTENSION IF NOT EXISTS pg_stat_statements';
  const [, kind, name = ''] = /permission denied for (schema|function) (.+)/.exec(problem) ?? [];
  const remedy = kind
    ? `GRANT ${kind === 'schema' ? 'USAGE' : 'EXECUTE'} ON ${kind.toUpperCase()} ${quoted(name)} TO ${quoted(role)}`
    : /shared_preload_libraries/.test(problem)
      ? "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements', and restart"
      : 'ALTER EXTENSION pg_stat_statements UPDATE';
  return `pg_stat_statements cannot be read (${problem}); run: ${remedy}`;
}

/** Settings with which pg_stat_statements records nothing, and a value with which it records. */
const RECORDING: Readonly<Record<string, readonly [off: string, on: string]>> = {
  'pg_stat_statements.track': ['none', 'top'],
  compute_query_id: ['off', 'auto'],
};

/** Why statements are not recorded, and what to run; undefined if all are. What is set for our own role is harmless. */
function whyUnrecorded({ track, queryId, configured, role: own }: Sample): string | undefined {
  const current: Readonly<Record<string, string | null>> = {
    'pg_stat_statements.track': track,
    compute_query_id: queryId,
  };
  const causes = Object.entries(RECORDING).flatMap(([name, [off, on]]) => {
    const setting = `${name}=${off}`;
    const places = configured.filter(([, , settings]) =>
      settings.some((one) => one.toLowerCase() === setting),
    );
    const ours = places.some(([role]) => role === own);
    const everywhere =
      current[name] === off && !ours
        ? [`${setting}; run: ALTER SYSTEM SET ${name} = '${on}'; SELECT pg_reload_conf()`]
        : [];
    const somewhere = places
      .filter(([role]) => role !== own)
      .map(([role, database]) => {
        const where = [
          role !== null && `ROLE ${quoted(role)}`,
          database !== null && `DATABASE ${quoted(database)}`,
        ];
        const place = where.filter(Boolean).join(' IN ');
        return `${setting} for ${place}; run: ALTER ${place} RESET ${name}`;
      });
    return [...everywhere, ...somewhere];
  });
  return causes.length > 0
    ? `statements are not recorded: ${causes.slice(0, MOST_CAUSES).join('; ')}`
    : undefined;
}
const MOST_CAUSES = 5;

/** The statistics, if they are there and complete. */
function statisticsOf(sample: Sample, problem: string | undefined): Statistics | Absent {
  if (!sample.statistics) return new Absent(whyNoStatistics(sample, problem));
  const reason = whyUnrecorded(sample);
  return reason === undefined ? sample.statistics : new Absent(reason);
}

/**
 * Turns a sample into a snapshot, and adds to the journal what people should know about it.
 * @param computeActive from the Neon API, or why it is not known
 */
export function snapshotOf(
  sample: Sample,
  target: NeonTarget,
  computeActive: Value,
  statisticsProblem: string | undefined,
  journal: Journal,
): NeonSnapshot {
  const { seesAll, running, untracked } = sample;
  const grant = `the role sees only its own sessions; run: GRANT pg_monitor TO ${quoted(sample.role)}`;
  const counted = (n: number): Value => (seesAll ? n : new Absent(grant));
  const recorded = statisticsOf(sample, statisticsProblem);
  const statistics = recorded instanceof Absent ? undefined : recorded;
  const noState = `track_activities is off in ${untracked} session(s): their state is not known. Find who set it with: SELECT * FROM pg_db_role_setting`;
  const inState = (n: number): Value => (untracked > 0 ? new Absent(noState) : counted(n));
  if (!seesAll) journal.warn(grant);
  if (untracked > 0) journal.warn(noState);
  if (recorded instanceof Absent) journal.warn(recorded.reason);
  for (const { pid, usename, seconds } of running.slice(0, MOST_RUNNING))
    journal.warn(`still running: pid ${pid}, ${Math.round(seconds)} s, user ${usename ?? 'unknown'}`);

  const candidates = statistics && slowStatements(statistics, target.slowQueryMs);
  if (candidates?.cut)
    journal.warn(
      `more than ${MOST_CANDIDATES} statements are slow; only the costliest are watched. Raise SLOW_QUERY_MS, or make some of them faster`,
    );
  return {
    identity: [target.host, target.port, target.database, sample.started, statistics?.reset ?? ''].join(' '),
    takenAt: sample.now,
    counters: countersOf(recorded),
    ...(statistics && {
      // Without pg_monitor, query ids are hidden, and statements cannot be told apart.
      detail: {
        dealloc: statistics.dealloc,
        ...(candidates && seesAll && { slow: candidates, tracked: trackedOf(statistics) }),
      },
    }),
    gauges: {
      active: inState(sample.active),
      idle: inState(sample.idle),
      total: counted(sample.total),
      slots: counted(sample.slots),
      limit: sample.limit,
      bytes:
        sample.unreadable > 0 || sample.bytes === null
          ? new Absent(
              `the role may not read the size of ${sample.unreadable} database(s); run: GRANT pg_monitor TO ${quoted(sample.role)}`,
            )
          : sample.bytes,
      lockWait: sample.lockWait,
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
  if (!statistics || before.identity !== now.identity) return {};
  if (!hasLost(before.detail?.tracked, statistics)) return {};
  const reason = evictions(before, now) > 0 ? EVICTED : RESET;
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
