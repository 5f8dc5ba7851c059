import type { NoAlarm, Table } from './row';

/** A text to copy and run. SQL goes to the monitored database, shell commands use the variables of the runbook's head. */
export type Command = { readonly shows: string } & ({ readonly sql: string } | { readonly shell: string });

export interface Cause {
  readonly cause: string;
  readonly remedy: string;
}

/** What the person on call reads when the alarm of a row has fired. */
export interface Entry {
  /** What the users of the application notice, now or soon. */
  readonly means: string;
  /** What to run first, in this order. */
  readonly look: readonly Command[];
  /** Likeliest first. */
  readonly causes: readonly [Cause, ...Cause[]];
  /** When the alarm may be left alone. */
  readonly harmless: string;
}

/** The rows of a table that have alarms. */
export type AlarmedRow<T extends Table> = {
  [R in keyof T]: T[R]['alarm'] extends NoAlarm ? never : R;
}[keyof T];

/** One entry for each row with an alarm: a row without its entry, or an entry without its row, does not compile. */
export type Runbook<T extends Table> = Readonly<Record<AlarmedRow<T>, Entry>>;
