import { createHash } from 'node:crypto';
import { fields, secondsSince, sources, sums, waiters } from './sessions/statement';

/** How many slow statements are watched at most; if there are more, the costliest. */
export const MOST_CANDIDATES = 1_000;
/** How many of the largest statements, by calls plus milliseconds, are kept for the next run. */
export const MOST_TRACKED = 100;
/** How many of them are sent: one that is overtaken by others is still found. */
export const MOST_SENT = 2 * MOST_TRACKED;
/** Of how many pairs of a database and a user sums are kept at most; the largest. Twice as many are sent. */
export const MOST_GROUPS = 100;
export const MOST_GROUPS_SENT = 2 * MOST_GROUPS;
/** Of how many databases the sizes are read at most: each takes about a millisecond, and the whole statement has seconds. */
export const MOST_DATABASES = 1_000;
/** How many long-running statements are reported at most. */
export const MOST_RUNNING = 5;

/** One statement, as JSON. */
const row = `concat('["', dbid, '.', userid, '.', queryid, '",', calls, ',', ms, ',', squares, ',', shortest, ',', longest, ',',
    coalesce((extract(epoch FROM since) * 1000)::text, 'null'), ']')`;

/**
 * What is read from pg_stat_statements, if it is installed. `false`: without the query texts, which are long and may
 * contain data. Without the statements of Neon's own user, as its sessions. It is read once, because reading it is most of
 * the cost. A cut list keeps the costliest.
 */
const statistics = `
  WITH e AS MATERIALIZED (
    SELECT dbid, userid, queryid, calls, total_exec_time AS ms, min_exec_time AS shortest, max_exec_time AS longest, %4$s AS since,
           calls * (stddev_exec_time * stddev_exec_time + mean_exec_time * mean_exec_time) AS squares
      FROM %1$s.pg_stat_statements(false)
     WHERE toplevel AND (queryid IS NULL OR queryid <> ALL ('{%2$s}')) AND userid IS DISTINCT FROM %5$L::oid
  )
  SELECT concat('{"calls":', coalesce(sum(calls), 0)::float8, ',"milliseconds":', coalesce(sum(ms), 0), ',"entries":', count(*),
    (SELECT concat(',"dealloc":', dealloc, ',"reset":', coalesce('"' || extract(epoch FROM stats_reset) || '"', 'null'))
       FROM %1$s.pg_stat_statements_info),
    ',"most":', coalesce(current_setting('pg_stat_statements.max', true), 'null'),
    ',"slow":[', (SELECT string_agg(${row}, ',')
                    FROM (SELECT * FROM e WHERE longest >= %3$L::float8 AND queryid IS NOT NULL
                           ORDER BY ms DESC LIMIT ${MOST_CANDIDATES + 1}) s),
    '],"tracked":[', (SELECT string_agg(${row}, ',')
                        FROM (SELECT * FROM e WHERE queryid IS NOT NULL
                               ORDER BY calls + ms DESC LIMIT ${MOST_SENT}) t),
    '],"groups":[', (SELECT string_agg(concat('["', dbid, '.', userid, '",', calls, ',', ms, ',', entries, ']'), ',')
                       FROM (SELECT dbid, userid, sum(calls)::float8 AS calls, sum(ms) AS ms, count(*) AS entries FROM e
                              GROUP BY dbid, userid ORDER BY sum(calls) + sum(ms) DESC LIMIT ${MOST_GROUPS_SENT}) g), ']}') AS j
    FROM e`;

/**
 * What a server may refuse, and the rest be read without it: statement statistics, sizes and names of databases, names of
 * roles, locks, settings of roles and databases, the list of extensions. The last three are read in another way then.
 */
export const parts = [
  ...(['statistics', 'sizes', 'databases', 'names', 'locks', 'settings', 'extension'] as const),
  ...(['internal', 'membership', 'started', 'blockers', 'load'] as const),
];
export type Part = (typeof parts)[number];

/** Settings with which pg_stat_statements records nothing: how it may be written, and a value with which it records. */
export const RECORDING: Readonly<
  Record<string, { readonly off: readonly [string, ...string[]]; readonly on: string }>
> = {
  'pg_stat_statements.track': { off: ['none'], on: 'top' },
  compute_query_id: { off: ['off', 'no', 'false', '0'], on: 'auto' },
};
/** Without the rights of pg_read_all_stats, processes of the server itself hide what they do, too. */
const seesAll = `(SELECT count(*) = 0 FROM pg_stat_get_activity(NULL) WHERE query = '<insufficient privilege>')`;
/** Starts with the server, and again after a crash. Hidden without the rights of pg_read_all_stats. */
const checkpointer = `coalesce((SELECT min(backend_start) FROM pg_stat_get_activity(NULL) WHERE backend_type = 'checkpointer'), to_timestamp(0))`;
const unrecorded = Object.entries(RECORDING).map(([name, { off }]) => `${name}=(${off.join('|')})`);

