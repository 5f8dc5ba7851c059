import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Deadline } from '../lib/deadline';
import { AwsError } from '../lib/errors';
import { asError } from '../lib/network';
import { tlsAdvice, verified } from '../lib/tls';

/** Longest time for one call. A healthy one takes tens of milliseconds. */
const CALL_MS = 3_000;

/**
 * A connection that nothing was sent on for this long is not used again: while databases are visited, a server may close it, and
 * the next call on it would fail.
 */
const IDLE_MS = 2_000;

/** The connections to AWS of one run: its clients share them, and they are closed when it ends. */
export class AwsConnections {
  private readonly httpAgent = new HttpAgent({ keepAlive: true, timeout: IDLE_MS });
  private readonly httpsAgent = new HttpsAgent({ keepAlive: true, timeout: IDLE_MS, ...verified });

  /** The configuration of every client. Retries are made by `retry`, because each failure is counted. */
  readonly clientConfig = {
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: this.httpAgent, httpsAgent: this.httpsAgent }),
  };

  /** Lambda freezes the process between runs. A socket that stays open is dead by the next run. */
  close(): void {
    this.httpAgent.destroy();
    this.httpsAgent.destroy();
  }
}

/** Whether AWS refused a call because there were too many at the time. */
export const isThrottled = (error: unknown): boolean =>
  error instanceof AwsError && /Throttl|TooManyRequests|RequestLimitExceeded|HTTP 429/i.test(error.message);

/** Names of AWS errors that a retry may resolve. */
const transient =
  /Throttl|HTTP 429|TooManyRequests|RequestLimitExceeded|ProvisionedThroughput|InternalServer|InternalFailure|ServiceUnavailable|Timeout|AbortError|ECONN|EPIPE|EAI_AGAIN/i;

const advice: readonly (readonly [RegExp, string])[] = [
  // Parameter Store decrypts as its caller. Some answers of KMS name the action, others only the key.
  [
    /AccessDenied.*(kms:|ciphertext|AWSKMS|customer master key)/is,
    "allow kms:Decrypt on the parameter's KMS key, in the function's role and in the policy of the key",
  ],
  [
    /InvalidKeyId|KMSInvalidState|DisabledException|NotFoundException.*AWSKMS/i,
    'enable the KMS key of the parameter, or store the parameter with another key',
  ],
  [/AccessDenied|NotAuthorized|UnauthorizedOperation/i, "allow this call in the function's role"],
  [/Parameter(Version)?NotFound/i, 'store the parameter, or correct its version'],
  [/ResourceNotFound/i, 'check that the table exists in this region and that STATE_TABLE names it'],
  [
    /UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|ExpiredToken|RequestExpired|InvalidClientTokenId|CredentialsProvider|Credential/i,
    'check the AWS credentials',
  ],
  [/Region is missing/i, 'set AWS_REGION'],
  [/ENOTFOUND|EAI_AGAIN/i, 'check the region and the DNS of the VPC'],
  [
    /Throttl|TooManyRequests|LimitExceeded|ThroughputExceeded|HTTP 429/i,
    'request a higher quota if this persists',
  ],
  [
    /HTTP 5|InternalServer|InternalFailure|ServiceUnavailable/i,
    'AWS has a problem; the next run tries again',
  ],
  [/HTTP \d|HPE_/, 'check the endpoint, and whether a proxy answers in its place'],
  [/Timeout|Abort|ECONN|EPIPE/i, 'check that the function can reach AWS (NAT or VPC endpoint)'],
];

/**
 * Makes one call to AWS under a deadline.
 * @param call the operation, named `Service Operation`
 * @param about what it was about, a sentence; for the error
 * @param longestMs milliseconds that a healthy call may take
 * @throws {AwsError} that names the operation and says what to do
 */
export async function awsCall<T>(
  call: string,
  deadline: Deadline,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  about?: string,
  longestMs = CALL_MS,
): Promise<T> {
  const ms = deadline.allow(longestMs);
  // Not AbortSignal.timeout: its timer keeps running after the call has ended.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ms);
  try {
    return await send({ abortSignal: abort.signal });
  } catch (error) {
    const { message, retryable } = translate(call, error, abort.signal.aborted ? ms : undefined);
    throw new AwsError(about ? `${message} ${about}` : message, retryable);
  } finally {
    clearTimeout(timer);
  }
}

type SdkError = Error & { code?: string; $metadata?: { httpStatusCode?: number } };

/** @param late the timeout in milliseconds, if the call timed out */
function translate(call: string, thrown: unknown, late: number | undefined): AwsError {
  const error: SdkError = asError(thrown);
  // The SDK copies fields of the response into its errors, whatever their types say.
  for (const part of ['name', 'message', 'code'] as const)
    if (typeof error[part] !== 'string') error[part] = '';
  const what = late === undefined ? describe(error) : `no answer within ${late} ms`;
  const kind = late === undefined ? what : 'Timeout';
  const status = error.$metadata?.httpStatusCode ?? 0;
  const untrusted = status === 0 && late === undefined && tlsAdvice(error);
  if (untrusted) return new AwsError(`${call} failed, no trusted TLS connection (${what}). ${untrusted}`);
  const todo =
    advice.find(([pattern]) => pattern.test(kind))?.[1] ?? 'see the AWS documentation of this call';
  return new AwsError(`${call} failed (${what}): ${todo}.`, status >= 500 || transient.test(kind));
}

/** Names and messages without information. The SDK calls a reset connection a TimeoutError. */
const EMPTY = /^(Error|TimeoutError|Unknown|UnknownError)$/;

function describe(error: SdkError): string {
  const status = `HTTP ${error.$metadata?.httpStatusCode}`;
  // The parser quotes the text that it cannot parse, which may be part of a secret.
  if ('$response' in error && !('$fault' in error) && !error.code)
    return `${status}, and not a response of AWS`;
  const [line = ''] = error.message.split('\n');
  // OpenSSL's line has the reason between two source locations.
  const message = /SSL routines:[^:]*:([^:]+)/.exec(line)?.[1] ?? line;
  return [error.name, error.code, message].filter((part) => part && !EMPTY.test(part)).join(': ') || status;
}
