/**
 * Parses a URL; undefined if it is not valid. A URL with an @ after the host is not valid either: it has a password that
 * was not percent-encoded (`//user:pa@ss/word@host`), and a part of the password would be taken for the host.
 */
export function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && !`${url.pathname}${url.search}${url.hash}`.includes('@') ? url : undefined;
}

/** Decodes a part of a URL; returns it unchanged if its percent signs encode nothing. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The host name of a URL; an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
