import type { Command, Entry } from '../../runbook';
import { running, stop } from './sessions';

const roots: Command = {
  shows:
    'Who blocks others and waits for nobody itself, with the number of sessions right behind it: the session to end. pid 0 is a prepared transaction',
  sql: `SELECT b AS pid, count(*) AS blocks, max(a.state) AS state, max(now() - a.xact_start) AS since
  FROM pg_stat_activity w CROSS JOIN unnest(pg_blocking_pids(w.pid)) b
  LEFT JOIN pg_stat_activity a ON a.pid = b
 WHERE w.wait_event_type = 'Lock' AND a.wait_event_type IS DISTINCT FROM 'Lock'
 GROUP BY b;`,
};
const prepared: Command = {
  shows:
    "Prepared transactions, the oldest first. They hold locks without a session: ROLLBACK PREPARED 'gid' ends one, in its own database",
  sql: 'SELECT gid, prepared, owner, database FROM pg_prepared_xacts ORDER BY prepared;',
};
const end: Command = {
  shows:
    'Ends one session; its transaction is rolled back. Ask its owner first, if you can. Needs the right to do so (see above)',
  sql: 'SELECT pg_terminate_backend(12345);',
};

export const blockedSessions: Entry = {
  impact: 'Requests of the application hang: they wait for locks that another session holds.',
  means:
    'Sessions wait for locks, often all of them behind one session. While it lasts, more of them queue up, until no connection slot is left. The log of the collector names that session (`rootBlockers`), and who waits behind whom (`blocked`).',
  cannotFire: 'when the role lacks pg_monitor: it then sees only its own sessions.',
  look: [
    roots,
    {
      shows: 'Whose sessions these are, and what each of them ran last',
      sql: `SELECT pid, usename, application_name, state, now() - xact_start AS transaction,
       now() - state_change AS in_this_state, left(query, 120) AS last_statement
  FROM pg_stat_activity
 WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()
 ORDER BY xact_start
 LIMIT 20;`,
    },
    {
      shows: 'Who waits, for how long, and for which sessions',
      sql: `SELECT pid, pg_blocking_pids(pid) AS blocked_by, now() - query_start AS running,
       left(query, 80) AS query
  FROM pg_stat_activity
 WHERE wait_event_type = 'Lock'
 ORDER BY query_start;`,
    },
    prepared,
    end,
  ],
  causes: [
    {
      cause:
        'The blocker is `idle in transaction`: the application forgot to commit, or does slow work before it commits.',
      remedy:
        'End that session. Then set `idle_in_transaction_session_timeout` for its role, and move slow calls out of the transaction.',
    },
    {
      cause: 'A migration holds or waits for an `AccessExclusiveLock`, and everything else queues behind it.',
      remedy:
        "Cancel the migration. Run it again with `SET lock_timeout = '2s'` and retries; build indexes with `CONCURRENTLY`.",
    },
    {
      cause: 'The blocker is a prepared transaction (pid 0) that nobody has finished.',
      remedy: "`COMMIT PREPARED 'gid'` or `ROLLBACK PREPARED 'gid'`, in the database that it belongs to.",
    },
    {
      cause: 'The blocker is an autovacuum worker that prevents wraparound: it does not give way.',
      remedy:
        'Let it finish, and cancel what waits for it. Vacuum that table more often, so that it is never urgent.',
    },
  ],
  harmless:
    'During a supervised migration that is about to end. A queue that is gone at the next sample needs nobody.',
};

