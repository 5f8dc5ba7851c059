/** Longest time for one attempt of a call; the SDK makes three. */
const ATTEMPT_MS = 15_000;
const CONNECT_MS = 5_000;

/**
 * What the AWS clients of a command need. Without a limit the SDK waits for ever for an answer that does not come.
 * @param attemptMs milliseconds until an attempt fails with a TimeoutError
 */
export const clientConfig = (region: string, attemptMs = ATTEMPT_MS) => ({
  region,
  requestHandler: {
    connectionTimeout: Math.min(CONNECT_MS, attemptMs),
    requestTimeout: attemptMs,
    throwOnRequestTimeout: true,
  },
});
