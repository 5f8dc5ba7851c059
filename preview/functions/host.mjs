// @ts-check
/**
 * Runs one bundle as Lambda does: loads it once, then invokes its handler for each message, one at a time.
 * The environment variables are those passed by the parent; none are inherited.
 */
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

const [, , bundle = ''] = process.argv;

/**
 * What the function writes to its log goes to the parent by the same way as its result, and so before it: two pipes would
 * lose their order. Lambda's runtime replaces standard output, too.
 */
process.stdout.write = /** @type {any} */ (
  (/** @type {string | Uint8Array} */ text) => process.send?.({ log: Buffer.from(text).toString() }) ?? true
);
const { handler } = createRequire(import.meta.url)(bundle);

/** @param {{ payload: unknown, timeoutMs: number }} message */
async function invoke({ payload, timeoutMs }) {
  const started = performance.now();
  const invocation = {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => timeoutMs - (performance.now() - started),
  };
  try {
    process.send?.({ result: await handler(payload, invocation) });
  } catch (/** @type {any} */ error) {
    process.send?.({ error: { errorType: error.name, message: error.message } });
  }
}

process.on('message', invoke);
process.on('disconnect', () => process.exit());
// Ctrl-C goes to the whole process group; the parent decides when this process ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
