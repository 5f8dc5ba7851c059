import type { Deadline } from './deadline';
import { MonitoringError } from './errors';
import type { Journal } from './journal';

/** A retry that could not finish is not begun. */
const SHORTEST_RETRY_MS = 1_500;
const PAUSE_MS = 200;

/**
 * Makes a call, and once more when its error says that this may help and there is time. Every failed attempt is
 * counted in the journal.
 * @throws what the last attempt threw
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
