import { type Checks, NOT_LOOKED_AT } from '../check';

/** What a table must have before its dead rows are a finding. */
export const LEAST_DEAD_ROWS = 10_000;
/** For how long scans of an index must have been counted before it is called unused. */
export const LEAST_DAYS = 14;
/** With fewer transactions or sessions since the last check-up, a share of them says nothing. */
export const LEAST_TRANSACTIONS = 1_000;
/** The least share of sessions that must have failed, in percent. */
export const LEAST_FAILED_PERCENT = 1;

/** Of how many lookups the cache must miss one before its size is a finding, in percent. Neon's documentation aims at 99. */
export const LEAST_HITS_PERCENT = 99;
/** With fewer lookups since the compute started, their share says nothing. */
export const LEAST_LOOKUPS = 1_000;

/**
 * The checks of the daily check-up of Postgres. Where the numbers come from: 50 and 75 % of transaction ids, 75 % of a
 * sequence are those of pgMonitor; 10 % and 10,000 dead rows, 10 % of rollbacks those of the postgres_exporter's mixin.
 */
export const neonChecks = {
  'transaction ids': {
    finds: 'Databases that run out of transaction ids',
    why: 'At 100 % Postgres refuses every write, until the database is frozen by hand.',
    from: { warning: 50, critical: 75 },
    unit: '%',
    remedy:
      'End what holds VACUUM back (old transactions, prepared transactions, replication slots), then VACUUM (FREEZE) in that database.',
  },
  multixacts: {
    finds: 'Databases that run out of multixact ids, which rows need that several transactions lock',
    why: 'At 100 % Postgres refuses to lock rows for several transactions, as foreign keys do.',
    from: { warning: 50, critical: 75 },
    unit: '%',
    remedy: 'As for transaction ids.',
  },
  'late freezing': {
    finds: 'Databases that autovacuum should have frozen by now',
    why: 'Something keeps autovacuum from freezing rows. Transaction ids or multixact ids run out if that goes on.',
    from: { warning: 150 },
    unit: '% of autovacuum_freeze_max_age, or of autovacuum_multixact_freeze_max_age',
    remedy: 'As for transaction ids.',
  },
  sequence: {
    finds: 'Sequences near their end: their own, or that of the column that they fill',
    why: 'At 100 % every INSERT that needs a number fails.',
    from: { warning: 75, critical: 90 },
    unit: '%',
    remedy: 'Make the sequence and the column bigint. The column’s table is rewritten and locked meanwhile.',
  },
  'unknown sequences': {
    finds: 'Sequences that the role may not read',
    why: 'How far they are is not known.',
    from: { notice: 1 },
    unit: 'not readable',
    remedy: 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA … to the role.',
  },
  'dead rows': {
    finds: 'Tables with many dead rows',
    why: 'They take space, and scans read them. Autovacuum cleans a table at about 17 %, unless that was changed.',
    from: { notice: 10, warning: 30 },
    unit: '% of all rows',
    only: `More than ${LEAST_DEAD_ROWS} dead rows.`,
    remedy: 'VACUUM (ANALYZE) the table. If it happens again, vacuum it more often.',
  },
  'never vacuumed': {
    finds: 'Tables that were never vacuumed and never analyzed',
    why: 'The planner has to guess, and chooses slow plans.',
    from: { warning: 10_000 },
    unit: 'rows',
    remedy: 'VACUUM (ANALYZE) the table, and find out why autovacuum skips it.',
  },
  'invalid index': {
    finds: 'Indexes whose build failed',
    why: 'Queries do not use them, and writes may have to keep them up to date.',
    from: { warning: 0 },
    unit: 'MB',
    only: 'It is not being built now.',
    remedy: 'REINDEX INDEX CONCURRENTLY, or DROP INDEX CONCURRENTLY what an aborted REINDEX left.',
  },
  'unused index': {
    finds: 'Large indexes that no query has used',
    why: 'Each write has to keep them up to date, and they take space.',
    from: { notice: 50 },
    unit: 'MB',
    only: `It enforces nothing, identifies no rows for replication, and scans have been counted for ${LEAST_DAYS} days or more.`,
    remedy: 'DROP INDEX CONCURRENTLY, once it is certain that no replica and no rare job needs it.',
  },
  'replication slot': {
    finds: 'Replication slots that nobody uses',
    why: 'They keep WAL, and with it storage; later the disk is full. They may also keep VACUUM from cleaning.',
    from: { notice: 0, warning: 1, critical: 5 },
    unit: 'GB of WAL',
    only: 'It is neither temporary nor one of Neon’s own.',
    remedy: 'Start its consumer, or drop the slot. The consumer then has to start over.',
  },
  rollbacks: {
    finds: 'Databases in which many transactions were rolled back since the last check-up',
    why: 'Each may be a failed request. Some drivers end every read with ROLLBACK: then it is harmless.',
    from: { notice: 10 },
    unit: '% of all transactions',
    only: `At least ${LEAST_TRANSACTIONS} transactions.`,
    remedy: 'Read the errors in the log of the application.',
  },
  'temporary files': {
    finds: 'Databases whose statements write temporary files, since the last check-up',
    why: 'Sorts and hashes that do not fit into work_mem are written to disk: they are slow, and may fill it.',
    from: { warning: 1 },
    unit: 'GB per hour',
    remedy:
      'Find the statements by temp_blks_written in pg_stat_statements. Add an index, or raise work_mem for them.',
  },
  'failed sessions': {
    finds: 'Databases whose sessions failed, were killed, or lost their client since the last check-up',
    why: 'Clients crash, time out, or are frozen with a connection open; their transactions are lost.',
    from: { notice: 10, warning: 100 },
    unit: 'sessions',
    only: `At least ${LEAST_FAILED_PERCENT} % of all sessions.`,
    remedy: 'Close connections in the application before it ends, or use Neon’s pooler.',
  },
  'prepared transaction': {
    finds: 'Prepared transactions that nobody finishes',
    why: 'They hold locks and keep VACUUM from cleaning, also after a restart.',
    from: { warning: 1, critical: 24 },
    unit: 'hours',
    remedy: 'COMMIT PREPARED what is meant to stay, else ROLLBACK PREPARED.',
  },
  setting: {
    finds: 'Settings that hide statistics, or keep autovacuum from running',
    why: 'Monitoring does not see what it should: a silent alarm says nothing then.',
    from: { warning: 0 },
    unit: '',
    remedy: 'Set it back, where it was set: for the server, a database or a role.',
  },
  'statements not recorded': {
    finds: 'pg_stat_statements is not installed, or not loaded',
    why: 'There are no readings of statements, and slow ones are not named.',
    from: { warning: 0 },
    unit: '',
    remedy: 'CREATE EXTENSION pg_stat_statements in this database.',
  },
  'evicted statements': {
    finds: 'pg_stat_statements is too small: it evicted statements since the last check-up',
    why: 'Readings of statements are less exact, or absent.',
    from: { notice: 1 },
    unit: '× evicted',
    remedy: 'Raise pg_stat_statements.max; that needs a restart.',
  },
  cache: {
    finds: 'What statements read in the last hour does not fit into Neon’s local file cache',
    why: 'What is not in the cache comes over the network, which is many times slower.',
    from: { notice: 100, warning: 150 },
    unit: '% of the cache',
    only: `The extension neon is installed, and less than ${LEAST_HITS_PERCENT} % of the lookups hit the cache.`,
    remedy: 'Raise the size of the compute: its cache grows with it.',
  },
  'limit of an alarm': {
    finds: 'Alarms of DatabaseSize that compare with another limit than the server has',
    why: 'They come too late, or never: at its own limit the server refuses writes.',
    from: { notice: 25, warning: 2 },
    unit: '% difference',
    only: 'A warning where the number of the alarms is the larger one, a notice where it is the smaller one.',
    remedy: 'Set limits.databaseGigabytes in environments.ts to the number of the server.',
  },
  'other databases': {
    finds: 'Databases of which a check-up sees no tables, sequences and indexes',
    why: 'Postgres shows a session only those of the database that it is connected to.',
    from: { notice: 1 },
    unit: 'not seen',
    remedy: 'Run the check-up by hand with a connection string for them.',
  },
  [NOT_LOOKED_AT]: {
    finds: 'What could not be looked at, with the reason',
    why: 'Nothing is known about it: that must not pass for health.',
    from: { warning: 0 },
    unit: '',
    only: 'A notice where the database has too many tables for a check-up.',
    remedy: 'Give the role the right that it lacks; or repeat the check-up at a quiet time.',
  },
} as const satisfies Checks;

export type NeonCheck = keyof typeof neonChecks;