export const oldestTransactionAge: Entry = {
  impact: 'Other sessions may wait for its locks, tables grow, and the compute cannot sleep.',
  means:
    'A transaction has been open for long. It keeps its locks, vacuum cannot remove rows that were deleted since it began, and Neon does not suspend the compute. The log of the collector lists the oldest ones (`longest`).',
  cannotFire:
    'when the role lacks pg_monitor, or while track_activities is off in a session: its transactions are then not known.',
  look: [
    {
      shows: 'The oldest open transactions, and what they do',
      sql: `SELECT pid, usename, application_name, state, now() - xact_start AS open_for,
       now() - state_change AS in_this_state, left(query, 80) AS last_statement
  FROM pg_stat_activity
 WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid()
 ORDER BY xact_start
 LIMIT 20;`,
    },
    {
      shows: 'Whom they block',
      sql: `SELECT pid, pg_blocking_pids(pid) AS blocked_by, left(query, 80) AS query
  FROM pg_stat_activity
 WHERE wait_event_type = 'Lock';`,
    },
    end,
  ],
  causes: [
    {
      cause:
        'It is `idle in transaction`: the application forgot to commit, crashed, or waits for something else.',
      remedy: 'End the session, and set `idle_in_transaction_session_timeout` for its role.',
    },
    {
      cause: 'It is `active`: a report, a backup or a migration runs for long.',
      remedy:
        'Ask its owner whether it may be cancelled. Run it on a read replica or a branch, or in smaller steps.',
    },
    {
      cause: 'Somebody has left a console open after BEGIN.',
      remedy: 'End the session: nothing is lost that was committed.',
    },
  ],
  harmless: 'A backup or a migration that is planned and watched, while nobody waits for its locks.',
};

export const averageActiveSessions: Entry = {
  impact: 'Users wait: the database has more to do at once than its compute can.',
  means:
    'On average, more sessions run statements at once than the compute has units (CU). One CU has about one processor: all others wait for their turn, for locks or for the disk.',
  cannotFire:
    'when the role lacks pg_monitor, while track_activities is off in a session, or where the number of compute units is not known.',
  look: [
    {
      shows: 'What active sessions wait for. Without a wait event they run, or wait for a processor',
      sql: `SELECT coalesce(wait_event_type || ':' || wait_event, 'CPU') AS waits_for, count(*) AS sessions
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND state = 'active' AND pid <> pg_backend_pid()
 GROUP BY 1
 ORDER BY 2 DESC;`,
    },
    running,
    {
      shows: 'The statements that took the most time since the statistics were reset, in milliseconds',
      sql: `SELECT queryid, calls, total_exec_time::int8 AS total, mean_exec_time::int AS mean,
       left(query, 120) AS query
  FROM pg_stat_statements
 WHERE toplevel
 ORDER BY total_exec_time DESC
 LIMIT 20;`,
    },
    stop,
  ],
  causes: [
    {
      cause: 'Most of them run on CPU: the compute is too small for the traffic.',
      remedy:
        "Raise the maximum of the compute's size range in Neon; it grows without a restart. Set `limits.computeUnits` in `environments.ts` if the environment names it.",
    },
    {
      cause: 'Most of them wait for a lock.',
      remedy: 'Follow [BlockedSessions](#neon-blocked-sessions).',
    },
    {
      cause: 'One statement takes most of the time: it is new, or its plan has changed.',
      remedy: 'Follow [SlowQueries](#neon-slow-queries).',
    },
  ],
  harmless:
    'A batch job at night that may take its time. After a single statement of many minutes, one value may be too high; the alarm needs three in a row.',
};

export const deadlocks: Entry = {
  impact: 'Requests of the application fail, and have to be repeated.',
  means:
    'Two or more transactions waited for each other. Postgres ended one of them with the error "deadlock detected" (SQLSTATE 40P01), after they had waited for deadlock_timeout (1 second).',
  look: [
    {
      shows:
        'In which databases it happened. The log of Postgres has the statements: search for "deadlock detected"',
      sql: 'SELECT datname, deadlocks, stats_reset FROM pg_stat_database WHERE deadlocks > 0 ORDER BY deadlocks DESC;',
    },
    {
      shows: 'Who waits for whom now',
      sql: `SELECT pid, usename, application_name, pg_blocking_pids(pid) AS blocked_by, left(query, 80) AS query
  FROM pg_stat_activity
 WHERE wait_event_type = 'Lock';`,
    },
  ],
  causes: [
    {
      cause: 'Two transactions lock the same rows in a different order.',
      remedy: 'Lock in the same order everywhere, such as by primary key: `SELECT … ORDER BY id FOR UPDATE`.',
    },
    {
      cause: 'Statements over many rows run at the same time, and each takes rows in its own order.',
      remedy: 'Make the batches smaller, or let one worker at a time do it.',
    },
    {
      cause: 'A transaction reads rows with a weak lock, and updates them later (foreign keys, `FOR SHARE`).',
      remedy: 'Take the stronger lock at once: `SELECT … FOR UPDATE`.',
    },
  ],
  harmless: 'When the application repeats the transaction, and it happens now and then only.',
};
