import type { AlarmedName, Table } from './row';

/**
 * The values that a row's alarms are tested with: one per evaluation period, in the terms of the row's threshold (its
 * unit, a share of the base, or events per minute), so that they do not depend on an environment's limits or interval.
 */
export interface Proof {
  /** Normal operation, with bursts and dips that must not alarm. May be repeated. */
  readonly healthy: readonly number[];
  /** Must raise both alarms. May be repeated. */
  readonly sick: readonly number[];
}

/** A row with alarms but no series does not compile, nor does a series for a row without alarms. */
export type Series<Rows extends Table> = Readonly<Record<AlarmedName<Rows>, Proof>>;
