import type { AlarmedName, Table } from './row';

/**
 * What a row's alarms are proven with: one value an evaluation period, in the terms of the row's threshold (its unit,
 * the share of what it is a share of, or events per minute), so that an environment's limits and interval do not
 * matter.
 */
export interface Proof {
  /** Everyday life, with the bursts and dips that must not wake anybody. May be repeated. */
  readonly healthy: readonly number[];
  /** What must raise both alarms. It may be repeated, too. */
  readonly sick: readonly number[];
}

/** A row with alarms that has no proof does not compile, nor does a proof of a row without. */
export type Series<Rows extends Table> = Readonly<Record<AlarmedName<Rows>, Proof>>;
