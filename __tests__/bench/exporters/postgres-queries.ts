import { MOST_TRACKED } from '../../../handlers/neon/statement';

/** A query in postgres_exporter's configuration, and the meaning of its columns. */
interface CustomQuery {
  readonly query: string;
  readonly master: true;
  readonly metrics: readonly Readonly<
    Record<string, { usage: 'GAUGE' | 'COUNTER' | 'LABEL'; description: string }>
  >[];
}

function columns(usage: 'GAUGE' | 'COUNTER' | 'LABEL', ...names: readonly string[]) {
  return names.map((name) => ({ [name]: { usage, description: name } }));
}

const totals = `
  (SELECT sum(calls) FROM s) AS calls, (SELECT sum(total_exec_time) FROM s) AS milliseconds,
  (SELECT dealloc FROM pg_stat_statements_info) AS evictions,
  (SELECT extract(epoch FROM stats_reset) FROM pg_stat_statements_info) AS reset,
  (SELECT coalesce(avg(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0) FROM pg_locks
    WHERE NOT granted) AS lock_wait,
  (SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event <> 'advisory') AS blocked,
  d.busy, d.killed, extract(epoch FROM pg_postmaster_start_time()) AS started`;
const statistics = `
  WITH s AS (SELECT calls, total_exec_time FROM pg_stat_statements(false) WHERE toplevel),
       d AS (SELECT sum(active_time) AS busy, sum(sessions_killed) AS killed, sum(deadlocks) AS deadlocks FROM pg_stat_database)`;
const totalColumns = [
  ...columns('COUNTER', 'calls', 'milliseconds', 'evictions', 'busy', 'killed'),
  ...columns('GAUGE', 'reset', 'lock_wait', 'blocked', 'started'),
];

/**
 * The statements that were ever slow, and the largest ones. Each is a series, so this cannot be part of another query; both
 * lists are one query, because reading the statistics is most of the cost.
 */
const statements: CustomQuery = {
  query: `
    SELECT dbid, userid, queryid, calls, total_exec_time AS milliseconds
      FROM (SELECT *, row_number() OVER (ORDER BY calls + total_exec_time DESC) AS place
              FROM pg_stat_statements(false) WHERE toplevel) s
     WHERE max_exec_time >= 100 OR place <= ${MOST_TRACKED}`,
  master: true,
  metrics: [...columns('LABEL', 'dbid', 'userid', 'queryid'), ...columns('COUNTER', 'calls', 'milliseconds')],
};

/** What sessions wait for, and who blocks them. Each event is a series, too. */
const waits: CustomQuery = {
  query: `
    SELECT coalesce(wait_event_type || ':' || wait_event, 'CPU') AS event, blocker, count(*) AS sessions
      FROM pg_stat_activity
      LEFT JOIN LATERAL unnest(CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid) END) blocker ON true
     WHERE backend_type = 'client backend' AND state = 'active' GROUP BY 1, 2`,
  master: true,
  metrics: [...columns('LABEL', 'event', 'blocker'), ...columns('GAUGE', 'sessions')],
};

/** Our readings that the default metrics lack, in as few queries as possible. */
export const lacking: Readonly<Record<string, CustomQuery>> = {
  bench: { query: `${statistics} SELECT ${totals} FROM d`, master: true, metrics: totalColumns },
  bench_statements: statements,
  bench_waits: waits,
};

/** Only our readings, in as few queries as possible. */
export const tuned: Readonly<Record<string, CustomQuery>> = {
  bench: {
    query: `${statistics}
      SELECT count(*) FILTER (WHERE session AND state = 'active') AS active,
             count(*) FILTER (WHERE session AND state = 'idle') AS idle,
             count(*) FILTER (WHERE session) AS total, count(*) AS slots,
             current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
               - coalesce(current_setting('reserved_connections', true), '0')::int AS connection_limit,
             coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)) FILTER (WHERE session), 0) AS oldest,
             (SELECT sum(pg_database_size(oid)) FROM pg_database WHERE datconnlimit <> -2) AS bytes, d.deadlocks, ${totals}
        FROM (SELECT state, xact_start, pid <> pg_backend_pid() AND usename IS DISTINCT FROM 'cloud_admin' AS session
                FROM pg_stat_activity WHERE backend_type = 'client backend') a, d
       GROUP BY d.busy, d.killed, d.deadlocks`,
    master: true,
    metrics: [
      ...columns('GAUGE', 'active', 'idle', 'total', 'slots', 'connection_limit', 'oldest', 'bytes'),
      ...columns('COUNTER', 'deadlocks'),
      ...totalColumns,
    ],
  },
  bench_statements: statements,
  bench_waits: waits,
};

/** The names of the queries' metrics. */
export function metricsOf(queries: Readonly<Record<string, CustomQuery>>): string[] {
  return Object.entries(queries).flatMap(([space, { metrics }]) =>
    metrics.flatMap((column) =>
      Object.entries(column).flatMap(([name, { usage }]) => (usage === 'LABEL' ? [] : [`${space}_${name}`])),
    ),
  );
}
