import { LIMITS, type Limits, LOCKED, leastOf, MOST_DATABASES, worst } from './criteria';
import { type CheckupPart, LACKING } from './parts';
import { relationParts } from './relation-parts';

/** Milliseconds that the check-up may take in the database. */
export const CHECKUP_MS = 3_000;
/** The slots of Neon itself (neon: pgxn/neon/walproposer.h); they are not to be dropped. */
const INTERNAL_SLOTS = '{wal_proposer_slot,wal_retention_slot}';

const SETTINGS = [
  ...['track_activities', 'track_counts', 'autovacuum', 'compute_query_id'],
  ...['pg_stat_statements.track', 'pg_stat_statements.max'],
];

const inAscii = (name: string, value: string, or = 'false') =>
  `CASE WHEN ${name}::text COLLATE "C" ~ '^[ -~]*$' OR ${or} THEN ${value} END`;
/** Names that all databases share have the encoding of the one where they were given. One that may be of another cannot be sent. */
const ascii = (name: string, value: string) =>
  inAscii(name, value, '(SELECT bool_and(encoding = 6) FROM pg_database)');
/** A name of a database or a role. */
const shown = (name: string) => ascii(name, `quote_ident(${name})`);

/** The view of an extension, if somebody has locked it: as the worst of what is found. */
const lockedView = (extension: string, view: string) =>
  `(SELECT json_build_object('all', count(*), 'worst', coalesce(json_agg(json_build_array(extnamespace::regnamespace::text, relname)), '[]'))
      FROM pg_extension JOIN pg_class ON relnamespace = extnamespace AND relname = '${view}' WHERE extname = '${extension}' AND pg_class.oid IN (${LOCKED}))`;

