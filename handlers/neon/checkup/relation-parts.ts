import type { NeonCheck } from '../../../thresholds/neon/checks';
import { type Limits, LOCKED, leastOf, MOST_OBJECTS, worst } from './criteria';

const MB = 1e6;
/** A database with more tables, indexes and the like is not looked through. */
export const MOST_RELATIONS = 100_000;

/** Those of users, with their names quoted where that is necessary; none if there are too many. */
const RELATIONS = `relations AS MATERIALIZED (
  SELECT c.oid, quote_ident(nspname) AS schema, quote_ident(relname) AS name, relname, relkind, relpersistence, reltuples, relispartition,
         relpages * current_setting('block_size')::float8 AS bytes, reloptions
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
   WHERE (SELECT count(*) FROM pg_class) <= ${MOST_RELATIONS}
     AND relkind IN ('r', 'p', 'm', 'i', 'I', 'S') AND relpersistence <> 't' AND left(nspname, 3) <> 'pg_' AND nspname <> 'information_schema'
)`;

/** The type of a column, or that under its domain. */
const BASE = 'coalesce(nullif(typbasetype, 0), atttypid)';
/** The last number that fits into a column's type, by the type. */
const LAST = `CASE ${BASE} WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END`;

/** Which column a sequence fills: it belongs to it, or the column's default takes its numbers. */
const FILLED = `
    SELECT objid AS seq, refobjid AS rel, refobjsubid::int2 AS att FROM pg_depend
     WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i') AND refobjsubid > 0
     UNION SELECT refobjid, adrelid, adnum FROM pg_depend JOIN pg_attrdef a ON a.oid = objid
     WHERE classid = 'pg_attrdef'::regclass AND refclassid = 'pg_class'::regclass AND deptype = 'n'`;

/**
 * The share that is used of a sequence's range, or of that of its column, whichever ends earlier, for those that the role may read.
 * One that starts over at its own end has no end. On a replica, an unlogged one cannot be read. Which ones are read is decided
 * before: the function would be called for all others, too, if it stood beside the join that leaves them out.
 */
const SEQUENCES = `readable AS MATERIALIZED (
  SELECT r.schema, r.name, s.*, allowed AND oid IN (${LOCKED}) AS locked
    FROM (SELECT *, has_sequence_privilege(seqrelid, 'SELECT,USAGE') AS allowed FROM pg_sequence) s
    JOIN relations r ON oid = seqrelid AND (relpersistence = 'p' OR NOT pg_is_in_recovery())
), sequences AS MATERIALIZED (
  SELECT s.schema, s.name, allowed, locked, last, seqincrement < 0 AS down, seqtypid::regtype::text AS type, t.schema AS "tableSchema", t.name AS "table",
         quote_ident(attname) AS "column", (${BASE})::regtype::text AS "columnType",
         CASE WHEN seqincrement > 0 THEN least(seqmax, room) ELSE greatest(seqmin, -room) END AS "end",
         CASE WHEN seqcycle AND (seqincrement > 0 AND seqmax <= room OR seqincrement < 0 AND seqmin >= -room) THEN 0
              WHEN seqincrement > 0 THEN (last::float8 - seqmin) / greatest(1, least(seqmax, room)::float8 - seqmin)
              ELSE (seqmax::float8 - last) / greatest(1, seqmax::float8 - greatest(seqmin, -room)) END AS share
    FROM (SELECT *, CASE WHEN allowed AND NOT locked THEN pg_sequence_last_value(seqrelid) END AS last FROM readable) s
    LEFT JOIN (SELECT DISTINCT ON (seq) *, ${LAST} AS most FROM (${FILLED}) f JOIN pg_attribute ON attrelid = rel AND attnum = att
                JOIN pg_type ON pg_type.oid = atttypid
                WHERE NOT attisdropped ORDER BY seq, ${LAST}) c ON seq = seqrelid
    LEFT JOIN relations t ON t.oid = rel, LATERAL (SELECT coalesce(most, 9223372036854775807) AS room) m
)`;

