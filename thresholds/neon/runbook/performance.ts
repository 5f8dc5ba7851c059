import type { Entry } from '../../runbook';
import { running, stop } from './sessions';

export const slowQueries: Entry = {
  impact: 'Users wait: statements of the application are slow.',
  means:
    'Statements that take a second or more (SLOW_QUERY_MS) run several times a minute. Users wait, and sessions pile up.',
  cannotFire:
    'when pg_stat_statements is not installed, is not readable or does not record, or when the role lacks pg_monitor.',
  look: [
    {
      shows: 'The slowest statements by mean time, in milliseconds',
      sql: `SELECT queryid, calls, mean_exec_time::int AS mean, max_exec_time::int AS max,
       total_exec_time::int8 AS total, left(query, 120) AS query
  FROM pg_stat_statements
 WHERE toplevel
 ORDER BY mean_exec_time DESC
 LIMIT 20;`,
    },
    running,
    {
      shows: 'Tables with many sequential scans: candidates for an index',
      sql: `SELECT relid::regclass AS relation, seq_scan, seq_tup_read / greatest(seq_scan, 1) AS rows_per_scan, idx_scan
  FROM pg_stat_user_tables
 WHERE seq_scan > 100
 ORDER BY seq_tup_read DESC
 LIMIT 20;`,
    },
    {
      shows: 'Tables with outdated statistics, which mislead the planner',
      sql: `SELECT relid::regclass AS relation, n_live_tup, n_mod_since_analyze, last_analyze, last_autoanalyze
  FROM pg_stat_user_tables
 WHERE n_mod_since_analyze > 1000
 ORDER BY n_mod_since_analyze DESC
 LIMIT 20;`,
    },
    stop,
  ],
  causes: [
    {
      cause: 'A new or changed statement has no suitable index.',
      remedy:
        '`EXPLAIN (ANALYZE, BUFFERS)` the top statement with real parameters on a branch of the database, then add the index with `CREATE INDEX CONCURRENTLY`.',
    },
    {
      cause: 'The statement is fast but waits for a lock.',
      remedy: 'Follow [LockWaitTime](#neon-lock-wait-time).',
    },
    {
      cause: 'The cache is cold: the compute was just started or resized and reads from storage.',
      remedy: 'Wait a few minutes. If it recurs daily, raise the minimum size or the suspend timeout.',
    },
    {
      cause: 'The compute is at its maximum size.',
      remedy: "Check CPU and memory in Neon's console; raise the maximum.",
    },
  ],
  harmless:
    'A nightly report, a backup, a migration or an index build: slow by nature, and nobody waits for it. The count is an estimate from the mean and deviation of each statement’s calls: of a statement that is mostly fast, it may be a fraction of a call, or too high if many calls take nearly as long as the limit.',
};

export const lockWaitTime: Entry = {
  impact: 'Requests of the application hang: they wait for locks that other sessions hold.',
  means: 'Sessions wait for locks that other sessions hold. If it lasts, more sessions queue up behind them.',
  look: [
    {
      shows: 'Who waits, for how long, and for which sessions',
      sql: `SELECT pid, pg_blocking_pids(pid) AS blocked_by, now() - query_start AS running,
       left(query, 80) AS query
  FROM pg_stat_activity
 WHERE wait_event_type = 'Lock'
 ORDER BY query_start;`,
    },
    {
      shows: 'The same with the lock, and what the blocker does',
      sql: `SELECT w.pid, now() - l.waitstart AS waiting, l.mode, l.relation::regclass AS relation,
       left(w.query, 80) AS waits, b.pid AS blocked_by, b.state AS blocker_state,
       now() - b.xact_start AS blocker_age, left(b.query, 80) AS blocker_last_query
  FROM pg_locks l
  JOIN pg_stat_activity w ON w.pid = l.pid
 CROSS JOIN LATERAL unnest(pg_blocking_pids(l.pid)) AS blocker(pid)
  JOIN pg_stat_activity b ON b.pid = blocker.pid
 WHERE NOT l.granted
 ORDER BY l.waitstart;`,
    },
    {
      shows: 'Idle open transactions: they keep holding their locks',
      sql: `SELECT pid, usename, application_name, now() - xact_start AS open_for, left(query, 120) AS last_query
  FROM pg_stat_activity
 WHERE state LIKE 'idle in transaction%'
 ORDER BY xact_start;`,
    },
    {
      shows:
        'Ends the session that blocks the others; ask its owner first, if you can. Needs the right to do so (see above)',
      sql: 'SELECT pg_terminate_backend(12345);',
    },
  ],
  causes: [
    {
      cause:
        'The blocker is `idle in transaction`: the application forgot to commit, or does slow work before it commits.',
      remedy:
        'End that session. Then set `idle_in_transaction_session_timeout` for the role and move slow calls out of the transaction.',
    },
    {
      cause: 'A migration is waiting for an `AccessExclusiveLock`, and everything else queues behind it.',
      remedy:
        "Cancel the migration. Run it again with `SET lock_timeout = '2s'` and retries; build indexes with `CONCURRENTLY`.",
    },
    {
      cause: 'Many sessions update the same row (a counter, a queue head).',
      remedy: 'Shorten the transactions, spread the row, or take queue items with `FOR UPDATE SKIP LOCKED`.',
    },
  ],
  harmless:
    'Waits during a planned migration or a supervised manual `ALTER TABLE`. Most waits shorter than the interval are never sampled, so a wait that shows up is rarely harmless.',
};
