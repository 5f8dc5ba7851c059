import type { Level } from '../../../thresholds/row';
import type { Env } from '../../lib/env';
import type { MonitoringError } from '../../lib/errors';
import type { Journal } from '../../lib/journal';
import type { Outbox } from '../outbox';
import type { Pace } from '../pace/pace';

/** One of the databases of a run. */
export interface Database {
  /** Undefined for the unnamed one. */
  readonly name: string | undefined;
  /** The function's variables, as this database has them; secrets are references. */
  readonly env: Env;
  /** Up to which level rows are collected. */
  readonly level: Level;
  /** How often it is visited; undefined where every run visits. */
  readonly pace: Pace | undefined;
  readonly journal: Journal;
  readonly outbox: Outbox;
  /** Why it cannot be visited, if a variable of it is wrong. */
  readonly refused?: MonitoringError;
}
