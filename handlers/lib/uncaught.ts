import { AsyncLocalStorage } from 'node:async_hooks';
import { ProtocolError } from './errors';
import { asError } from './network';

type Hear = (error: unknown) => void;

/** The callbacks for uncaught errors: several, because runs of one process may overlap, and a run visits several databases. */
const listening = new Set<Hear>();
/** The callback of the call in whose event handler something is thrown: a socket belongs to the call that opened it. */
const ofThisCall = new AsyncLocalStorage<Hear>();

/**
 * Makes a call whose driver may throw in one of its event handlers: pg and ioredis do, on responses that no real server
 * sends. No promise and no `catch` receives such an error; Node would end the process without a result. Here it fails
 * the call, once the call has ended. If it is not known which of several calls it belongs to, it fails all of them.
 * @throws {ProtocolError} for an uncaught error, whatever the outcome of the call
 */
export async function failOnUncaught<T>(call: () => Promise<T>): Promise<T> {
  const uncaught: unknown[] = [];
  const listener = (error: unknown) => void uncaught.push(error);
  if (!listen(listener)) return call();
  try {
    const value = await ofThisCall.run(listener, call);
    if (uncaught.length === 0) return value;
  } catch (error) {
    if (uncaught.length === 0) throw error;
  } finally {
    unlisten(listener);
  }
  const { name, message } = asError(uncaught[0]);
  throw new ProtocolError(
    `The database driver failed on a response that it does not understand (${name}: ${message}). Check that the server at the configured address is the right one.`,
  );
}

/** @returns false if another callback is set already, which must stay */
function listen(listener: Hear): boolean {
  if (listening.size === 0) {
    if (process.hasUncaughtExceptionCaptureCallback()) return false;
    process.setUncaughtExceptionCaptureCallback(hear);
  }
  listening.add(listener);
  return true;
}

function hear(error: unknown): void {
  const own = ofThisCall.getStore();
  for (const listener of own ? [own] : listening) listener(error);
}

function unlisten(listener: Hear): void {
  listening.delete(listener);
  if (listening.size === 0) process.setUncaughtExceptionCaptureCallback(null);
}
