import type * as v from 'valibot';
import type { Evidence, Finding } from '../../model/evidence';
import type { CommonRow } from '../../thresholds/common/rows';
import type { Level, Table } from '../../thresholds/row';
import type { ServiceName } from '../../thresholds/services';
import type { Deadline } from '../lib/deadline';
import type { Env } from '../lib/env';
import type { Journal } from '../lib/journal';
import type { Redactor } from '../lib/redact';
import type { Baseline, Previous } from '../lib/state';
import type { Variables } from './databases/variables';
import type { CounterOf, DetailOf, Readers, Reading, Snapshot, Value } from './readings';

/** What a collector can use while it visits its database. */
export interface VisitContext {
  readonly deadline: Deadline;
  readonly journal: Journal;
  /** Up to which level rows are collected. A collector needs it where a reading costs a call of its own. */
  readonly level: Level;
  /**
   * When this collector last connected, milliseconds since the epoch; undefined if never, or if the store does not
   * respond. The state is loaded while the visit starts.
   * @param compute what is kept awake by connecting: the databases of a run that share it share the time of the last visit
   * @throws {ProtocolError} when the state cannot be read: the run has failed, and there is no reason to wake a compute
   */
  lastVisit(compute?: string): Promise<number | undefined>;
  /** Set by a collector that needs `lastVisit`: when it connected, milliseconds since the epoch. */
  visitedAt?: number;
  /**
   * Makes a call that several databases need, once in a run. What goes wrong is in the journal of each.
   * @param name of what is asked, and with which key: the same name for the same answer. Nobody sees it
   */
  once<T>(name: string, call: (journal: Journal) => Promise<T>): Promise<T>;
  /** What this collector remembered last under a name; undefined if nothing. To be read by a schema. */
  memo(name: string): Promise<unknown>;
  /** Remembers something else under a name, for the next run; plain JSON. */
  remember(name: string, value: unknown): void;
  /**
   * The samples of the previous runs, one for each member of the database, the newest first; none if there are none, or if the
   * store does not respond. Their detail is not read by a schema.
   */
  samples(): Promise<readonly Previous[]>;
  /**
   * Whether a check-up is due: none was made for a day. `overdue`: it has waited for an hour, none was ever made, or this invocation
   * asks for one. After one that could not be made, it is due again an hour later.
   */
  checkup(): Promise<'due' | 'overdue' | undefined>;
}

/**
 * The result of a visit: a snapshot, with findings if it made a check-up, or that it tried to and could not; or that the database is
 * suspended (with the readings that are known anyway).
 */
export type Collected<S extends Snapshot> =
  | {
      readonly asleep: false;
      readonly snapshot: S;
      readonly findings?: readonly Finding[];
      readonly checkupFailed?: true;
    }
  | { readonly asleep: true; readonly known: Readonly<Record<string, Value>> };

/** What evidence is made of. */
export interface Witness<S extends Snapshot> {
  /** What the snapshot is compared with; undefined on a first run, and where nothing can be derived. */
  readonly before: Baseline<DetailOf<S>> | undefined;
  readonly now: S;
  /** Between the two; NaN without `before`. */
  readonly seconds: number;
  readonly readings: Readonly<Record<string, Reading>>;
}

/** A collector: how to find its database, what to read there, and one reading for each row of its table. */
export interface Service<T extends Table, S extends Snapshot, Target> {
  readonly name: ServiceName;
  readonly rows: T;
  readonly namespace: string;
  /** What its table says of its variables: those with secrets may hold `ssm:` references. */
  readonly about: Variables;
  /**
   * Reads the target from the variables and registers its secrets with the redactor.
   * @throws {ConfigurationError} that names every variable that is missing or malformed
   */
  readTarget(env: Env, redactor: Redactor): Target;
  /** @throws {MonitoringError} of the class that fits the cause */
  collect(target: Target, visit: VisitContext): Promise<Collected<S>>;
  readonly readers: Readers<T, S, CommonRow>;
  /** Reads the detail that this service keeps in its baselines, when it comes back from the store. Omit it if there is none. */
  readonly detail?: v.GenericSchema<unknown, DetailOf<S>>;
  /**
   * Why the growth of a counter is not known since this baseline, although the source did not start over as a whole:
   * a part of it was reset.
   */
  resets?(before: Baseline<DetailOf<S>>, now: S): Readonly<Partial<Record<CounterOf<S>, string>>>;
  /** Why the alarms of a row cannot fire, although it has a value. */
  cannotFire?(now: S): Readonly<Partial<Record<keyof T & string, string>>>;
  /** What stands beside the readings. Called once for a run whose database answered. */
  evidence?(seen: Witness<S>): Evidence;
  /** What people should know about the readings of this interval; each text becomes a warning. */
  remarks?(before: Baseline<DetailOf<S>>, now: S): readonly string[];
}
