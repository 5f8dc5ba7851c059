import type { ServiceName } from '../../thresholds/services';

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
   * @returns heals it completely; may be called once
   */
  start(): Promise<() => Promise<void>>;
}