/** The texts of the parts; each returns one row with the JSON object `j`. */
function partsOf(limits: Limits): Readonly<Record<CheckupPart, string>> {
  return {
    ...relationParts(limits),
    databases: `SELECT json_build_object(
      'databases', json_agg(json_build_object('name', ${shown('datname')}, 'oid', oid::bigint, 'xids', xids, 'mxids', mxids, 'open', datallowconn)),
      'databaseCount', (SELECT count(*) FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname NOT IN ('postgres', current_database()))) AS j
      FROM (SELECT *, age(datfrozenxid) AS xids, mxid_age(datminmxid) AS mxids FROM pg_database WHERE datconnlimit <> -2
             ORDER BY greatest(age(datfrozenxid), mxid_age(datminmxid)) DESC LIMIT ${MOST_DATABASES}) d`,
    activity: `SELECT json_build_object('activity', json_agg(json_build_object(
        'oid', datid::bigint, 'name', ${shown('datname')}, 'reset', extract(epoch FROM stats_reset)::text,
        'commits', xact_commit, 'rollbacks', xact_rollback, 'temporary', temp_bytes, 'sessions', sessions,
        'failed', sessions_fatal + sessions_abandoned + sessions_killed))) AS j
      FROM (SELECT * FROM pg_stat_database WHERE datid <> 0 ORDER BY xact_commit + xact_rollback DESC LIMIT ${MOST_DATABASES}) d`,
    slots: `SELECT json_build_object('slots', ${worst(
      `json_build_object('name', slot_name, 'bytes', bytes, 'kind', slot_type, 'lost', wal_status IS NOT DISTINCT FROM 'lost')`,
      'bytes',
      `(SELECT *, greatest(0, coalesce(pg_wal_lsn_diff(CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_lsn() END, restart_lsn), 0))::float8 AS bytes
          FROM pg_replication_slots WHERE NOT (active OR temporary OR pg_is_in_recovery()) AND slot_name <> ALL ('${INTERNAL_SLOTS}')
            AND (restart_lsn IS NOT NULL OR wal_status = 'lost')) s`,
    )}) AS j`,
    prepared: `SELECT json_build_object('prepared', ${worst(
      `json_build_object('gid', ${ascii('gid', 'gid')}, 'database', ${shown('database')}, 'owner', ${shown('owner')}, 'hours', hours)`,
      'hours',
      `(SELECT *, extract(epoch FROM clock_timestamp() - prepared) / 3600 AS hours FROM pg_prepared_xacts) p
         WHERE hours >= ${leastOf(limits.checks['prepared transaction'])}`,
    )}) AS j`,
    settings: `SELECT json_build_object('settings', json_object_agg(name, json_build_array(setting, source))) AS j
      FROM pg_settings WHERE name IN (${SETTINGS.map((name) => `'${name}'`).join(', ')})`,
    statements: `SELECT json_build_object('schema', (SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_stat_statements'),
      'lockedStatements', ${lockedView('pg_stat_statements', 'pg_stat_statements_info')},
      'statements', (SELECT query_to_xml(format('SELECT concat_ws('' '', dealloc, coalesce(extract(epoch FROM stats_reset)::text, ''-'')) AS s FROM %s.pg_stat_statements_info', extnamespace::regnamespace), false, false, '')::text
         FROM pg_extension JOIN pg_class ON relnamespace = extnamespace AND relname = 'pg_stat_statements_info'
        WHERE extname = 'pg_stat_statements' AND current_setting('pg_stat_statements.max', true) IS NOT NULL
          AND has_schema_privilege(extnamespace, 'USAGE') AND has_table_privilege(pg_class.oid, 'SELECT') AND pg_class.oid NOT IN (${LOCKED})
          AND (SELECT bool_and(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc p WHERE pronamespace = extnamespace AND proname = 'pg_stat_statements_info'))) AS j`,
    // Neon grants both to pg_monitor (neon: pgxn/neon/neon--1.1--1.2.sql, neon--1.3--1.4.sql).
    cache: `SELECT json_build_object('cacheSize', current_setting('neon.file_cache_size_limit', true),
      'lockedCache', ${lockedView('neon', 'neon_stat_file_cache')},
      'cache', (SELECT query_to_xml(format('SELECT concat_ws('' '', file_cache_hits, file_cache_misses, %1$s.approximate_working_set_size_seconds(3600)) AS s FROM %1$s.neon_stat_file_cache', extnamespace::regnamespace), false, false, '')::text
         FROM pg_extension JOIN pg_class ON relnamespace = extnamespace AND relname = 'neon_stat_file_cache'
         JOIN pg_proc p ON pronamespace = extnamespace AND proname = 'approximate_working_set_size_seconds'
        WHERE extname = 'neon' AND has_schema_privilege(extnamespace, 'USAGE') AND has_table_privilege(pg_class.oid, 'SELECT')
          AND pg_class.oid NOT IN (${LOCKED}) AND has_function_privilege(p.oid, 'EXECUTE'))) AS j`,
  };
}

/**
 * The check-up of one database, in one statement, one row, one JSON column. PostgreSQL 14 to 18. It must run under the pins of the
 * main statement (`pinsOf`). There is no backslash in it.
 *
 * A table that the role may not read would fail the whole statement before it runs. Hence each part is a text, which query_to_xml
 * runs only where the role has all rights for it. What it lacks is in the answer.
 */
export function checkupStatement(limits: Limits = LIMITS): string {
  const parts = Object.entries(partsOf(limits)).map(
    ([part, text]) =>
      `'${part}', CASE WHEN '${part}' <> ALL (SELECT part FROM lacking) THEN query_to_xml($part$${text}$part$, false, false, '')::text END`,
  );
  return `WITH lacking AS MATERIALIZED (
  ${LACKING}
)
SELECT json_build_object(
  'now', extract(epoch FROM clock_timestamp()) * 1000,
  'role', ${inAscii('current_user', 'quote_ident(current_user)')}, 'database', ${inAscii('current_database()', 'quote_ident(current_database())')},
  'freezeAge', current_setting('autovacuum_freeze_max_age')::float8,
  'multiFreezeAge', current_setting('autovacuum_multixact_freeze_max_age')::float8,
  'clusterSize', current_setting('neon.max_cluster_size', true),
  'loaded', current_setting('pg_stat_statements.max', true) IS NOT NULL,
  'lacking', (SELECT coalesce(json_object_agg(part, missing), '{}') FROM lacking),
  'parts', json_build_object(${parts.join(',\n  ')})
) AS checkup`;
}
