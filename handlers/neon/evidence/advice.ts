import { clientWords, type Evidence, type RootBlocker, sessionWords } from '../../../model/evidence';
import { counted, format } from '../../../model/format';
import { measuredIn, type Reading } from '../../driver/readings';

/** What advice is made of: the readings of a run, and what was seen beside them. */
export interface Situation {
  readonly readings: Readonly<Record<string, Reading>>;
  readonly evidence: Evidence;
  /** The largest size of the compute as the environment has it, in compute units; without it, the Neon API tells. One has one CPU. */
  readonly computeUnits?: number | undefined;
}

/** What the conditions look at: numbers that were measured, and lists that could be read. */
interface Facts {
  readonly of: (row: string) => number | undefined;
  readonly evidence: Known;
  readonly computeUnits: number | undefined;
}
type Known = { readonly [Part in keyof Evidence]: Exclude<Evidence[Part], { absent: string }> };

/** Neon ends a session that is idle in a transaction after 5 minutes, unless the setting was changed (neon.com/docs, parameters). */
const IDLE_IN_TRANSACTION_S = 60;
/** From which share of the limit on connections are few. */
const NEARLY_FULL = 0.8;
/** Below this share of active sessions a pool is idle. */
const MOSTLY_IDLE = 0.2;
/** Neon's default suspend timeout. */
const SUSPEND_S = 300;
/** Less than this many statements per second is no work for which a compute should stay awake. */
const HARDLY_ANY = 0.1;
/** One statement that takes more than this share of all time is where to begin. */
const MOST_OF_THE_TIME = 0.5;

const seconds = (value: number): string => format(value, 'Seconds');
const sessions = (count: number): string => `${count} session${count === 1 ? '' : 's'}`;

function unblock(root: RootBlocker): string {
  const { pid, state, transactionSeconds, blocks } = root;
  if (pid === 0)
    return `A prepared transaction blocks ${sessions(blocks.length)}. Find it with SELECT gid, prepared, owner, database FROM pg_prepared_xacts ORDER BY prepared; then connect to its database, and run COMMIT PREPARED or ROLLBACK PREPARED with its gid.`;
  const since =
    transactionSeconds === undefined
      ? ''
      : `; its transaction has been open for ${seconds(transactionSeconds)}`;
  return `${sessionWords(root)}${state === undefined ? '' : `, ${state},`} blocks ${sessions(blocks.length)}${since}. Let it finish, or end it: SELECT pg_terminate_backend(${pid}).`;
}

/**
 * What to do, by condition: one line each, and a sick and a healthy example in the tests. The text has the numbers that made it
 * true, because it is read in a log.
 */
