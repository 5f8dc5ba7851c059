/**
 * Parses a URL; undefined if it is not valid. A URL with an @ after the host is not valid either: it has a password that
 * was not percent-encoded (`//user:pa@ss/word@host`), and a part of the password would be taken for the host.
 */
export function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && !`${url.pathname}${url.search}${url.hash}`.includes('@') ? url : undefined;
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

/** The host name of a URL; an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
