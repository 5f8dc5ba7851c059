import { urlOf } from './url';

/** The protocols of SNS that an environment may name. A queue is not among them: its policy is one document of its owner. */
export const protocols = ['email', 'https', 'lambda'] as const;
type Protocol = (typeof protocols)[number];

/** A part of a path behind which a key stands. */
const KEY_NAME = /^(?:api-?)?key$|token$|secret$/i;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** Names as people write them: `CloudWatchAlarms`, `clusters2026`. */
const WORDS = /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*\d{0,4}$/;

/** Whether a part of a path looks like a key: long, and no words. Links of PagerDuty, Slack and others have one there. */
function looksRandom(part: string): boolean {
  const words = part.split(/[^A-Za-z0-9]+/).filter((word) => !WORDS.test(word));
  const mixed = (text: string) => /[a-z]/.test(text) && /[A-Z]/.test(text);
  return (
    UUID.test(part) ||
    (part.length >= 20 && mixed(words.join('')) && /\d/.test(words.join(''))) ||
    words.some((word) => word.length >= 16 && (/\d/.test(word) || mixed(word)))
  );
}

/**
 * What in a URL is secret, or may be; undefined if nothing is. A query may hold a key under any name, so that it counts as
 * one; in a path, only what looks like a key does.
 */
export function secretIn(endpoint: string): string | undefined {
  const url = endpoint.includes('://') ? urlOf(endpoint) : undefined;
  if (!url) return undefined;
  if (url.username || url.password) return 'a user or a password';
  if (/[?#;]/.test(endpoint)) return 'a query or a fragment, which may hold a key';
  const parts = url.pathname.split('/');
  const isKey = (part: string, i: number) =>
    looksRandom(part) || (part !== '' && KEY_NAME.test(parts[i - 1] ?? ''));
  return parts.some(isKey) ? 'what looks like a key in its path' : undefined;
}

/** Every URL in a text without its login, and without what is behind the host. */
export function withoutPaths(text: string): string {
  return text.replace(
    /\b([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/?#"]*@)?([^\s/?#"@]+)([/?#][^\s"]*)?/gi,
    (_, scheme, host, rest) => `${scheme}${host}${rest === undefined || rest === '/' ? '' : '/…'}`,
  );
}

/** What may be shown of a subscription: `https events.pagerduty.com`, `email example.com`, `lambda notify`. */
export function shownSubscription(protocol: string, endpoint: string): string {
  const url = endpoint.includes('://') ? urlOf(endpoint) : undefined;
  if (url) return `${protocol} ${url.host}`;
  return `${protocol} ${endpoint.split(/[@:]/).at(-1)}`;
}

/** The parts of a function's ARN, and the version or alias if it names one. */
export function functionIn(endpoint: string) {
  const [, arn = '', region, account, qualifier] =
    /^(arn:aws[a-z-]*:lambda:([a-z0-9-]+):(\d{12}):function:[\w-]{1,64})(?::([\w$-]{1,128}))?$/.exec(
      endpoint,
    ) ?? [];
  return arn === '' ? undefined : { arn, region, account, qualifier };
}

/** The form of an endpoint for each protocol, and an example. */
export const endpointForms: Readonly<
  Record<Protocol, { readonly fits: (endpoint: string) => boolean; readonly example: string }>
> = {
  email: { fits: (text) => /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(text), example: 'name@example.com' },
  https: {
    fits: (text) => /^https:\/\/[^\s/]+\S*$/.test(text) && urlOf(text) !== undefined,
    example: 'https://example.com/hook',
  },
  lambda: {
    fits: (text) => functionIn(text) !== undefined,
    example: 'arn:aws:lambda:us-east-1:123456789012:function:name',
  },
};
