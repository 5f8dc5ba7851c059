import type { Read } from '../../reports/doctor/facts';
import { credentialsProblem } from '../shared/credentials';

type Words = (message: string, place: Place) => string;
/** What was asked, and where. */
interface Place {
  /** The IAM action, such as `ssm:GetParameters`. */
  readonly action: string;
  readonly region: string;
}

/** Why AWS did not answer, by the name or the code of the error. */
const causes: readonly (readonly [RegExp, Words])[] = [
  [
    /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|InvalidToken|IncompleteSignature)$/,
    (_, { region }) =>
      `AWS rejected the credentials in ${region}: they are wrong, or this region is not enabled in their account.`,
  ],
  [
    /^InvalidKeyId$|^KMS[A-Za-z]*Exception$/,
    (message, { action, region }) =>
      `${action} failed in ${region}: the KMS key with which a secret is encrypted is gone, disabled or not allowed (${message}). Store the secrets again: npm run secrets.`,
  ],
  [
    /^SyntaxError$/,
    (_, { action, region }) =>
      `What answers ${action} in ${region} is not AWS, or it is broken: check AWS_ENDPOINT_URL and a proxy.`,
  ],
  [
    /^(AccessDenied(Exception)?|AuthorizationError(Exception)?|UnauthorizedOperation|Forbidden|403)$/,
    (message, { action }) =>
      /\bkms:Decrypt\b|\bKMS\b/.test(message)
        ? `The credentials do not allow kms:Decrypt with the key of the secrets, which ${action} needs: ask who manages that key.`
        : `The credentials do not allow ${action}: docs/doctor.md has the policy that this command needs.`,
  ],
  [
    /^(TimeoutError|ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EPIPE|NetworkingError|UnknownEndpoint)$/,
    (message, { region }) =>
      `AWS does not answer in ${region} (${message}): check the network, a proxy, AWS_ENDPOINT_URL, and that there is such a region.`,
  ],
  [
    /^(Throttling(Exception)?|TooManyRequestsException|SlowDown)$/,
    (_, { action }) => `AWS throttles ${action}: try again later.`,
  ],
  [
    /^PermanentRedirect$|^AuthorizationHeaderMalformed$/,
    (_, { region }) => `The bucket is not in ${region}: correct remoteState.region in environments.ts.`,
  ],
  [
    /^NoSuchBucket$/,
    () =>
      'The bucket of remoteState does not exist: run npm run bootstrap, or correct remoteState in environments.ts.',
  ],
];

/** An error of AWS or of the way to it, in words. Undefined for any other error, which is a bug. */
export function failureWords(error: unknown, place: Place): string | undefined {
  const { name = '', code = '', message: said = '', $metadata, errors } = (error ?? {}) as ErrorOfSdk;
  const message = said.replace(/^AWS SDK error wrapper for (?:Error: )?/, '');
  // Where a name has several addresses, the errors of all are together in one without a message. The SDK may put an error that
  // it does not know into one of its own, and leave only its text.
  const inner = errors?.[0]?.code ?? / (E[A-Z_]{4,}|EAI_AGAIN)\b/.exec(message)?.[1] ?? '';
  const text = message || inner || name;
  const unsigned = [name, code].map((one) => credentialsProblem({ name: one, message: text })).find(Boolean);
  if (unsigned !== undefined) return unsigned;
  for (const [what, words] of causes)
    if ([name, code, inner].some((one) => what.test(one))) return words(text, place);
  return $metadata ? `${place.action} failed in ${place.region} (${name}: ${message}).` : undefined;
}
interface ErrorOfSdk {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: unknown;
  readonly errors?: readonly { readonly code?: string }[];
}

/** A failed call; the message says what to do. */
export class LookError extends Error {
  override readonly name = 'LookError';
}

/**
 * Sends one call.
 * @throws {LookError} without the SDK's error, which contains the request
 */
export async function asked<T>(place: Place, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const words = failureWords(error, place);
    if (words === undefined) throw error;
    throw new LookError(words);
  }
}

/** What was read, or in words why it was not. */
export async function read<T>(look: () => Promise<T>): Promise<Read<T>> {
  try {
    return { value: await look() };
  } catch (error) {
    if (error instanceof LookError) return { unread: error.message };
    throw error;
  }
}
