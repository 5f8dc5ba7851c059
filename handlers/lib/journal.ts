import { MonitoringError } from './errors';

/** What went wrong during a run, retried or not: the reading of the ApiErrors row, and the warnings. */
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

  /** Mentions an error that is no failed call, or one that is counted elsewhere. */
  note(error: unknown): void {
    this.warn(error instanceof MonitoringError ? `${error.name}: ${error.message}` : String(error));
  }
}
