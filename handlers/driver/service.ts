import type * as v from 'valibot';
import type { CommonRow } from '../../thresholds/common/rows';
import type { Table } from '../../thresholds/row';
import type { ServiceName } from '../../thresholds/services';
import type { Deadline } from '../lib/deadline';
import type { Env } from '../lib/env';
import type { Journal } from '../lib/journal';
import type { Redactor } from '../lib/redact';
import type { Baseline } from '../lib/state';
import type { DetailOf, Readers, Snapshot } from './readings';

/** What a collector may use while it visits its database. */
export interface VisitContext {
  readonly deadline: Deadline;
  readonly journal: Journal;
  /**
   * When this collector last connected, milliseconds since the epoch; undefined when never, or when the state cannot
   * be asked. The state is loaded while the visit begins.
   * @throws {ProtocolError} when the state cannot be read: the run is lost, and nobody need be woken for it
   */
  lastVisit(): Promise<number | undefined>;
  /** A collector that cares says here when it connected. */
  visitedAt?: number;
}

/** What a visit brought: a snapshot, or the knowledge that the database sleeps (with what is known all the same). */
export type Collected<S extends Snapshot> =
  | { readonly asleep: false; readonly snapshot: S }
  | { readonly asleep: true; readonly known: Readonly<Record<string, number>> };

/** A collector: how to find its database, what to read there, and one reading for each row of its table. */
export interface Service<T extends Table, S extends Snapshot, Target> {
  readonly name: ServiceName;
  readonly rows: T;
  readonly namespace: string;
  /** EnvReader that may hold `ssm:` references. */
  readonly secrets: readonly string[];
  /**
   * Finds the target in the environment and teaches the redactor its secrets.
   * @throws {ConfigurationError} that names every variable that is missing or malformed
   */
  readTarget(env: Env, redactor: Redactor): Target;
  /** @throws {MonitoringError} of the class that fits the cause */
  collect(target: Target, visit: VisitContext): Promise<Collected<S>>;
  readonly readers: Readers<T, S, CommonRow>;
  /** The detail that this service keeps in a baseline, which comes back from outside; left out where it keeps none. */
  readonly detail?: v.GenericSchema<unknown, DetailOf<S>>;
  /** What a person should know about readings over this interval; each becomes a warning. */
  remarks?(before: Baseline<DetailOf<S>>, now: S): readonly string[];
}
