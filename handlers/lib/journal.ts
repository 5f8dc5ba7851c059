import { MonitoringError } from './errors';

/** What went wrong during a run: the warnings, and the number of failed calls (the ApiErrors row), retried or not. */
export class Journal {
  readonly warnings: string[] = [];
  failedCalls = 0;

  warn(message: string): void {
    if (!this.warnings.includes(message)) this.warnings.push(message);
  }

  /** Counts a failed call. */
  failed(error: unknown): void {
    this.failedCalls += 1;
    this.note(error);
  }

  /** Adds an error to the warnings without counting it: no call failed, or it is counted elsewhere. */
  note(error: unknown): void {
    this.warn(error instanceof MonitoringError ? `${error.name}: ${error.message}` : String(error));
  }

  /** Adds what went wrong in a part of the run that had a journal of its own. */
  add({ warnings, failedCalls }: Journal): void {
    for (const warning of warnings) this.warn(warning);
    this.failedCalls += failedCalls;
  }
}

/** The journal of a call that is made for several databases at once: what goes wrong is in the journal of each. */
export class SharedJournal extends Journal {
  constructor(private readonly journals: Iterable<Journal>) {
    super();
  }

  override warn(message: string): void {
    for (const journal of this.journals) journal.warn(message);
  }

  override failed(error: unknown): void {
    for (const journal of this.journals) journal.failed(error);
  }
}
