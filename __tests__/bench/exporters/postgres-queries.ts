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
  extract(epoch FROM pg_postmaster_start_time()) AS started`;
const statistics = 'WITH s AS (SELECT calls, total_exec_time FROM pg_stat_statements(false) WHERE toplevel)';
const totalColumns = [
  ...columns('COUNTER', 'calls', 'milliseconds', 'evictions'),
  ...columns('GAUGE', 'reset', 'lock_wait', 'started'),
];

/** The statements that were ever slow. Each is a series, so this cannot be part of another query. */
const slow: CustomQuery = {
  query: `SELECT dbid, userid, queryid, calls, total_exec_time AS milliseconds
            FROM pg_stat_statements(false) WHERE toplevel AND max_exec_time >= 100`,
  master: true,
  metrics: [...columns('LABEL', 'dbid', 'userid', 'queryid'), ...columns('COUNTER', 'calls', 'milliseconds')],
};

/** Our readings that the default metrics lack, in as few queries as possible. */
export const lacking: Readonly<Record<string, CustomQuery>> = {
  bench: { query: `${statistics} SELECT ${totals}`, master: true, metrics: totalColumns },
  bench_slow: slow,
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
             (SELECT sum(pg_database_size(oid)) FROM pg_database WHERE datconnlimit <> -2) AS bytes, ${totals}
        FROM (SELECT state, pid <> pg_backend_pid() AND usename IS DISTINCT FROM 'cloud_admin' AS session
                FROM pg_stat_activity WHERE backend_type = 'client backend') a`,
    master: true,
    metrics: [
      ...columns('GAUGE', 'active', 'idle', 'total', 'slots', 'connection_limit', 'bytes'),
      ...totalColumns,
    ],
  },
  bench_slow: slow,
};

/** The names of the queries' metrics. */
export function metricsOf(queries: Readonly<Record<string, CustomQuery>>): string[] {
  return Object.entries(queries).flatMap(([space, { metrics }]) =>
    metrics.flatMap((column) =>
      Object.entries(column).flatMap(([name, { usage }]) => (usage === 'LABEL' ? [] : [`${space}_${name}`])),
    ),
  );
}
