import type { Finding, Said } from '../../../model/evidence';
import { LEAST_FAILED_PERCENT, LEAST_TRANSACTIONS, type NeonCheck } from '../../../thresholds/neon/checks';
import { MOST_OBJECTS } from './criteria';
import { type Facts, foundAll, grouped, identifier, type Look, lasting, literal, sized } from './finding';
import { databaseName } from './limits';
import type { Counters } from './memo';

const HOUR_MS = 3_600_000;
const GB = 1e9;

interface Interval extends Omit<Counters, 'reset'> {
  readonly database: string;
  readonly hours: number;
}

/** What happened in each database since the last check-up; without those whose counters started over. */
function since({ answer, before }: Facts): Interval[] {
  if (!before || answer.now <= before.at) return [];
  return (answer.activity ?? []).flatMap((is) => {
    const was = before.databases[String(is.oid)];
    if (!was || was.reset !== is.reset) return [];
    const grown = {
      commits: is.commits - was.commits,
      rollbacks: is.rollbacks - was.rollbacks,
      temporary: is.temporary - was.temporary,
      sessions: is.sessions - was.sessions,
      failed: is.failed - was.failed,
    };
    if (Object.values(grown).some((n) => n < 0)) return [];
    return [{ ...grown, database: databaseName(is), hours: (answer.now - before.at) / HOUR_MS }];
  });
}

/** The worst databases of a check, by a number. */
function databases(
  check: NeonCheck,
  facts: Facts,
  number: (one: Interval) => number | undefined,
  say: (one: Interval, number: number) => string,
): readonly Finding[] {
  const least = Math.min(...Object.values(facts.limits.checks[check].from));
  const all = since(facts)
    .map((one) => [one, number(one) ?? Number.NEGATIVE_INFINITY] as const)
    .filter(([, n]) => n >= least)
    .sort(([, a], [, b]) => b - a);
  return foundAll(
    check,
    facts,
    { all: all.length, worst: all.slice(0, MOST_OBJECTS) },
    ([one, n]): Said => ({
      object: one.database,
      number: n,
      advice: say(one, n),
    }),
  );
}

const span = ({ hours }: Interval): string => `in the last ${lasting(hours * 3_600)}`;

const rollbacks: Look = (facts) =>
  databases(
    'rollbacks',
    facts,
    ({ commits, rollbacks }) =>
      commits + rollbacks >= LEAST_TRANSACTIONS ? (100 * rollbacks) / (commits + rollbacks) : undefined,
    (one, percent) =>
      `In the database ${one.database}, ${Math.floor(percent)} % of the transactions ${span(one)} were rolled back, ${grouped(one.rollbacks)} of them. Each may be a request that failed: read the errors in the log of the application. If its driver ends every read with ROLLBACK, this is harmless.`,
  );

const temporaryFiles: Look = (facts) =>
  databases(
    'temporary files',
    facts,
    // A check-up by hand may come right after another one.
    ({ temporary, hours }) => temporary / GB / Math.max(1, hours),
    (one) =>
      `Statements in the database ${one.database} wrote ${sized(one.temporary)} of temporary files ${span(one)}, because sorts and hashes did not fit into work_mem. That is slow, and the disk may become full. Find them: SELECT queryid, calls, temp_blks_written, query FROM pg_stat_statements ORDER BY temp_blks_written DESC LIMIT 5. Add the index that makes the sort needless, or raise work_mem for the role that runs them.`,
  );

const failedSessions: Look = (facts) =>
  databases(
    'failed sessions',
    facts,
    ({ failed, sessions }) =>
      100 * failed >= LEAST_FAILED_PERCENT * Math.max(failed, sessions) ? failed : undefined,
    (one, failed) =>
      `${grouped(failed)} sessions of the database ${one.database} ended badly ${span(one)}, of ${grouped(Math.max(failed, one.sessions))} in all: their client was gone, they were terminated, or an error ended them. What they had not committed is lost. Close connections before the application ends or is frozen, or use the pooler (-pooler in the host name).`,
  );

const slots: Look = (facts) =>
  foundAll('replication slot', facts, facts.answer.slots, ({ name, bytes, kind, lost }) => ({
    object: identifier(name),
    number: bytes / GB,
    advice: lost
      ? `The ${kind} replication slot ${identifier(name)} is lost: the WAL that its consumer needs is gone (max_slot_wal_keep_size). The consumer cannot go on. Run the statement, and let it copy everything anew.`
      : `Nobody uses the ${kind} replication slot ${identifier(name)}, and it keeps ${sized(bytes)} of WAL. That grows with every write, and costs storage until the disk is full. Start its consumer again. If it is gone for good, run the statement: a consumer that comes back then has lost its place, and must copy everything anew.`,
    statement: `SELECT pg_drop_replication_slot(${literal(name)})`,
  }));

const preparedTransactions: Look = (facts) =>
  foundAll('prepared transaction', facts, facts.answer.prepared, ({ gid, database, owner, hours }) => {
    const where = database === null ? '' : ` in the database ${identifier(database)}`;
    const who = owner === null ? '' : ` by ${identifier(owner)}`;
    const id = gid === null ? 'whose name cannot be shown' : literal(gid);
    return {
      object: gid === null ? 'a prepared transaction' : literal(gid),
      number: hours,
      advice: `The transaction ${id} was prepared${where}${who} ${lasting(hours * 3_600)} ago, and never finished. It holds its locks and keeps VACUUM from cleaning, also after a restart. Ask its owner which way it ends. COMMIT PREPARED keeps what it did; the statement gives that up. Run either of them in its database.`,
      statement: gid === null ? undefined : `ROLLBACK PREPARED ${literal(gid)}`,
    };
  });

export const activityChecks = { rollbacks, temporaryFiles, failedSessions, slots, preparedTransactions };
