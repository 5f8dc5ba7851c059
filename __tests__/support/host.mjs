// Runs a bundle as Lambda does: loaded once, invoked repeatedly, in a process of its own. Speaks over IPC.
import { createRequire } from 'node:module';

const { handler } = createRequire(import.meta.url)(process.argv[2] ?? '');
/** The function's timeout, milliseconds. */
const TIMEOUT_MS = 30_000;

const orders = {
  invoke: async (/** @type {unknown} */ payload) => {
    const started = performance.now();
    const getRemainingTimeInMillis = () => TIMEOUT_MS - (performance.now() - started);
    try {
      return { result: await handler(payload, { awsRequestId: 'test', getRemainingTimeInMillis }) };
    } catch (/** @type {any} */ error) {
      // What Lambda's runtime makes of a thrown error: its name, its message, its stack, and its own fields.
      return { error: { ...error, name: error.name, message: error.message, stack: error.stack } };
    }
  },
  inspect: async () => {
    globalThis.gc?.();
    return {
      node: process.version,
      heap: process.memoryUsage().heapUsed,
      resources: process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap'),
    };
  },
};

process.on(
  'message',
  async (/** @type {{ id: number, order: 'invoke' | 'inspect', payload: unknown }} */ message) => {
    process.send?.({ id: message.id, answer: await orders[message.order](message.payload) });
  },
);