const INDEX = `json_build_object('name', json_build_array(schema, name), 'table', json_build_array("tableSchema", "table"), 'bytes', bytes, 'partitioned', relkind = 'I', 'kept', kept)`;
/** Whether the table has the index that an aborted REINDEX CONCURRENTLY was to replace: its name is the same, without the ending. */
const KEPT = `EXISTS (SELECT FROM pg_index k JOIN pg_class b ON b.oid = k.indexrelid
      WHERE k.indrelid = i.indrelid AND k.indisvalid AND b.relname = regexp_replace(r.relname, '_cc(new|old)[0-9]*$', '') AND b.oid <> r.oid)`;
const indexes = (where: string) =>
  `(SELECT r.*, t.schema AS "tableSchema", t.name AS "table", ${KEPT} AS kept FROM pg_index i JOIN relations r ON r.oid = indexrelid
      LEFT JOIN relations t ON t.oid = indrelid WHERE ${where}) i`;

/** The parts about what is in this database. */
export function relationParts(limits: Limits) {
  const least = (check: NeonCheck) => leastOf(limits.checks[check]);
  return {
    tables: `WITH ${RELATIONS}, tables AS MATERIALIZED (
      SELECT *, pg_stat_get_live_tuples(oid)::float8 AS live, pg_stat_get_dead_tuples(oid)::float8 AS dead FROM relations
       WHERE relkind IN ('r', 'm') AND NOT pg_is_in_recovery()
    )
    SELECT json_build_object('relations', (SELECT count(*) FROM pg_class), 'dead', ${worst(
      `json_build_object('name', json_build_array(schema, name), 'dead', dead, 'live', live,
        'vacuumed', extract(epoch FROM clock_timestamp() - greatest(pg_stat_get_last_vacuum_time(oid), pg_stat_get_last_autovacuum_time(oid))),
        'off', coalesce((SELECT bool_or(NOT option_value::bool) FROM pg_options_to_table(reloptions) WHERE option_name = 'autovacuum_enabled'), false))`,
      'dead',
      `tables WHERE dead > ${limits.deadRows} AND 100 * dead >= ${least('dead rows')} * (live + dead)`,
    )}, 'unvacuumed', ${worst(
      `json_build_object('name', json_build_array(schema, name), 'rows', live + dead)`,
      'live + dead',
      `tables WHERE reltuples < 0 AND live + dead >= ${least('never vacuumed')}`,
    )}) AS j`,
    indexes: `WITH ${RELATIONS}
    SELECT json_build_object('invalid', ${worst(
      INDEX,
      'bytes',
      indexes(
        'NOT indisvalid AND indexrelid NOT IN (SELECT index_relid FROM pg_stat_progress_create_index WHERE index_relid IS NOT NULL)',
      ),
    )}, 'unused', ${worst(
      INDEX,
      'bytes',
      indexes(`indisvalid AND NOT (indisunique OR indisexclusion OR indisreplident OR r.relispartition OR pg_is_in_recovery())
        AND r.relkind = 'i' AND r.bytes >= ${least('unused index') * MB} AND pg_stat_get_numscans(indexrelid) = 0`),
    )}, 'counted', (SELECT extract(epoch FROM clock_timestamp() - coalesce(stats_reset, pg_postmaster_start_time()))
                      FROM pg_stat_database WHERE datname = current_database())) AS j`,
    sequences: `WITH ${RELATIONS}, ${SEQUENCES}
    SELECT json_build_object('sequences', ${worst(
      `json_build_object('name', json_build_array(schema, name), 'share', share, 'last', last::text, 'end', "end"::text, 'type', type, 'down', down,
        'column', CASE WHEN "table" IS NOT NULL THEN json_build_array("tableSchema", "table", "column") END, 'columnType', "columnType")`,
      'share',
      `sequences WHERE 100 * share >= ${least('sequence')}`,
    )}, 'hidden', (SELECT json_build_object('all', coalesce(sum(n), 0), 'worst', coalesce(json_agg(json_build_array(schema)) FILTER (WHERE place <= ${MOST_OBJECTS}), '[]'))
        FROM (SELECT schema, count(*) AS n, row_number() OVER (ORDER BY count(*) DESC, schema) AS place FROM sequences WHERE NOT allowed GROUP BY schema) h),
      'lockedSequences', (SELECT json_build_object('all', count(*), 'worst', coalesce(json_agg(json_build_array(schema, name)) FILTER (WHERE place <= ${MOST_OBJECTS}), '[]'))
        FROM (SELECT schema, name, row_number() OVER (ORDER BY schema, name) AS place FROM sequences WHERE locked) l)) AS j`,
  };
}
