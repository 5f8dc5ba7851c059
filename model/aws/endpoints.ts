/** The protocols of SNS that an environment may name. A queue is not among them: its policy is one document of its owner. */
export const protocols = ['email', 'https', 'lambda'] as const;
type Protocol = (typeof protocols)[number];

/** A key in a URL, by the name that people give it. */
const KEY_NAME = /key|token|secret|sig|auth|pass|pwd|cred|code/i;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** Whether a part of a URL looks like a key: long, and no word. Links of PagerDuty, Slack and others have one in the path. */
function looksRandom(text: string): boolean {
  const letters = /[a-z]/.test(text) && /[A-Z]/.test(text);
  return (
    UUID.test(text) ||
    (text.length >= 20 && letters && /\d/.test(text)) ||
    text
      .split(/[^A-Za-z0-9]+/)
      .some((word) => word.length >= 16 && (/\d/.test(word) || (/[a-z]/.test(word) && /[A-Z]/.test(word))))
  );
}

/** What in a URL is secret, or looks like it; undefined if nothing does. */
export function secretIn(endpoint: string): string | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.username || url.password) return 'a user or a password';
  if ([...url.searchParams].some(([name, value]) => KEY_NAME.test(name) || looksRandom(value)))
    return 'a key in its query';
  const parts = [...url.pathname.split('/'), url.hash.slice(1)];
  return parts.some(looksRandom) ? 'what looks like a key in its path' : undefined;
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
  if (URL.canParse(endpoint) && endpoint.includes('://')) return `${protocol} ${new URL(endpoint).host}`;
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
    fits: (text) => /^https:\/\/[^\s/]+/.test(text) && URL.canParse(text),
    example: 'https://example.com/hook',
  },
  lambda: {
    fits: (text) => functionIn(text) !== undefined,
    example: 'arn:aws:lambda:us-east-1:123456789012:function:name',
  },
};
