import {
  AuthenticationError,
  type MonitoringError,
  PermissionError,
  ProtocolError,
  QuotaError,
  RateLimitError,
  TlsError,
  TooManyConnectionsError,
} from '../lib/errors';
import { type MessageRules, translate } from '../lib/network';
import type { UpstashTarget } from './target';

/**
 * By text; the first match wins. Texts: documentation of Upstash (troubleshooting) and of Redis.
 * @param user who was tried
 */
const messageRules = (user: string): MessageRules => [
  [
    /WRONGPASS|NOAUTH|invalid password|Unauthorized|without any password configured/i,
    (where) =>
      new AuthenticationError(
        `${where} rejected the token. Store the current one of the user "${user}". On old databases the password differs from the REST token: use a rediss:// URL there.`,
      ),
  ],
  [
    /NOPERM/i,
    (where) =>
      new PermissionError(
        `${where}: the user may not run INFO. Run: ACL SETUSER <user> +info +ping; a read-only token cannot.`,
      ),
  ],
  [
    /max (daily )?requests? limit exceeded/i,
    (where) =>
      new QuotaError(
        `${where}: the plan's command limit is used up. Upgrade the plan, or wait for the next period.`,
      ),
  ],
  [
    /capacity quota exceeded|OOM command not allowed/i,
    (where) =>
      new QuotaError(
        `${where}: the plan's data size is used up. Delete data, enable eviction, or upgrade the plan.`,
      ),
  ],
  [
    /max (concurrent connections|number of clients)/i,
    (where) =>
      new TooManyConnectionsError(
        `${where}: all connections are taken. Close idle clients, or use the REST API in applications.`,
      ),
  ],
  [
    /wrong version number|packet length too long/i,
    (where) => new TlsError(`${where} does not use TLS. Check the port; on loopback use a redis:// URL.`),
  ],
  [
    /rate limit|too many requests|throttl/i,
    (where) => new RateLimitError(`${where} is limiting requests.`, true),
  ],
  [
    /LOADING|MASTERDOWN|TRYAGAIN|CLUSTERDOWN/,
    (where) => new ProtocolError(`${where} is loading its data and cannot answer yet.`, true),
  ],
];

/** Translates what ioredis threw or reported. */
export function classify(
  thrown: unknown,
  { host, port, username = 'default' }: UpstashTarget,
): MonitoringError {
  const at = `${host}:${port}`;
  return translate(
    thrown,
    messageRules(username),
    { at, service: 'Redis' },
    ({ name, message }) =>
      new ProtocolError(
        `Redis at ${at} answered with ${name === 'ReplyError' ? 'an error' : 'something that is not Redis'}: ${message}`,
      ),
  );
}
