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
}
