import {
  AuthenticationError,
  type MonitoringError,
  NetworkError,
  PermissionError,
  ProtocolError,
  QuotaError,
  RateLimitError,
  TlsError,
  TooManyConnectionsError,
} from '../lib/errors';
import { type MessageRules, translate } from '../lib/network';
import { isLikeToken, type UpstashTarget } from './target';

const userOf = ({ passwordIn, username = 'default' }: UpstashTarget) =>
  passwordIn === 'UPSTASH_REST_URL' || !isLikeToken(username)
    ? `user "${username}"`
    : 'user that UPSTASH_REST_URL names before the host';

/** What is stored, in messages. */
const stored = (target: UpstashTarget) =>
  target.passwordIn === 'UPSTASH_REST_URL'
    ? `rejected the password in UPSTASH_REST_URL. Store the current one of the ${userOf(target)}.`
    : `rejected the token. Store the current one of the ${userOf(target)}. A read-only token is that of the user default_ro (https://default_ro@<host>). On old databases the password differs from the REST token: use a rediss:// URL there.`;

/**
 * By text; the first match wins. An error reply begins with its code, and only there a pattern looks for one: a server
 * may repeat anything behind it. Texts: documentation of Upstash (troubleshooting) and of Redis.
 */
const messageRules = (target: UpstashTarget): MessageRules => [
  [
    /^(WRONGPASS|ERR invalid password|Unauthorized)\b/i,
    // Not quoted: a server that rejects a password may repeat it, in an encoding of its own.
    (where) => new AuthenticationError(`${where} ${stored(target)}`),
  ],
  [
    /^ERR wrong number of arguments for 'auth'/i,
    (where, said) =>
      new AuthenticationError(
        `${where} knows no users: it is older than Redis 6, which the collector needs. It said: ${said}`,
      ),
  ],
  [
    /^(NOAUTH|ERR operation not permitted|ERR (AUTH <password> called|Client sent AUTH))\b/i,
    (where, said) =>
      new AuthenticationError(
        target.password === undefined
          ? `${where} requires a password: store it in UPSTASH_REST_URL or UPSTASH_REST_TOKEN. It said: ${said}`
          : `${where} ${stored(target)}`,
      ),
  ],
  [
    /^DENIED\b/,
    (where, said) =>
      new NetworkError(
        `${where} accepts no connections from other machines because it has no password: set one. It said: ${said}`,
      ),
  ],
  [
    /^NOPERM\b/,
    (where, said) =>
      new PermissionError(
        `${where}: the user may not run INFO. Run: ACL SETUSER <user> +info +ping; a read-only token cannot. It said: ${said}`,
      ),
  ],
  [
    /^ERR max [\w ]*limit exceeded/i,
    (where, said) =>
      new QuotaError(
        `${where}: the plan's command limit is used up. Upgrade the plan, or wait for the next period. It said: ${said}`,
      ),
  ],
  [
    /^(ERR DB capacity quota exceeded|OOM command not allowed)/i,
    (where, said) =>
      new QuotaError(
        `${where}: the plan's data size is used up. Delete data, enable eviction, or upgrade the plan. It said: ${said}`,
      ),
  ],
  [
    /^ERR max (concurrent connections|number of clients)/i,
    (where, said) =>
      new TooManyConnectionsError(
        `${where}: all connections are taken. Close idle clients, or use the REST API in applications. It said: ${said}`,
      ),
  ],
  [
    /^(LOADING|MASTERDOWN|TRYAGAIN|CLUSTERDOWN)\b/,
    (where, said) => new ProtocolError(`${where} cannot answer yet: ${said}`, true),
  ],
  [
    /^ERR .*\b(rate limit|too many requests|throttl)/i,
    (where, said) => new RateLimitError(`${where} is limiting requests. It said: ${said}`, true),
  ],
  [
    /wrong version number|packet length too long/i,
    (where) => new TlsError(`${where} does not use TLS. Check the port; on loopback use a redis:// URL.`),
  ],
];

/** Translates what ioredis threw or reported. */
export function classify(thrown: unknown, target: UpstashTarget): MonitoringError {
  const at = `${target.host}:${target.port}`;
  return translate(
    thrown,
    messageRules(target),
    { at, service: 'Redis' },
    ({ name, message }) =>
      new ProtocolError(
        `Redis at ${at} answered with ${name === 'ReplyError' ? 'an error' : 'something that is not Redis'}: ${message.replace(/\.? Please report this\.?$/, '')}`,
      ),
  );
}
