import { urlOf } from '../../model/aws/url';
import { UsageError } from '../../model/usage-error';

const ANSWER_MS = 30_000;
const LARGEST = 20_000_000;

const advice: Readonly<Record<number, string>> = {
  401: 'The key is wrong or was deleted: make another one, and set it again.',
  403: 'The key may not read this: use one of the whole account or organization.',
  404: 'There is none of this id, or the key is of another account: correct the id.',
  406: 'The days are too long ago for it: name a later month with --month.',
  429: 'It allows few requests at a time: try again in a minute.',
};

/** Where an API is. @throws {UsageError} if it is not a URL, or not encrypted on a network */
export function apiAt(variable: string, url: string): string {
  const parsed = urlOf(url);
  const isLocal = parsed?.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(parsed.hostname);
  if (!parsed || !(isLocal || parsed.protocol === 'https:') || parsed.username || parsed.search)
    throw new UsageError(
      `${variable} must be an HTTPS URL without user and query (plain HTTP only on loopback).`,
    );
  return url.replace(/\/+$/, '');
}

/**
 * Asks an API. No message has the key in it.
 * @param who the API in a sentence: `The Neon API`
 * @throws {UsageError} says what it answered, and what to do
 */
export async function getJson(who: string, url: string, authorization: string): Promise<unknown> {
  const path = new URL(url).pathname;
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      headers: { authorization, accept: 'application/json' },
      // It would hand the key to another host.
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    [status, text] = [response.status, await response.text()];
  } catch (thrown) {
    const { cause, name } = thrown as Error & { readonly cause?: { readonly code?: string } };
    throw new UsageError(
      `${who} did not answer ${path} (${cause?.code ?? name}). Check the network, and try again.`,
    );
  }
  if (status !== 200)
    throw new UsageError(
      `${who} answered ${status} to ${path}. ${advice[status] ?? (status >= 500 ? 'It is out of order: try again later.' : 'Check the key.')}`,
    );
  if (text.length > LARGEST)
    throw new UsageError(`${who} answered ${path} with more than ${LARGEST / 1e6} MB.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${who} answered ${path} with something that is not JSON: try again later.`);
  }
}
