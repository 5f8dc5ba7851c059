import {
  AuthenticationError,
  ConfigurationError,
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
import { NO_MESSAGE } from './messages';
import type { NeonTarget } from './target';

/**
 * By text, because Neon's proxy gives SQLSTATE XX000 to nearly every failure to connect, including errors of Postgres
 * itself. The first match wins. Texts: sources of the Neon proxy (auth, control_plane/errors, compute) and PostgreSQL.
 */
const messageRules: MessageRules = [
  [
    /password authentication failed|role "?.*"? does not exist|no password|SASL|SCRAM/i,
    (where) =>
      new AuthenticationError(
        `${where} rejected the user name or password. Check that the role exists on this branch, and store the connection string again.`,
      ),
  ],
  [
    /endpoint is disabled|endpoint has been disabled/i,
    (where) =>
      new ConfigurationError(
        `${where}: the endpoint is disabled in Neon. Enable it in the console or through the API.`,
      ),
  ],
  [
    /endpoint cannot be found|endpoint could not be found|Endpoint ID is not specified|branch .*not found/i,
    (where) =>
      new ConfigurationError(
        `${where}: Neon has no such endpoint. Check the host name; the branch may have been deleted.`,
      ),
  ],
  [
    /exceeded the compute time quota|exceeded .*quota|quota (is )?exceeded|check your quotas|project size limit/i,
    (where) =>
      new QuotaError(
        `${where}: a quota of the Neon plan is used up. Upgrade the plan, or wait for the next period.`,
      ),
  ],
  [
    /remaining connection slots|too many clients already|too many connections for|no more connections allowed|query_wait_timeout|connection limit exceeded/i,
    (where) =>
      new TooManyConnectionsError(
        `${where}: all connection slots are taken. Close idle connections, use the pooled host in applications, or raise the compute size.`,
      ),
  ],
  [
    /Too many connections? (attempts|to this endpoint)|Failed to acquire permit|active endpoints limit exceeded|rate limit/i,
    (where) =>
      new RateLimitError(
        `${where}: Neon limits the rate of connections. Collect less often if this persists.`,
      ),
  ],
  [
    /IP address .* not allowed|blocked network|no pg_hba\.conf entry/i,
    (where) =>
      new PermissionError(
        `${where} does not accept connections from this address. Add the function's egress address to IP Allow.`,
      ),
  ],
  [
    /connection is insecure|server does not support SSL|error establishing an SSL connection/i,
    (where) =>
      new TlsError(
        `${where} does not offer TLS, or requires it. Use the connection string that Neon shows, with sslmode=require.`,
      ),
  ],
  [
    /database ".*" does not exist/i,
    (where) =>
      new ConfigurationError(
        `${where}: the database of the connection string does not exist. Check its name.`,
      ),
  ],
  [
    /unsupported startup parameter/i,
    (where) =>
      new ConfigurationError(
        `${where}: this is a pooler that accepts no startup options. Use the direct host.`,
      ),
  ],
  [
    /permission denied for database|not permitted to log in|not currently accepting connections/i,
    (where) =>
      new PermissionError(
        `${where}: the role may not connect. Run: GRANT CONNECT ON DATABASE <database> TO <role>; and ALTER ROLE <role> LOGIN.`,
      ),
  ],
  [
    /canceling statement due to/i,
    (where) =>
      new NetworkError(
        `${where}: the server cancelled the statement: it is overloaded, the statement waited for a lock, or the role's statement_timeout is too low. To raise it, run: ALTER ROLE <role> SET statement_timeout = '10s'.`,
      ),
  ],
  [
    /permission denied/i,
    (where) =>
      new PermissionError(`${where}: the role may not read the statistics. Run: GRANT pg_monitor TO <role>.`),
  ],
  [
    /Couldn't connect to compute node|the database system is |terminating connection/i,
    (where) => new NetworkError(`${where}: the compute is starting or stopping.`, true),
  ],
  [
    new RegExp(NO_MESSAGE),
    (where) =>
      new ProtocolError(
        `${where} answered with something that is not PostgreSQL. Check the host and the port, and that the port serves the expected protocol (with or without TLS).`,
      ),
  ],
];

/** Translates what `pg` threw. */
export function classify(thrown: unknown, { host, port }: NeonTarget): MonitoringError {
  const at = `${host}:${port}`;
  return translate(thrown, messageRules, { at, service: 'Postgres' }, ({ code, message }) => {
    const suffix = code ? ` (${code})` : '';
    return new ProtocolError(`Postgres at ${at} answered with an error${suffix}: ${message}`);
  });
}
