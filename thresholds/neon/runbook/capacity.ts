import type { Command, Entry } from '../../runbook';
import { running, stop } from './sessions';

const holders: Command = {
  shows: 'Who holds the sessions',
  sql: `SELECT usename, application_name, state, count(*) AS sessions,
       max(now() - state_change) AS longest_in_state
  FROM pg_stat_activity
 WHERE backend_type = 'client backend'
 GROUP BY usename, application_name, state
 ORDER BY sessions DESC;`,
};
const limit: Command = {
  shows: 'The limit itself, as the alarm counts it',
  sql: `SELECT current_setting('max_connections')::int
     - current_setting('superuser_reserved_connections')::int
     - coalesce(current_setting('reserved_connections', true), '0')::int AS connection_limit;`,
};

export const activeConnections: Entry = {
  impact: 'When the last connection slot is taken, requests of the application fail.',
  means:
    'Nearly every connection slot runs a statement. When the last one is taken, Postgres rejects new connections ("remaining connection slots are reserved").',
  cannotFire: 'when the role lacks pg_monitor: it then sees only its own sessions.',
  look: [holders, running, limit, stop],
  causes: [
    {
      cause:
        'Statements queue behind a lock: many rows of the second command show `Lock` as the wait event type.',
      remedy: 'Follow [LockWaitTime](#neon-lock-wait-time); the queue drains once the blocker is gone.',
    },
    {
      cause: 'A statement became slow, so it holds its session longer.',
      remedy: 'Follow [SlowQueries](#neon-slow-queries).',
    },
    {
      cause:
        'The application has more instances, each with its own pool (functions, autoscaling, a deployment).',
      remedy:
        'Connect applications to the pooled host (`-pooler` in the host name), or make the pools smaller.',
    },
    {
      cause: 'The compute is too small for the traffic.',
      remedy:
        "Raise the compute's size range in Neon. The limit follows the range, not the current size, and changes when the compute restarts.",
    },
  ],
  harmless:
    'A batch job or deployment that ends on its own, as long as no application reports rejected connections.',
};

export const totalConnections: Entry = {
  impact: 'When the last connection slot is taken, requests of the application fail.',
  means:
    'Nearly every connection slot is taken, most of them by sessions that do nothing if ActiveConnections is low. When the last one is taken, Postgres rejects new connections.',
  cannotFire: 'when the role lacks pg_monitor: it then sees only its own sessions.',
  look: [
    {
      shows: 'Idle sessions, the oldest first: leaked ones have done nothing for long',
      sql: `SELECT pid, usename, application_name, client_addr, state, now() - state_change AS idle_for,
       left(query, 80) AS last_statement
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND state LIKE 'idle%'
 ORDER BY state_change
 LIMIT 20;`,
    },
    holders,
    limit,
    {
      shows:
        'Ends the sessions of one application that have been idle for an hour. Needs the right to do so (see above)',
      sql: `SELECT pid, pg_terminate_backend(pid)
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND state = 'idle'
   AND application_name = 'name of the application' AND state_change < now() - interval '1 hour';`,
    },
  ],
  causes: [
    {
      cause: 'The application opens connections and does not close them: the number only grows.',
      remedy: 'End the oldest idle sessions, and fix the leak: every checkout of a pool needs its release.',
    },
    {
      cause:
        'Each instance has its own pool (functions, autoscaling, a deployment), and together they are larger than the limit.',
      remedy:
        'Connect applications to the pooled host (`-pooler` in the host name), or make the pools smaller.',
    },
    {
      cause: 'Sessions are idle in a transaction, waiting for an application that is gone or slow.',
      remedy: "End them, and set `idle_in_transaction_session_timeout` for the application's role.",
    },
  ],
  harmless:
    'During a deployment, while old and new instances hold their pools, as long as no application reports rejected connections.',
};

export const databaseSize: Entry = {
  impact: 'Above the storage limit of the plan, every write of the application fails.',
  means:
    'The branch is close to the storage limit of its plan. Above it, writes fail with "project size limit … has been exceeded" (SQLSTATE 53100); reads still work.',
  cannotFire:
    'when the role lacks pg_monitor and may not connect to each database, or when there are more than 1,000 databases: their size is then not known; and where they compare with DatabaseSizeLimit, on a server that has no limit.',
  look: [
    {
      shows: 'The largest tables in this database, with their indexes',
      sql: `SELECT oid::regclass AS relation, pg_size_pretty(pg_total_relation_size(oid)) AS size
  FROM pg_class
 WHERE relkind IN ('r', 'm')
 ORDER BY pg_total_relation_size(oid) DESC
 LIMIT 20;`,
    },
    {
      shows: 'The largest databases on the branch',
      sql: `SELECT datname, pg_size_pretty(pg_database_size(oid)) AS size
  FROM pg_database
 WHERE datconnlimit <> -2 AND has_database_privilege(oid, 'CONNECT')
 ORDER BY pg_database_size(oid) DESC;`,
    },
    {
      shows: 'Tables with many dead rows: vacuum makes their space reusable',
      sql: `SELECT relid::regclass AS relation, n_live_tup, n_dead_tup, last_autovacuum
  FROM pg_stat_user_tables
 WHERE n_dead_tup > 10000
 ORDER BY n_dead_tup DESC
 LIMIT 20;`,
    },
    {
      shows: 'Indexes that have not been used since the statistics were last reset',
      sql: `SELECT s.indexrelid::regclass AS index, pg_size_pretty(pg_relation_size(s.indexrelid)) AS size
  FROM pg_stat_user_indexes s
  JOIN pg_index i USING (indexrelid)
 WHERE s.idx_scan = 0 AND NOT i.indisunique
 ORDER BY pg_relation_size(s.indexrelid) DESC
 LIMIT 20;`,
    },
  ],
  causes: [
    {
      cause: 'The data grows as expected.',
      remedy:
        'Upgrade the plan. Where DatabaseSizeLimit is collected, the alarm follows the limit of the server; elsewhere, set it in `environments.ts` (`limits.databaseGigabytes`).',
    },
    {
      cause: 'Nobody deletes old logs, events, sessions or jobs.',
      remedy:
        'Delete old rows in batches and let autovacuum make the space reusable; set a retention for such tables. Only `TRUNCATE`, `DROP` and `VACUUM FULL` (which locks the table) shrink the files.',
    },
    {
      cause: 'Bloat after a large update or delete.',
      remedy:
        'Look for old transactions that hold vacuum back: order `pg_stat_activity` by `xact_start`. Then `VACUUM` the table.',
    },
  ],
  harmless:
    'Right after an import, or with a copy that you are about to delete. The alarm is about logical size; history kept for restores is billed separately and does not count here.',
};
