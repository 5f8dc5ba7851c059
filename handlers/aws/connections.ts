import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Deadline } from '../lib/deadline';
import { AwsError } from '../lib/errors';
import { asError } from '../lib/network';
import { tlsAdvice, verified } from '../lib/tls';

/** Longest time for one call. A healthy one takes tens of milliseconds. */
const CALL_MS = 3_000;

/** The connections to AWS of one run: shared by its clients, closed at its end. */
export class AwsConnections {
  private readonly httpAgent = new HttpAgent({ keepAlive: true });
  private readonly httpsAgent = new HttpsAgent({ keepAlive: true, ...verified });

  /** What every client is made with. Retries are ours (`retry`), because each failure is counted. */
  readonly clientConfig = {
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpAgent: this.httpAgent, httpsAgent: this.httpsAgent }),
  };

  /** Lambda freezes the process between runs; a socket kept over that is dead when it is needed. */
  close(): void {
    this.httpAgent.destroy();
    this.httpsAgent.destroy();
  }
}

/** Error names of AWS that mean "later" rather than "never". */
const transient =
  /Throttl|HTTP 429|TooManyRequests|RequestLimitExceeded|ProvisionedThroughput|InternalServer|InternalFailure|ServiceUnavailable|Timeout|AbortError|ECONN|EPIPE|EAI_AGAIN/i;

const advice: readonly (readonly [RegExp, string])[] = [
  [/AccessDenied|NotAuthorized|UnauthorizedOperation/i, "allow this call in the function's role"],
  [/ResourceNotFound/i, 'check that the table exists in this region and that STATE_TABLE has its name'],
  [
    /UnrecognizedClient|InvalidSignature|ExpiredToken|InvalidClientTokenId|CredentialsProvider|Credential/i,
    'check the AWS credentials',
  ],
  [/Region is missing/i, 'set AWS_REGION'],
  [/ENOTFOUND|EAI_AGAIN/i, 'check the region and the DNS of the VPC'],
  [
    /Throttl|TooManyRequests|LimitExceeded|ThroughputExceeded|HTTP 429/i,
    'ask for a higher quota if it persists',
  ],
  [/HTTP 5|InternalServer|InternalFailure|ServiceUnavailable/i, 'AWS has trouble; the next run tries again'],
  [/HTTP \d|HPE_/, 'check the endpoint, and whether a proxy answers in its place'],
  [/Timeout|Abort|ECONN|EPIPE/i, 'check that the function can reach AWS (NAT or VPC endpoint)'],
];

/**
 * Makes one call to AWS under a deadline.
 * @param call the operation, named `Service Operation`
 * @throws {AwsError} that names the operation and says what to do
 */
export async function awsCall<T>(
  call: string,
  deadline: Deadline,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const ms = deadline.allow(CALL_MS);
  // Not AbortSignal.timeout: its timer would stay for as long as it runs, the call done or not.
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), ms);
  try {
    return await send({ abortSignal: abort.signal });
  } catch (error) {
    throw translate(call, error, abort.signal.aborted ? ms : undefined);
  } finally {
    clearTimeout(timer);
  }
}

type SdkError = Error & { code?: string; $metadata?: { httpStatusCode?: number } };

/** @param late the milliseconds after which the call was given up, where it was */
function translate(call: string, thrown: unknown, late: number | undefined): AwsError {
  const error: SdkError = asError(thrown);
  // The SDK puts into its errors what was answered, whatever their types say.
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

/** Names and messages that say nothing; the SDK calls a reset connection a TimeoutError. */
const EMPTY = /^(Error|TimeoutError|Unknown|UnknownError)$/;

function describe(error: SdkError): string {
  const status = `HTTP ${error.$metadata?.httpStatusCode}`;
  // The parser quotes what it cannot read, and that may be in the middle of a secret.
  if ('$response' in error && !('$fault' in error) && !error.code)
    return `${status}, and not what AWS answers`;
  const [line = ''] = error.message.split('\n');
  // OpenSSL's line names the place in its sources; the reason stands in between.
  const message = /SSL routines:[^:]*:([^:]+)/.exec(line)?.[1] ?? line;
  return [error.name, error.code, message].filter((part) => part && !EMPTY.test(part)).join(': ') || status;
}
