import * as v from 'valibot';
import { Absent, type Snapshot, type Value } from '../driver/readings';
import type { Journal } from '../lib/journal';
import { number } from '../lib/schema';
import type { Baseline } from '../lib/state';
import type { Sample } from './sample';
import { slowStatements, slowStatementsSchema } from './slow';
import { MOST_CANDIDATES, MOST_RUNNING } from './statement';
import type { NeonTarget } from './target';

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
}

/** What is kept of a sample besides its counters. */
export const detailSchema = v.object({
  dealloc: number,
  statements: v.exactOptional(slowStatementsSchema),
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
  const { statistics, seesAll, running } = sample;
  const grant = `the role sees only its own sessions; run: GRANT pg_monitor TO ${quoted(sample.role)}`;
  const counted = (n: number): Value => (seesAll ? n : new Absent(grant));
  const noStatistics = new Absent(whyNoStatistics(sample, statisticsProblem));
  if (!seesAll) journal.warn(grant);
  if (!statistics) journal.warn(noStatistics.reason);
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
    counters: countersOf(sample, noStatistics),
    ...(statistics && {
      // Without pg_monitor, query ids are hidden, and statements cannot be told apart.
      detail: { dealloc: statistics.dealloc, ...(candidates && seesAll && { statements: candidates }) },
    }),
    gauges: {
      active: counted(sample.active),
      idle: counted(sample.idle),
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
    },
  };
}

/** Sums over statements are wrong when statements were evicted in between; by how much cannot be known. */
export function remarks(before: Baseline<NeonDetail>, now: NeonSnapshot): string[] {
  const evictions = (now.detail?.dealloc ?? 0) - (before.detail?.dealloc ?? 0);
  if (evictions <= 0 || before.identity !== now.identity) return [];
  return [
    'pg_stat_statements evicted statements since the previous sample: AverageQueryTime and QueryThroughput may be inaccurate. ' +
      'Raise pg_stat_statements.max if this persists',
  ];
}
