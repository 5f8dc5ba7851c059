import type { Part } from '../statement';

export interface Problem {
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
}

const LOCKS = ['SELECT ON pg_catalog.pg_locks', 'EXECUTE ON FUNCTION pg_catalog.pg_lock_status()'];

/** All that one part needs: it is read without this part as soon as one is refused, and the next would be refused then. */
const LOAD = `EXECUTE ON FUNCTION ${['active_time', 'deadlocks', 'sessions_killed', 'stat_reset_time']
  .map((name) => `pg_catalog.pg_stat_get_db_${name}(oid)`)
  .join(', ')}`;

/**
 * What the statement uses and a server may have revoked: which part needs it (undefined: nothing can be read without it),
 * and the rights that bring it back. Names of functions and views are in the server's message, whatever its language.
 */
const USED: Readonly<Record<string, readonly [part: Part | undefined, ...rights: string[]]>> = {
  query_to_xml: ['statistics', 'EXECUTE ON FUNCTION pg_catalog.query_to_xml(text, boolean, boolean, text)'],
  pg_database_size: ['sizes', 'EXECUTE ON FUNCTION pg_catalog.pg_database_size(oid)'],
  has_database_privilege: ['sizes', 'EXECUTE ON FUNCTION pg_catalog.has_database_privilege(oid, text)'],
  pg_database: ['databases', 'SELECT ON pg_catalog.pg_database'],
  pg_get_userbyid: ['names', 'EXECUTE ON FUNCTION pg_catalog.pg_get_userbyid(oid)'],
  pg_locks: ['locks', ...LOCKS],
  pg_lock_status: ['locks', ...LOCKS],
  pg_db_role_setting: ['settings', 'SELECT ON pg_catalog.pg_db_role_setting'],
  pg_user: ['settings', 'SELECT ON pg_catalog.pg_user'],
  pg_extension: ['extension', 'SELECT ON pg_catalog.pg_extension'],
  to_regrole: ['internal', 'EXECUTE ON FUNCTION pg_catalog.to_regrole(text)'],
  pg_roles: ['internal', 'SELECT ON pg_catalog.pg_roles'],
  pg_has_role: ['membership', 'EXECUTE ON FUNCTION pg_catalog.pg_has_role(name, text)'],
  pg_postmaster_start_time: ['started', 'EXECUTE ON FUNCTION pg_catalog.pg_postmaster_start_time()'],
  pg_blocking_pids: ['blockers', 'EXECUTE ON FUNCTION pg_catalog.pg_blocking_pids(integer)'],
  pg_stat_get_db_active_time: ['load', LOAD],
  pg_stat_get_db_deadlocks: ['load', LOAD],
  pg_stat_get_db_stat_reset_time: ['load', LOAD],
  // There are several functions of this name.
  current_setting: [
    undefined,
    'EXECUTE ON FUNCTION pg_catalog.current_setting(text), pg_catalog.current_setting(text, boolean)',
  ],
};

/** Whether a text has this word, and not only as a piece of a longer one. */
function hasWord(text: string, word: string): boolean {
  const isPiece = (at: number) => /[\w$]/.test(text.charAt(at));
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isPiece(at - 1) && !isPiece(at + word.length)) return true;
  return false;
}

const usedIn = (message: string) => Object.entries(USED).find(([name]) => hasWord(message, name))?.[1];

/** The part that needs what this message of the server names; undefined if it names nothing that a part needs. */
export const partNamed = (message: string): Part | undefined => usedIn(message)?.[0];

/** What gives the role the right to what the message names: `GRANT …; GRANT …`; undefined if it names nothing of ours. */
export function grantsFor(message: string, role: string): string | undefined {
  const [, ...rights] = usedIn(message) ?? [];
  return rights.length > 0 ? rights.map((right) => `GRANT ${right} TO ${role}`).join('; ') : undefined;
}

/** Quotes a name in a statement that people will copy and run, some of them as superuser. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Makes the role see all sessions and statistics. A role that is a member without inheriting sees nothing of them. Since
 * PostgreSQL 16 each GRANT says whether it is inherited; before, each role did.
 */
export const grantOf = (role: string, version: number): string =>
  version >= 160_000
    ? `GRANT pg_monitor TO ${role} WITH INHERIT TRUE`
    : `GRANT pg_monitor TO ${role}; ALTER ROLE ${role} INHERIT`;

/** The server's words, and what brings back what it refuses, if that is known. */
export function whyRefused({ message }: Problem, role: string): string {
  const grants = grantsFor(message, role);
  return `(${message})${grants === undefined ? '' : `; run: ${grants}`}`;
}

/** What brings the statistics back, if it is known. Names are in the server's message, whatever its language. */
export function remedyFor({ code, message }: Problem, schema: string, role: string): string | undefined {
  if (code === '55000')
    return 'add pg_stat_statements to shared_preload_libraries, keep those that SHOW shared_preload_libraries lists, and restart the server';
  if (code === '55P03')
    return 'another session has locked it, such as by a DROP or an UPDATE of the extension: end its transaction';
  if (['42703', '42883', '42P01'].includes(code)) return 'run: ALTER EXTENSION pg_stat_statements UPDATE';
  if (code !== '42501') return undefined;
  const usage = `run: GRANT USAGE ON SCHEMA ${schema} TO ${role}`;
  if (/^permission denied for schema /.test(message)) return usage;
  if (hasWord(message, 'pg_stat_statements_info'))
    return `run: GRANT SELECT ON ${schema}.pg_stat_statements_info TO ${role}; GRANT EXECUTE ON FUNCTION ${schema}.pg_stat_statements_info() TO ${role}`;
  if (hasWord(message, 'pg_stat_statements'))
    return `run: GRANT EXECUTE ON FUNCTION ${schema}.pg_stat_statements(boolean) TO ${role}`;
  const grants = grantsFor(message, role);
  if (grants !== undefined) return `run: ${grants}`;
  // In other languages. A short name may also be a word of the text, which names something else then.
  const name = schema.replace(/^"|"$/g, '').replaceAll('""', '"');
  return !/^permission denied for /.test(message) && hasWord(message, name) ? usage : undefined;
}
