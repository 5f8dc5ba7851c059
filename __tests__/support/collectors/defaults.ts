import type { Database } from '../servers/postgres';

/** Defaults that a role or a database may have. Each of them would change what a session sees, or end it. */
const hostile: Readonly<Record<string, string>> = {
  search_path: 'hostile, pg_catalog, public',
  extra_float_digits: '-15',
  jit_above_cost: '0',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  default_transaction_read_only: 'on',
  idle_in_transaction_session_timeout: '1ms',
  datestyle: 'SQL, DMY',
  intervalstyle: 'sql_standard',
  timezone: 'Asia/Kathmandu',
  bytea_output: 'escape',
  client_encoding: 'LATIN1',
  quote_all_identifiers: 'on',
  standard_conforming_strings: 'off',
  transform_null_equals: 'on',
  xmloption: 'document',
  plan_cache_mode: 'force_generic_plan',
  work_mem: '64kB',
  enable_hashjoin: 'off',
  client_min_messages: 'debug1',
};
/** Those that end the session or the statement before anything is sent in it: only startup options help. */
const deadly: Readonly<Record<string, string>> = {
  statement_timeout: '1ms',
  lock_timeout: '1ms',
  idle_session_timeout: '1ms',
};

/**
 * Gives the monitoring role such defaults.
 * @param pooled whether a pooler drops the startup options of its sessions
 */
export async function setHostileDefaults({ admin }: Database, pooled: boolean): Promise<void> {
  for (const [name, value] of Object.entries({ ...hostile, ...(!pooled && deadly) }))
    await admin.query(`ALTER ROLE watcher SET ${name} = ${name === 'search_path' ? value : `'${value}'`}`);
}

export const resetDefaults = ({ admin }: Database) => admin.query('ALTER ROLE watcher RESET ALL');
