/** Longest time for one attempt of a call; the SDK makes three. */
const ATTEMPT_MS = 15_000;
const CONNECT_MS = 5_000;

/**
 * What the AWS clients of a command need. Without a limit the SDK waits for ever for an answer that does not come.
 * @param attemptMs milliseconds until an attempt fails with a TimeoutError
 */
export function clientConfig(region: string, attemptMs = ATTEMPT_MS) {
  // Keeps the SDK's warning about future Node versions from appearing among prompts and warnings.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ||= 'true';
  return {
    region,
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_MS, attemptMs),
      requestTimeout: attemptMs,
      throwOnRequestTimeout: true,
    },
  };
}
