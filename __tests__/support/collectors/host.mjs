// Runs a bundle as Lambda does: loaded once, invoked repeatedly, in its own process. Communicates over IPC.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setClock } from './clock.mjs';

const { handler } = createRequire(import.meta.url)(process.argv[2] ?? '');
/** The function's timeout, milliseconds. */
const TIMEOUT_MS = 30_000;

/** @typedef {{ payload: unknown, remainingMs?: number }} Invocation */
const orders = {
  invoke: async (/** @type {Invocation} */ { payload, remainingMs = TIMEOUT_MS }) => {
    const started = performance.now();
    const getRemainingTimeInMillis = () => remainingMs - (performance.now() - started);
    try {
      return { result: await handler(payload, { awsRequestId: 'test', getRemainingTimeInMillis }) };
    } catch (/** @type {any} */ error) {
      // Lambda's representation of a thrown error: name, message, stack, and the error's own fields.
      return { error: { ...error, name: error.name, message: error.message, stack: error.stack } };
    }
  },
  inspect: async () => {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return {
      node: process.version,
      heap: heapUsed,
      rss,
      resources: process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap'),
      descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    };
  },
  clock: async (/** @type {number} */ ms) => setClock(ms),
};

// It ends with its parent, regardless of what the bundle waits for.
process.on('disconnect', () => process.exit());
process.on(
  'message',
  async (/** @type {{ id: number, order: keyof typeof orders, payload: any }} */ message) => {
    process.send?.({ id: message.id, answer: await orders[message.order](message.payload) });
  },
);
