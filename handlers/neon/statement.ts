/** How many slow statements are watched at most; if there are more, the costliest. */
export const MOST_CANDIDATES = 1_000;
/** How many of the largest statements, by calls plus milliseconds, are kept for the next run. */
export const MOST_TRACKED = 100;
/** Of how many databases the sizes are read at most: each takes about a millisecond, and the whole statement has seconds. */
export const MOST_DATABASES = 1_000;
/** How many long-running statements are reported at most. */
export const MOST_RUNNING = 5;

/**
 * What is read from pg_stat_statements, if it is installed. `false`: without the query texts, which are long and may
 * contain data. Without the statements of Neon's own user, as its sessions. It is read once, because reading it is most of
 * the cost. A cut list keeps the costliest. More of the largest statements are sent than are kept, so that one that is
 * overtaken by others is not taken for one that is gone.
 */
const statistics = `
  WITH e AS MATERIALIZED (
    SELECT dbid, userid, queryid, calls, total_exec_time AS ms, max_exec_time AS longest,
           mean_exec_time AS mean, stddev_exec_time AS deviation, %4$s AS since
      FROM %1$s.pg_stat_statements(false)
     WHERE toplevel AND (queryid IS NULL OR queryid IS DISTINCT FROM %2$L::bigint)
       AND userid IS DISTINCT FROM to_regrole('cloud_admin')
  )
  SELECT json_build_object(
    'calls', calls, 'milliseconds', milliseconds, 'entries', entries,
    'slow', (SELECT coalesce(json_agg(json_build_array(concat_ws('.', dbid, userid, queryid), calls, ms,
                                                       calls * (deviation * deviation + mean * mean), since)), '[]')
               FROM (SELECT * FROM e WHERE longest >= %3$L::float8 AND queryid IS NOT NULL
                      ORDER BY ms DESC LIMIT ${MOST_CANDIDATES + 1}) s),
    'tracked', (SELECT coalesce(json_agg(json_build_array(concat_ws('.', dbid, userid, queryid), calls, ms)), '[]')
                  FROM (SELECT * FROM e WHERE queryid IS NOT NULL ORDER BY calls + ms DESC LIMIT ${2 * MOST_TRACKED}) t),
    'reset', extract(epoch FROM stats_reset)::text, 'dealloc', dealloc::float8) AS j
    FROM %1$s.pg_stat_statements_info,
         (SELECT coalesce(sum(calls), 0)::float8 AS calls, coalesce(sum(ms), 0) AS milliseconds, count(*) AS entries FROM e) s`;

/** What a server may refuse, and the rest be read without it: statement statistics, sizes of databases, names of roles. */
export const parts = ['statistics', 'sizes', 'names'] as const;
export type Part = (typeof parts)[number];

/**
 * Everything in one statement, one row, one JSON column. PostgreSQL 14 to 18.
 *
 * Parameter: $1 SLOW_QUERY_MS. pg_stat_statements is read if it is installed. A plain reference to an
 * extension that is not installed would fail when the statement is parsed. Therefore that part goes through query_to_xml,
 * which runs a text; its numbers come back as JSON inside one XML element.
 *
 * Every visit is a new session, in which parsing the statement costs more than running most of it. Hence one pass over
 * each source, and the function behind pg_stat_activity instead of the view, which joins what is not needed.
 */
export function statementOf(without?: Part): string {
  const named = (expression: string) => (without === 'names' ? 'NULL::text' : expression);
  return `
WITH me AS MATERIALIZED (
  SELECT pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all, query_id FROM pg_stat_get_activity(pg_backend_pid())
), backends AS (
  SELECT count(*) AS slots,
         count(*) FILTER (WHERE session) AS total,
         count(*) FILTER (WHERE session AND state = 'active') AS active,
         count(*) FILTER (WHERE session AND state = 'idle') AS idle,
         count(*) FILTER (WHERE session AND state = 'disabled') AS untracked,
         (array_agg(json_build_object('pid', pid, 'usename', ${named('pg_get_userbyid(usesysid)')}, 'seconds', extract(epoch FROM age))
           ORDER BY age DESC) FILTER (WHERE session AND state = 'active' AND age >= make_interval(secs => $1::float8 / 1000))
         )[:${MOST_RUNNING}] AS running
    FROM (SELECT pid, usesysid, state, clock_timestamp() - query_start AS age,
                 pid <> pg_backend_pid() AND usesysid IS DISTINCT FROM to_regrole('cloud_admin') AS session
            FROM pg_stat_get_activity(NULL) WHERE backend_type = 'client backend') b
), databases AS (
  SELECT ${without === 'sizes' ? 'NULL::float8' : `sum(CASE WHEN readable AND databases <= ${MOST_DATABASES} THEN pg_database_size(oid) END)::float8`} AS bytes,
         count(*) FILTER (WHERE NOT readable) AS unreadable, count(*) AS databases
    FROM (SELECT oid, sees_all OR has_database_privilege(oid, 'CONNECT') AS readable, count(*) OVER () AS databases
            FROM pg_database, me WHERE datconnlimit <> -2) d
), extension AS (
  SELECT extnamespace::regnamespace::text AS schema,
         CASE WHEN substring(extversion FROM '^1\\.([0-9]{1,4})$')::int >= 11 THEN 'extract(epoch FROM stats_since) * 1000'
              ELSE 'NULL' END AS since
    FROM pg_extension WHERE extname = 'pg_stat_statements'
)
SELECT json_build_object(
  'now', extract(epoch FROM clock_timestamp()) * 1000,
  'started', extract(epoch FROM pg_postmaster_start_time())::text,
  'seesAll', sees_all,
  'role', ${named('current_user')},
  'limit', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - coalesce(current_setting('reserved_connections', true), '0')::int,
  'slots', slots, 'total', total, 'active', active, 'idle', idle, 'untracked', untracked, 'running', coalesce(to_json(running), '[]'),
  'bytes', bytes,
  'unreadable', unreadable, 'databases', databases,
  'lockWait', (SELECT coalesce(avg(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0) FROM pg_locks
               WHERE NOT granted AND locktype <> 'advisory'),
  'schema', schema,
  'track', current_setting('pg_stat_statements.track', true), 'queryId', current_setting('compute_query_id'),
  'configured', (SELECT coalesce(json_agg(json_build_array(${named('pg_get_userbyid(nullif(setrole, 0))')}, (SELECT datname FROM pg_database WHERE oid = setdatabase), setconfig)), '[]')
                   FROM pg_db_role_setting WHERE setconfig::text ~* 'pg_stat_statements.track=|compute_query_id='),
  'statements', CASE WHEN ${without !== 'statistics'} AND schema IS NOT NULL THEN
    (xpath('/table/row/j/text()', query_to_xml(
      format($statistics$${statistics}$statistics$, schema, query_id, $1::float8, since), false, false, '')))[1]::text END
) AS sample FROM me, backends, databases LEFT JOIN extension ON true`;
}
