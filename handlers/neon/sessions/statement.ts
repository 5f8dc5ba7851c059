/** For how many waiting sessions it is asked who blocks them, at most; those that wait longest. It locks out others for a moment. */
export const MOST_WAITERS = 50;
/** How many blockers of one session are sent at most. */
export const MOST_BLOCKERS = 100;
/** About how many blockers that do not wait themselves it is told who they are, at most. */
export const MOST_DESCRIBED = 50;
/** How many long transactions, groups of sessions and wait events are told at most. */
export const MOST_TOLD = 5;
export const MOST_EVENTS = 10;

/** What the rest of the statement says of a part that may be refused. */
interface Parts {
  unless(part: 'locks' | 'blockers', expression: string, missing?: string): string;
  /** Null where names cannot be read. */
  named(expression: string): string;
}

export const secondsSince = (time: string) => `extract(epoch FROM clock_timestamp() - ${time})`;

/**
 * Everything that pg_stat_activity knows, read once; and locks that are waited for. `client`: it takes a connection slot.
 * `session`: of an application.
 */
export const sources = ({ unless }: Pick<Parts, 'unless'>): string => `seen AS MATERIALIZED (
  SELECT pid, leader_pid, usesysid, application_name, state, backend_type, wait_event_type, wait_event, xact_start, query_start, state_change, query_id, own,
         client, client AND NOT ours AND usesysid IS DISTINCT FROM internal AS session, ours
    FROM (SELECT *, backend_type = 'client backend' AS client, pid = pg_backend_pid() AS ours FROM pg_stat_get_activity(NULL)) a,
         (SELECT own, internal FROM me) m
), locks AS MATERIALIZED (
  ${unless('locks', 'SELECT pid, locktype, waitstart FROM pg_locks WHERE NOT granted', 'SELECT NULL::int AS pid, NULL AS locktype, NULL::timestamptz AS waitstart')}
)`;

/** A group of waiting workers is its leader, as pg_blocking_pids has it. */
export const waiters = ({ unless }: Pick<Parts, 'unless'>): string => `waiters AS MATERIALIZED (
  SELECT pid, id, counted, ms, ${unless('blockers', `(pg_blocking_pids(worker))[:${MOST_BLOCKERS}]`, `'{}'::int[]`)} AS by
    FROM (SELECT coalesce(leader_pid, pid) AS pid, pid AS worker, query_id::text AS id, session AND wait_event <> 'advisory' AS counted,
                 (SELECT ${secondsSince('min(waitstart)')} * 1000 FROM locks l WHERE l.pid = s.pid) AS ms
            FROM seen s WHERE wait_event_type = 'Lock' ORDER BY 5 DESC NULLS LAST LIMIT ${MOST_WAITERS}) w
)`;

/**
 * Numbers over sessions, beside those that are counted by state. `working`: of statements that run, and of those that have ended in
 * sessions that are idle since. Postgres counts a statement of a second or more when the next one of its session ends; what is
 * shorter, within ten seconds (PostgreSQL 14 to 18: pgstat_report_stat is called before the time of the statement is added).
 */
export const sums = `count(*) FILTER (WHERE session AND wait_event_type = 'Lock' AND wait_event <> 'advisory') AS blocked,
         coalesce(max(${secondsSince('xact_start')}) FILTER (WHERE session), 0) AS oldest,
         coalesce(sum(${secondsSince('state_change')}) FILTER (WHERE client AND NOT ours AND state IN ('active', 'fastpath function call')), 0) * 1000
         + coalesce(sum(extract(epoch FROM state_change - query_start)) FILTER (WHERE client AND NOT ours AND state LIKE 'idle%' AND state_change - query_start >= '1 s'), 0) * 1000 AS working`;

/** @param slowQueryMs SLOW_QUERY_MS: transactions that are at least as old are long */
export const fields = ({ named }: Parts, slowQueryMs: number): string => {
  const who = `${named('pg_get_userbyid(usesysid)')} AS user, application_name AS application`;
  const list = (rows: string) => `(SELECT coalesce(json_agg(r), '[]') FROM (${rows}) r)`;
  return `'blocked', blocked, 'oldest', oldest, 'working', working,
  'waiters', ${list('SELECT * FROM waiters')},
  'blockers', ${list(`SELECT pid, wait_event_type IS NOT DISTINCT FROM 'Lock' AS waits, ${who}, backend_type AS backend, state, ${secondsSince('xact_start')} AS seconds
     FROM seen WHERE pid = ANY (ARRAY(SELECT unnest(by) FROM waiters)) AND pid <> ALL (ARRAY(SELECT pid FROM waiters WHERE by <> '{}'))
    ORDER BY 2, xact_start LIMIT ${MOST_DESCRIBED}`)},
  'waits', ${list(`SELECT coalesce(concat(wait_event_type, ':') || wait_event, 'CPU') AS event, count(*) AS sessions
     FROM seen WHERE session AND state = 'active' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MOST_EVENTS}`)},
  'longest', ${list(`SELECT pid, ${who}, state, query_id::text AS id, ${secondsSince('xact_start')} AS seconds
     FROM seen WHERE session AND ${secondsSince('xact_start')} >= ${slowQueryMs / 1000} ORDER BY xact_start LIMIT ${MOST_TOLD}`)},
  'awake', ${list(`SELECT ${who}, count(*) AS sessions, min(CASE state WHEN 'idle' THEN ${secondsSince('state_change')} WHEN 'disabled' THEN NULL ELSE 0 END) AS seconds
     FROM seen WHERE session OR backend_type = 'walsender' GROUP BY usesysid, 2 ORDER BY 4, 3 DESC LIMIT ${MOST_TOLD}`)}`;
};
