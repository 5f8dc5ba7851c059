import type { Check } from '../../../thresholds/check';
import { LEAST_DAYS, LEAST_DEAD_ROWS, type NeonCheck, neonChecks } from '../../../thresholds/neon/checks';

/** How many objects a check names at most: the worst. */
export const MOST_OBJECTS = 5;
/** Of how many databases counters are kept from one check-up to the next: those with the most transactions. */
export const MOST_DATABASES = 20;

/** From where on something is a finding. Tests have lower numbers than a database reaches in seconds. */
export interface Limits {
  readonly checks: Readonly<Record<NeonCheck, Check>>;
  readonly deadRows: number;
  readonly days: number;
}
export const LIMITS: Limits = { checks: neonChecks, deadRows: LEAST_DEAD_ROWS, days: LEAST_DAYS };

/** The least number with which a check finds something. */
export const leastOf = ({ from }: Check): number => Math.min(...Object.values(from));

/**
 * SQL of the relations of this database that others have locked, or wait to lock, in such a way that reading how far a sequence
 * is, or using a view, would wait as well (PostgreSQL: table-level locks). One of them would cost the whole check-up.
 */
export const LOCKED = `SELECT relation FROM pg_locks
     WHERE locktype = 'relation' AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/**
 * The worst of what a query finds, and how many it finds, as JSON.
 * @param entry SQL of one, as JSON
 */
export const worst = (entry: string, measure: string, from: string) =>
  `(SELECT json_build_object('all', coalesce(max(every), 0), 'worst', coalesce(json_agg(${entry} ORDER BY measure DESC), '[]'))
      FROM (SELECT *, count(*) OVER () AS every, ${measure} AS measure FROM ${from} ORDER BY measure DESC LIMIT ${MOST_OBJECTS}) w)`;
