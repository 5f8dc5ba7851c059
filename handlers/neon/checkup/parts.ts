/** The parts of the check-up. Each is run only where the role may use all that it needs; the others are made without it. */
export const checkupParts = [
  ...(['databases', 'activity', 'tables', 'indexes', 'sequences'] as const),
  ...(['slots', 'prepared', 'settings', 'statements', 'cache'] as const),
];
export type CheckupPart = (typeof checkupParts)[number];

/** What is not known without a part, as the subject of a sentence. */
export const unseen: Readonly<Record<CheckupPart, string>> = {
  databases: 'The age of databases',
  activity: 'Rollbacks, temporary files and failed sessions',
  tables: 'Tables',
  indexes: 'Indexes',
  sequences: 'Sequences',
  slots: 'Replication slots',
  prepared: 'Prepared transactions',
  settings: 'Settings that hide statistics',
  statements: 'Whether pg_stat_statements is there, and large enough',
  cache: 'Whether the cache of the compute is large enough',
};

/** What the parts need that leave out what is locked. */
const LOCKS = ['pg_locks', 'pg_lock_status()', 'pg_database'];

/** What each part uses of pg_catalog and a server may have revoked: tables and views by name, functions with their arguments. */
export const NEEDS: Readonly<Record<CheckupPart, readonly string[]>> = {
  databases: ['pg_database', 'mxid_age(xid)'],
  activity: ['pg_stat_database', 'pg_database'],
  tables: [
    ...['pg_class', 'pg_namespace', 'pg_stat_get_live_tuples(oid)', 'pg_stat_get_dead_tuples(oid)'],
    ...['pg_stat_get_last_vacuum_time(oid)', 'pg_stat_get_last_autovacuum_time(oid)'],
    'pg_options_to_table(text[])',
  ],
  indexes: [
    ...['pg_class', 'pg_namespace', 'pg_index', 'pg_stat_get_numscans(oid)', 'pg_stat_database'],
    ...['pg_postmaster_start_time()', 'pg_stat_progress_create_index'],
  ],
  sequences: [
    ...['pg_class', 'pg_namespace', 'pg_sequence', 'pg_depend', 'pg_attrdef', 'pg_attribute', 'pg_type'],
    ...['pg_sequence_last_value(regclass)', ...LOCKS],
  ],
  slots: ['pg_replication_slots', 'pg_current_wal_lsn()'],
  prepared: ['pg_prepared_xacts', 'pg_database'],
  settings: ['pg_settings'],
  statements: ['pg_extension', 'pg_class', 'pg_proc', ...LOCKS],
  cache: ['pg_extension', 'pg_class', 'pg_proc', ...LOCKS],
};

/** SQL of the parts that the role may not use: `part`, and the array `missing` of what it needs for it. */
export const LACKING = `SELECT part, array_agg(needed) AS missing
    FROM (VALUES ${Object.entries(NEEDS)
      .flatMap(([part, needed]) => needed.map((name) => `('${part}', '${name}')`))
      .join(', ')}) n (part, needed)
   WHERE NOT CASE WHEN needed LIKE '%)' THEN has_function_privilege('pg_catalog.' || needed, 'EXECUTE')
                  ELSE has_table_privilege('pg_catalog.' || needed, 'SELECT') END
   GROUP BY part`;

/** What gives a role the rights that it lacks for a part. */
export const grantsOf = (missing: readonly string[], role: string): string =>
  missing
    .map((name) =>
      name.endsWith(')')
        ? `GRANT EXECUTE ON FUNCTION pg_catalog.${name} TO ${role}`
        : `GRANT SELECT ON pg_catalog.${name} TO ${role}`,
    )
    .join('; ');
