import type { Deadline } from './deadline';
import { MonitoringError } from './errors';
import type { Journal } from './journal';

/** With less time left a retry could not finish, and is not started. */
const SHORTEST_RETRY_MS = 1_500;
const PAUSE_MS = 200;

/**
 * Makes a call, and makes it once more if its error is retryable and there is time. Every failed attempt is counted in
 * the journal.
 * @throws the error of the last attempt
 */
export async function retry<T>(call: () => Promise<T>, journal: Journal, deadline: Deadline): Promise<T> {
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