/** Whether a setting is that of a role and a database with sessions of whose statements something would be missing. */
function canBeMissed(without: readonly Part[]): string {
  const role =
    'setrole IS DISTINCT FROM internal AND (setrole = 0 OR setrole IN (SELECT usesysid FROM pg_user))';
  if (without.includes('databases')) return role;
  return `${role} AND (setdatabase = 0 OR setdatabase IN (SELECT oid FROM pg_database WHERE datallowconn))`;
}

/** What the server has counted of sessions: milliseconds in statements, deadlocks, sessions that an operator ended, the newest reset of a database. */
const load = `sum(pg_stat_get_db_active_time(oid)) AS busy, sum(pg_stat_get_db_deadlocks(oid))::float8 AS deadlocks,
         sum(pg_stat_get_db_sessions_killed(oid))::float8 AS killed,
         extract(epoch FROM max(pg_stat_get_db_stat_reset_time(oid)))::text AS reset`;
const noLoad = 'NULL AS busy, NULL AS deadlocks, NULL AS killed, NULL AS reset';

/** Where the query id of the first statement is kept for the second. */
const FIRST_ID = 'neon_monitoring.query_id';

/**
 * Settings that would change the numbers, or make the statement slow, if the role or the database had other defaults.
 * Another search path would even let anyone with the right to create functions or operators in one of its schemas make the
 * statement call them, with the rights of the monitoring role (CVE-2018-1058).
 */
const SETTINGS = {
  search_path: 'pg_catalog,pg_temp',
  extra_float_digits: '1',
  jit: 'off',
  lock_timeout: '0',
};

/**
 * Startup options of the session; they cost no round trip. Neon's proxy passes them to the compute
 * (proxy/src/compute/mod.rs). Only these can set the isolation, which is fixed at the first snapshot.
 * @param timeoutMs for each statement
 */
