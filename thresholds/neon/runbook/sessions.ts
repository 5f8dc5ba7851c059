import type { Command } from '../../runbook';

export const running: Command = {
  shows: 'Running statements, longest first, and what they wait for',
  sql: `SELECT pid, usename, application_name, now() - query_start AS running,
       wait_event_type, wait_event, left(query, 120) AS query
  FROM pg_stat_activity
 WHERE backend_type = 'client backend' AND state = 'active' AND pid <> pg_backend_pid()
 ORDER BY query_start
 LIMIT 20;`,
};

export const stop: Command = {
  shows:
    'Cancels the statement of one session; pg_terminate_backend(pid) ends the session itself. Needs the right to do so (see above)',
  sql: 'SELECT pg_cancel_backend(12345);',
};
