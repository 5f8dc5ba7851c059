import type { ServiceName } from '../../thresholds/services';

/** Undoes what a sickness did. If it fails, it may be called again. */
export type Heal = () => Promise<void>;

/** Something that can be done to an embedded database, and undone. */
export interface Sickness {
  /** In kebab case, unique among all: `idle-connections`. */
  readonly id: string;
  readonly service: ServiceName;
  /** On the button: `Leak idle connections`. */
  readonly title: string;
  /** What it does and what to look at, in one sentence. */
  readonly about: string;
  /** The rows whose alarms it drives to warning and critical; empty if it drives none. */
  readonly rows: readonly string[];
  /**
   * Makes it sick; what grows by itself goes on in the background.
   * @param signal aborted when the preview ends: nothing goes on after that, nor is it healed
   * @returns heals it completely
   * @throws {Error} says why it cannot be done now; then nothing was changed
   */
  start(signal: AbortSignal): Promise<Heal>;
}
