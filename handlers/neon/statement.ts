/** At most so many statements are watched for slowness; the costliest ones, where there are more. */
export const MOST_CANDIDATES = 1_000;
/** At most so many statements that run long are mentioned. */
export const MOST_RUNNING = 5;

/**
 * What is asked of pg_stat_statements, if it is there. `false`: without the query texts, which are long and not
 * ours to read. Ordered by total time so that a cut keeps what costs most.
 */
const statistics = `
  WITH s AS MATERIALIZED (
    SELECT userid, dbid, queryid, calls, total_exec_time, max_exec_time
      FROM %1$I.pg_stat_statements(false)
     WHERE toplevel AND (queryid IS NULL OR queryid IS DISTINCT FROM %2$L::bigint)
  ), slow AS (
    SELECT * FROM s WHERE max_exec_time >= %3$L::float8 AND queryid IS NOT NULL
     ORDER BY total_exec_time DESC LIMIT ${MOST_CANDIDATES + 1}
  )
  SELECT json_build_object(
    'calls', (SELECT coalesce(sum(calls), 0)::float8 FROM s),
    'milliseconds', (SELECT coalesce(sum(total_exec_time), 0) FROM s),
    'slow', (SELECT coalesce(json_agg(json_build_array(dbid || '.' || userid || '.' || queryid, calls, total_exec_time)), '[]') FROM slow),
    'reset', extract(epoch FROM stats_reset)::text,
    'dealloc', dealloc::float8
  ) AS j FROM %1$I.pg_stat_statements_info`;

/**
 * Everything in one statement, one row, one JSON column. PostgreSQL 14 to 18.
 *
 * Parameters: $1 SLOW_QUERY_MS, $2 whether to ask pg_stat_statements, where it is installed. A plain reference to
 * an extension that is not there would fail when the statement is parsed, so that part goes through query_to_xml,
 * which runs a text; its numbers come back as JSON inside one XML element.
 */
export const statement = `
WITH me AS (
  SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all,
         (SELECT query_id FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS query_id
), backends AS MATERIALIZED (
  SELECT pid, usename, state, query_start,
         pid <> pg_backend_pid() AND usename IS DISTINCT FROM 'cloud_admin' AS session
    FROM pg_stat_activity WHERE backend_type = 'client backend'
), running AS (
  SELECT pid, usename, extract(epoch FROM clock_timestamp() - query_start) AS seconds FROM backends
   WHERE session AND state = 'active' AND clock_timestamp() - query_start >= make_interval(secs => $1::float8 / 1000)
), databases AS (
  SELECT oid, me.sees_all OR has_database_privilege(oid, 'CONNECT') AS readable
    FROM pg_database, me WHERE datconnlimit <> -2
), extension AS (
  SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'pg_stat_statements'
)
SELECT json_build_object(
  'now', extract(epoch FROM clock_timestamp()) * 1000,
  'started', extract(epoch FROM pg_postmaster_start_time())::text,
  'seesAll', (SELECT sees_all FROM me),
  'role', current_user,
  'limit', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - coalesce(current_setting('reserved_connections', true), '0')::int,
  'slots', (SELECT count(*) FROM backends),
  'total', (SELECT count(*) FROM backends WHERE session),
  'active', (SELECT count(*) FROM backends WHERE session AND state = 'active'),
  'idle', (SELECT count(*) FROM backends WHERE session AND state = 'idle'),
  'running', (SELECT coalesce(json_agg(r), '[]') FROM (SELECT * FROM running ORDER BY seconds DESC LIMIT ${MOST_RUNNING}) r),
  'bytes', (SELECT sum(CASE WHEN readable THEN pg_database_size(oid) END)::float8 FROM databases),
  'unreadable', (SELECT count(*) FROM databases WHERE NOT readable),
  'lockWait', (SELECT coalesce(avg(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0) FROM pg_locks WHERE NOT granted),
  'installed', EXISTS (SELECT FROM extension),
  'statements', CASE WHEN $2::boolean THEN (
    SELECT (xpath('/table/row/j/text()', query_to_xml(
      format($statistics$${statistics}$statistics$, nspname, me.query_id, $1::float8), false, false, '')))[1]::text
      FROM extension, me) END
) AS sample`;