export function optionsOf(timeoutMs: number): string {
  const settings = {
    ...SETTINGS,
    statement_timeout: timeoutMs,
    idle_session_timeout: 0,
    default_transaction_read_only: 'on',
    default_transaction_isolation: 'read\\ committed',
    default_transaction_deferrable: 'off',
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

const NAMED = 'SELECT more FROM (';
/** How many characters PostgreSQL counts before the first one of one more SELECT. */
export const BEFORE_MORE = NAMED.length;

/** A text as a constant, whatever is in it, and whatever standard_conforming_strings says of backslashes. */
function constantOf(text: string): string {
  let n = 0;
  while (text.includes(`$q${n}$`)) n += 1;
  return `$q${n}$${text} $q${n}$`;
}

/**
 * The same for the transaction, because a pooler may have dropped the startup options. It is sent in one message with the
 * statement that counts, whose names are looked up only when this one has run. In this one, each name has its schema.
 *
 * One more SELECT is run inside this statement, as a constant: constants make no difference to a query id, and so the id that the
 * next visit leaves out is also that of what this one asked besides.
 * @param timeoutMs for the statement that follows
 * @param more a SELECT of one column; its row is in the column `more`, as the element `more` of an XML text
 */
export function pinsOf(timeoutMs: number, more = ''): string {
  const settings = {
    ...SETTINGS,
    statement_timeout: timeoutMs,
    // A part that somebody has locked must leave the time to ask again without it.
    lock_timeout: Math.ceil(timeoutMs / 5),
    transaction_read_only: 'on',
  };
  const pins = Object.entries(settings).map(
    ([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`,
  );
  const asked = constantOf(more && `${NAMED}${more}\n) more (more)`);
  return `SELECT ${pins.join(', ')},
  CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL
       THEN pg_catalog.set_config('transaction_timeout', '0', true) END,
  pg_catalog.set_config('${FIRST_ID}', query_id::pg_catalog.text, true), pg_catalog.pg_stat_clear_snapshot(),
  CASE WHEN ${more !== ''} THEN pg_catalog.query_to_xml(${asked}, false, false, '') END AS more
  FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid())`;
}

/**
 * Everything in one statement, one row, one JSON column. PostgreSQL 14 to 18.
 *
 * pg_stat_statements is read if it is installed. A plain reference to an extension that is not installed would fail when
 * the statement is parsed. Therefore that part goes through query_to_xml, which runs a text; its numbers come back inside one
 * XML element, as JSON that is put together as text, because that is cheaper than by functions. There is no backslash in the
 * statement: what it means depends on standard_conforming_strings.
 *
 * Every visit is a new session, in which parsing the statement costs more than running most of it. Hence one pass over
 * each source, and the function behind pg_stat_activity instead of the view, which joins what is not needed.
 * @param slowQueryMs SLOW_QUERY_MS
 */
export function statementOf(slowQueryMs: number, without: readonly Part[] = []): string {
  const unless = (part: Part, expression: string, missing = 'NULL') =>
    without.includes(part) ? missing : expression;
  const named = (expression: string) => unless('names', expression, 'NULL::text');
  return `
WITH me AS MATERIALIZED (
  SELECT ${unless('membership', `pg_has_role('pg_read_all_stats', 'USAGE')`, seesAll)} AS sees_all, query_id, state_change AS began, usesysid AS own, datid AS here,
         ${unless('internal', `to_regrole('cloud_admin')::oid`, `(SELECT oid FROM pg_roles WHERE rolname = 'cloud_admin')`)} AS internal,
         nullif(current_setting('${FIRST_ID}', true), '') AS first_id
    FROM pg_stat_get_activity(pg_backend_pid())
), ${sources({ unless })}, backends AS (
  SELECT count(*) FILTER (WHERE client) AS slots,
         count(*) FILTER (WHERE session) AS total,
         count(*) FILTER (WHERE session AND state = 'active') AS active,
         count(*) FILTER (WHERE session AND state = 'idle') AS idle,
         count(*) FILTER (WHERE session AND state = 'disabled') AS untracked,
         count(*) FILTER (WHERE session AND usesysid = own) AS siblings,
         (array_agg(json_build_object('pid', pid, 'usename', ${named('pg_get_userbyid(usesysid)')}, 'seconds', extract(epoch FROM age))
           ORDER BY age DESC) FILTER (WHERE session AND state = 'active' AND age >= make_interval(secs => ${slowQueryMs} / 1000.0))
         )[:${MOST_RUNNING}] AS running,
         ${sums}
    FROM (SELECT *, clock_timestamp() - query_start AS age FROM seen) s
), ${waiters({ unless })}, databases AS (
  ${unless(
    'databases',
    `SELECT ${unless('sizes', `sum(CASE WHEN readable AND databases <= ${MOST_DATABASES} THEN pg_database_size(oid) END)::float8`)} AS bytes,
         count(*) FILTER (WHERE NOT readable) AS unreadable, count(*) AS databases, sum(oid::int8)::float8 AS ids,
         ${unless('load', load, noLoad)}
    FROM (SELECT oid, ${unless('sizes', `sees_all OR has_database_privilege(oid, 'CONNECT')`, 'true')} AS readable, count(*) OVER () AS databases
            FROM pg_database, me WHERE datconnlimit <> -2) d`,
    `SELECT NULL AS bytes, 0 AS unreadable, 0 AS databases, 0 AS ids, ${noLoad}`,
  )}
), extension AS (
  ${unless(
    'extension',
    `SELECT extnamespace::regnamespace::text AS schema,
         CASE WHEN extversion LIKE '1.__' AND extversion >= '1.11' THEN 'stats_since' ELSE 'NULL::timestamptz' END AS since
    FROM pg_extension WHERE extname = 'pg_stat_statements'`,
    'SELECT NULL::text AS schema, NULL::text AS since',
  )}
)
SELECT json_build_object(
  'now', extract(epoch FROM clock_timestamp()) * 1000,
  'started', extract(epoch FROM ${unless('started', 'pg_postmaster_start_time()', checkpointer)})::text,
  'version', current_setting('server_version_num')::int,
  'seesAll', sees_all,
  'identified', query_id IS NOT NULL,
  'role', ${named('current_user')}, 'own', own::bigint, 'here', here::bigint, 'siblings', siblings,
  'limit', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - coalesce(current_setting('reserved_connections', true), '0')::int,
  'slots', slots, 'total', total, 'active', active, 'idle', idle, 'untracked', untracked, 'running', coalesce(to_json(running), '[]'),
  'bytes', bytes,
  'unreadable', unreadable, 'databases', databases, 'ids', ids, 'busy', busy, 'deadlocks', deadlocks, 'killed', killed, 'reset', reset,
  'sizeLimit', current_setting('neon.max_cluster_size', true),
  ${fields({ unless, named }, slowQueryMs)},
  'lockWait', ${unless(
    'locks',
    `(SELECT coalesce(avg(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0) FROM locks WHERE locktype <> 'advisory')`,
  )},
  'schema', schema,
  'track', current_setting('pg_stat_statements.track', true), 'queryId', current_setting('compute_query_id'),
  'configured', ${unless(
    'settings',
    `(SELECT coalesce(json_agg(json_build_object('role', setrole::bigint, 'database', setdatabase::bigint, 'setting', split_part(setting, '=', 1),
                     'roleName', ${named('pg_get_userbyid(nullif(setrole, 0))')}, 'databaseName', ${unless('databases', named('(SELECT datname FROM pg_database WHERE oid = setdatabase)'), 'NULL::text')})), '[]')
                   FROM pg_db_role_setting, unnest(setconfig) setting WHERE setting ~* '^(${unrecorded.join('|')})$' AND ${canBeMissed(without)})`,
    `'[]'::json`,
  )},
  'statements', CASE WHEN ${!without.includes('statistics')} AND schema IS NOT NULL THEN
    split_part(split_part(query_to_xml(
      format($statistics$${statistics}$statistics$, schema, concat_ws(',', query_id, first_id), ${slowQueryMs}, since, internal), false, false, '')::text, '<j>', 2), '</j>', 1) END,
  'spent', coalesce(${secondsSince('began')} * 1000, 0)
) AS sample FROM me, backends, databases LEFT JOIN extension ON true`;
}

/**
 * Which statement is sent. Another one has other query ids, and all that this one ever took is then among the statements of
 * others. Constants make no difference to a query id (PostgreSQL: queryjumble).
 */
export function fingerprintOf(without: readonly Part[]): string {
  const text = pinsOf(0) + statementOf(0, without);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
