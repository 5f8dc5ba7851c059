import type { AlarmedName, Table } from './row';

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
  readonly look: readonly [Command, ...Command[]];
  /** Likeliest first. With one cause only, the alarm could have said it itself. */
  readonly causes: readonly [Cause, Cause, ...Cause[]];
  /** When the alarm may be left alone. */
  readonly harmless: string;
}

/** One entry for each row with an alarm: a row without its entry, or an entry without its row, does not compile. */
export type Runbook<T extends Table> = Readonly<Record<AlarmedName<T>, Entry>>;

/** Names for the shell, in which `$ENVIRONMENT` stands for the environment. */
export interface ShellNames {
  readonly function: string;
  /** The full name of the SSM parameter of a secret. */
  parameter(secret: string): string;
}

/** The part of the runbook that is about one service. */
export interface Chapter<T extends Table> {
  /** What to know before any of its commands is run. */
  readonly hint: string;
  /** What its commands need in the shell. Secrets are read into variables, not typed into the history. */
  prepare(names: ShellNames): string;
  readonly entries: Runbook<T>;
}
