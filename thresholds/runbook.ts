import type { AlarmedName, Table } from './row';

/** A command to copy and run. SQL goes to the monitored database; shell commands use the variables set at the top. */
export type Command = { readonly shows: string } & ({ readonly sql: string } | { readonly shell: string });

export interface Cause {
  readonly cause: string;
  readonly remedy: string;
}

/** What the person on call reads when a row's alarm has fired. */
export interface Entry {
  /** What users of the application notice, now or soon, in one sentence: the text of the alarm begins with it. */
  readonly impact: string;
  /** What has happened, and what follows from it. */
  readonly means: string;
  /** When the alarms of this row cannot fire, to follow "Cannot fire": such as a setting of the database. */
  readonly cannotFire?: string;
  /** What to run first, in this order. The text of the alarm has the first command, if it fits into one line there. */
  readonly look: readonly [Command, ...Command[]];
  /** Most likely first. With one cause only, the alarm could have named it itself. */
  readonly causes: readonly [Cause, Cause, ...Cause[]];
  /** When the alarm can be ignored. */
  readonly harmless: string;
}

/** One entry per row with an alarm: a row without an entry, or an entry without a row, does not compile. */
export type Runbook<T extends Table> = Readonly<Record<AlarmedName<T>, Entry>>;

/** Names for shell commands. They have `$ENVIRONMENT` in place of the environment. */
export interface ShellNames {
  readonly function: string;
  /** The full name of a secret's SSM parameter. */
  parameter(secret: string): string;
}

/** One service's part of the runbook. */
export interface Chapter<T extends Table> {
  /** What to know before running its commands. */
  readonly hint: string;
  /** Sets what its commands need in the shell, besides ENVIRONMENT and AWS_REGION. It reads secrets into variables, which keeps them out of the history. */
  prepare(names: ShellNames): string;
  readonly entries: Runbook<T>;
}
