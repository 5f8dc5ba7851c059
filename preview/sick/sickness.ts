import type { Severity } from '../../thresholds/row';
import type { ServiceName } from '../../thresholds/services';

/** Undoes what a sickness did. If it fails, it may be called again. */
export type Heal = () => Promise<void>;

/**
 * How far it drives a row: to the alarm of this severity; `rises`: its value rises, but its alarm takes longer than anybody
 * watches, or depends on the moment.
 */
export type Effect = Severity | 'rises';

/** Something that can be done to an embedded database, and undone. */
export interface Sickness {
  /** In kebab case, unique among all: `idle-connections`. */
  readonly id: string;
  readonly service: ServiceName;
  /** The name of its database; undefined for the unnamed one. */
  readonly database?: string | undefined;
  /** On the button: `Leak idle connections`. */
  readonly title: string;
  /** What it does and what to look at, in one sentence. */
  readonly about: string;
  /** How far it drives which rows; empty if it drives none. Rows that a user has removed from the tables do not matter. */
  readonly rows: Readonly<Record<string, Effect>>;
  /** Whether only a check-up sees it: then one is made when it begins and when it is healed. */
  readonly checkup?: true;
  /**
   * Makes it sick; what grows by itself goes on in the background.
   * @param signal aborted when the preview ends: nothing goes on after that, nor is it healed
   * @returns heals it completely
   * @throws {Error} says why it cannot be done now; then nothing was changed
   */
  start(signal: AbortSignal): Promise<Heal>;
}

/** What can be done to one of several databases, with ids that are unique among all: names have no double hyphen. */
export function ofDatabase(sicknesses: readonly Sickness[], database: string | undefined): Sickness[] {
  if (database === undefined) return [...sicknesses];
  return sicknesses.map((sickness) => ({ ...sickness, id: `${sickness.id}--${database}`, database }));
}
