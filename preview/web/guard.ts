import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request says about where it comes from. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}
/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** The largest body of a POST, in bytes: it holds one flag. */
export const LARGEST_BODY = 1_000;

/**
 * Checks that a request comes from our own page, whatever else is open in the browser. A foreign Host is a name that was
 * made to point here (DNS rebinding); a foreign Origin or site is another page that asks in the user's name.
 * @param port ours
 * @param token needed by everything that changes something
 */
export function refusalOf(
  asked: Asked,
  { port, token }: { port: number; token: string },
): Refusal | undefined {
  const { host, origin } = asked.headers;
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  const use = `Use http://${hosts[0]}.`;
  if (!hosts.includes(host?.toLowerCase() ?? ''))
    return {
      status: 421,
      message: `This is the preview at ${hosts[0]}; it does not answer for ${shown(host)}. ${use}`,
    };
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))
    return {
      status: 403,
      message: `The preview answers only its own page, not one from ${shown(origin)}. ${use}`,
    };
  if (foreignSite(asked))
    return {
      status: 403,
      message: `The preview answers only its own page, not one from another site. ${use}`,
    };
  return asked.method === 'POST' ? refusedChange(asked.headers, token) : undefined;
}

/** Opening the page from a link elsewhere is harmless: the other page cannot read it. */
function foreignSite({ headers, method, path }: Asked): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return !(method === 'GET' && path === '/' && headers['sec-fetch-mode'] === 'navigate');
}

function refusedChange(headers: IncomingHttpHeaders, token: string): Refusal | undefined {
  if (!same(String(headers['x-token'] ?? ''), token))
    return {
      status: 403,
      message:
        'This page may not change anything: it was opened without the token, or before the preview was restarted. ' +
        'Open the address that the terminal shows.',
    };
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json')
    return { status: 415, message: 'The body must be application/json.' };
  if (Number(headers['content-length'] ?? 0) > LARGEST_BODY)
    return { status: 413, message: `The body must have at most ${LARGEST_BODY} bytes.` };
  return undefined;
}

/** Takes the same time wherever they differ. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** What somebody sent, in a message: in one line, not long, and without anything that a terminal would obey. */
function shown(text: string | undefined): string {
  return text === undefined || text === ''
    ? 'no name'
    : `"${text.slice(0, 100).replace(/[^\x20-\x7e]/g, '?')}"`;
}