const conditions: Readonly<Record<string, (facts: Facts) => string | undefined>> = {
  'who blocks': ({ evidence: { rootBlockers = [] } }) => {
    const [worst] = [...rootBlockers].sort((a, b) => b.blocks.length - a.blocks.length);
    return worst && unblock(worst);
  },

  'idle in transaction': ({ evidence: { longest = [] } }) => {
    const idle = longest.find(
      ({ state, seconds: age }) => state?.startsWith('idle in transaction') && age > IDLE_IN_TRANSACTION_S,
    );
    return (
      idle &&
      `${sessionWords(idle)} has been in a transaction for ${seconds(idle.seconds)} and does nothing: it holds its locks and keeps vacuum from cleaning up. Commit or roll back in the application before waiting for anything else; to end it now: SELECT pg_terminate_backend(${idle.pid}). Neon ends such a session after idle_in_transaction_session_timeout, 5 minutes by default.`
    );
  },

  'more work than CPUs': ({ of, evidence: { waits = {} }, computeUnits }) => {
    const load = of('AverageActiveSessions');
    const units = computeUnits ?? of('ComputeLimit');
    if (load === undefined || units === undefined || load <= units) return undefined;
    const said = `${counted(load, 'session')} ${format(load, 'Count') === '1' ? 'was' : 'were'} active on average, on a compute of at most ${format(units, 'Count')} compute unit${units === 1 ? '' : 's'} (CU)`;
    return workWords(said, waits);
  },

  'slots full of idle sessions': ({ of }) => {
    const [total, active, limit] = [of('TotalConnections'), of('ActiveConnections'), of('ConnectionLimit')];
    if (total === undefined || active === undefined || !limit) return undefined;
    if (total < NEARLY_FULL * limit || active > MOSTLY_IDLE * total) return undefined;
    return `${total} of ${limit} connection slots are taken, and only ${active} session${active === 1 ? ' is' : 's are'} active. Connect applications to the pooled host (-pooler in the host name), or make their pools smaller.`;
  },

  'one statement takes most of the time': ({ of, evidence: { statements = [] } }) => {
    const [first] = statements;
    if (!first || first.share < MOST_OF_THE_TIME || !of('SlowQueries')) return undefined;
    const text = typeof first.text === 'string' ? `: ${first.text}` : '';
    return `Statement ${first.id} took ${format(100 * first.share, 'Percent')} of the time of all statements, ${format(first.meanMs, 'Milliseconds')} per call${text}. Begin with its plan (EXPLAIN).`;
  },

  'kept awake': ({ of, evidence: { keepsAwake = [] } }) => {
    const throughput = of('QueryThroughput');
    const [last] = keepsAwake;
    // Without the Neon API the collector itself keeps the compute awake.
    if (of('ComputeActive') !== 1 || throughput === undefined || throughput > HARDLY_ANY) return undefined;
    if (!last || last.secondsAgo > SUSPEND_S) return undefined;
    return `Hardly any statements run, and the compute cannot suspend: ${clientWords(last) || 'a session'} was active ${seconds(last.secondsAgo)} ago. Let it ask less often than the suspend timeout (5 minutes by default), or close its connection in between.`;
  },

  'nearly no compute time left': ({ of }) => {
    const used = of('ComputeQuotaPercent');
    if (used === undefined || used < 90) return undefined;
    return `${format(used, 'Percent')} of the compute time of this period is used. At 100 % Neon suspends the database until the period ends: raise the quota or the plan, or lower the maximum size and the suspend timeout of the compute.`;
  },
};

/** Sessions that wait for nothing, as the statement names them. */
const CPU = 'CPU';

/** What to do about sessions that wait for something, by the first part of the event. */
const remedies: Readonly<Record<string, string>> = {
  IO: 'They read from storage: find the statements that read the most, and add an index or read less.',
  Client: 'They wait for their application, which is slow to send or to read: look there.',
  Timeout: 'They sleep on purpose, as with pg_sleep.',
};
const remedyOf = (event: string): string =>
  remedies[/^\w+/.exec(event)?.[0] ?? ''] ??
  'What the event means: https://www.postgresql.org/docs/current/monitoring-stats.html#WAIT-EVENT-TABLE.';

/** A larger compute is advised only where sessions do not wait for something else. */
function workWords(said: string, waits: Readonly<Record<string, number>>): string | undefined {
  const all = Object.values(waits).reduce((sum, n) => sum + n, 0);
  if ((waits[CPU] ?? 0) >= all / 2)
    return `${said}${all === 0 ? '' : ': statements wait for the CPU'}. Make the statements with the largest share faster, or raise the maximum size of the compute.`;
  const [[event, n] = ['', 0]] = Object.entries(waits).toSorted(([, x], [, y]) => y - x);
  // Who blocks has advice of its own.
  if (event.startsWith('Lock:')) return undefined;
  return `${said}, and ${n} of ${all} that are active now wait for ${event}. ${remedyOf(event)} A larger compute does not help against this.`;
}

/** The names of the conditions. */
export const conditionNames: readonly string[] = Object.keys(conditions);

/** What to do about what was seen, in whole sentences; none if there is nothing to do. Pure. */
export function adviceFor({ readings, evidence, computeUnits }: Situation): string[] {
  const of = (row: string) => measuredIn(readings, row);
  const known = Object.entries(evidence).filter(([, part]) => !isUnknown(part));
  // What is absent was filtered out, which the compiler cannot follow.
  const facts: Facts = { of, evidence: Object.fromEntries(known) as Known, computeUnits };
  return Object.values(conditions).flatMap((condition) => condition(facts) ?? []);
}

const isUnknown = (part: unknown): boolean =>
  typeof part === 'object' && part !== null && !Array.isArray(part) && 'absent' in part;
