import { ProtocolError } from './errors';
import { asError } from './network';

/** Those who hear of stray errors. Runs of one process may overlap. */
const listening = new Set<(error: unknown) => void>();

/**
 * Makes a call whose driver may throw out of an event handler of its own: pg and ioredis do, at answers that no
 * server of theirs gives. No promise and no `catch` hears that; Node would end the process, and nobody would be told
 * why. Such an error fails the call, once it has ended.
 * @throws {ProtocolError} for a stray error, whatever the call itself came to
 */
export async function failOnUncaught<T>(call: () => Promise<T>): Promise<T> {
  const uncaught: unknown[] = [];
  const listener = (error: unknown) => void uncaught.push(error);
  if (!listen(listener)) return call();
  try {
    const value = await call();
    if (uncaught.length === 0) return value;
  } catch (error) {
    if (uncaught.length === 0) throw error;
  } finally {
    unlisten(listener);
  }
  const { name, message } = asError(uncaught[0]);
  throw new ProtocolError(
    `The driver of the database failed at an answer that it does not know (${name}: ${message}). Check that what answers there is what the variable says.`,
  );
}

/** @returns false where somebody else listens, whom we leave alone */
function listen(listener: (error: unknown) => void): boolean {
  if (listening.size === 0) {
    if (process.hasUncaughtExceptionCaptureCallback()) return false;
    process.setUncaughtExceptionCaptureCallback((error) => {
      for (const hear of listening) hear(error);
    });
  }
  listening.add(listener);
  return true;
}

function unlisten(listener: (error: unknown) => void): void {
  listening.delete(listener);
  if (listening.size === 0) process.setUncaughtExceptionCaptureCallback(null);
}
