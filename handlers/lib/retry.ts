import type { Deadline } from './deadline';
import { MonitoringError } from './errors';

/** A retry that could not finish is not begun. */
const SHORTEST_RETRY_MS = 1_500;
const PAUSE_MS = 200;

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

/**
 * Makes a call, and once more when its error says that this may help and there is time. Every failed attempt is
 * counted in the journal.
 * @throws what the last attempt threw
 */
export async function attempt<T>(call: () => Promise<T>, journal: Journal, deadline: Deadline): Promise<T> {
  try {
    return await call();
  } catch (error) {
    journal.failed(error);
    if (!(error instanceof MonitoringError && error.retryable) || deadline.left < SHORTEST_RETRY_MS)
      throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  try {
    return await call();
  } catch (error) {
    journal.failed(error);
    throw error;
  }
}
