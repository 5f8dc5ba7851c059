/**
 * A text as a URL; undefined where it is none. Nor is one with an @ behind the host: that is what a password becomes
 * whose special characters were not percent-encoded (`//user:pa@ss/word@host`), and a part of it would be the host.
 */
export function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && !`${url.pathname}${url.search}${url.hash}`.includes('@') ? url : undefined;
}

/** A part of a URL as it was meant; as it stands, where its percent signs encode nothing. */
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
