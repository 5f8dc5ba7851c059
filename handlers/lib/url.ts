import { urlOf } from '../../model/aws/url';

/** Parameters of libpq that may have an @ in them. */
const TEXT = /(?<=[?&])(?:options|(?:fallback_)?application_name)=[^&]*/g;

/**
 * Parses a URL; undefined if it is not valid. Two kinds of text are not valid here, though the parser takes them,
 * because a part of a secret would become the host, which errors print:
 * - A URL with an @ after the host has a password that was not percent-encoded (`//user:pa@ss/word@host`).
 * - A URL with a line break was pasted together with the next secret. The parser drops the line break.
 */
export function parseUrl(text: string): URL | undefined {
  const url = /[\s\p{Cc}]/u.test(text) ? undefined : urlOf(text);
  if (!url || `${url.pathname}${url.search.replace(TEXT, '')}${url.hash}`.includes('@')) return undefined;
  return /^[a-z0-9._:[\]-]*$/i.test(url.hostname) ? url : undefined;
}

/**
 * Decodes a part of a URL. A percent sign that encodes nothing stays: the URL parser has encoded what is beside it
 * (`^` in `pa^ss%word`), and without decoding that, another password would be sent.
 */
export function decoded(part: string): string {
  return part.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** What is before the last @ of a URL's host. */
export const LOGIN = /(?<=^[a-z][a-z0-9+.-]*:\/\/)[^/?#]*(?=@)/i;

/**
 * Whether a user or a password in a URL has a % that encodes a character and another one that encodes none. One of them was
 * meant otherwise than it would be read: a password that was not encoded (`pa%ss%41`), or one of which a % was forgotten.
 */
export function isHalfEncoded(text: string): boolean {
  const [login = ''] = LOGIN.exec(text) ?? [];
  const colon = login.indexOf(':');
  const parts = colon < 0 ? [login] : [login.slice(0, colon), login.slice(colon + 1)];
  return parts.some((part) => {
    const encodings = part.match(/(?:%[0-9a-f]{2})+/gi) ?? [];
    const readable = encodings.filter((encoding) => decoded(encoding) !== encoding);
    const rest =
      encodings.length - readable.length + part.replace(/%[0-9a-f]{2}/gi, '').split('%').length - 1;
    return readable.length > 0 && rest > 0;
  });
}

/** The predicate of a sentence whose subject is the variable. */
export const HALF_ENCODED =
  'has a % in its user or password that encodes a character, and another one that encodes none: write each % that belongs to the password itself as %25.';

/** The host name of a URL in lower case; an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
