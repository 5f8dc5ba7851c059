/** Parameters of libpq that may have an @ in them. */
const TEXT = /(?<=[?&])(?:options|(?:fallback_)?application_name)=[^&]*/g;

/**
 * Parses a URL; undefined if it is not valid. Two kinds of text are not valid here, though the parser takes them,
 * because a part of a secret would become the host, which errors print:
 * - A URL with an @ after the host has a password that was not percent-encoded (`//user:pa@ss/word@host`).
 * - A URL with a line break was pasted together with the next secret. The parser drops the line break.
 */
export function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) && !/[\s\p{Cc}]/u.test(text) ? new URL(text) : undefined;
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

/** The host name of a URL in lower case; an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
