import {
  AuthenticationError,
  ConfigurationError,
  MonitoringError,
  NetworkError,
  PermissionError,
  ProtocolError,
  QuotaError,
  RateLimitError,
  TlsError,
  TooManyConnectionsError,
} from '../lib/errors';
import { asError, type MessageRules, translate } from '../lib/network';
import { NO_MESSAGE } from './messages';
import type { NeonTarget } from './target';

type Make = (where: string) => MonitoringError;

const rejected: Make = (where) =>
  new AuthenticationError(
    `${where} rejected the user name or password. Check that the role exists on this branch, and store the connection string again.`,
  );
const noDatabase: Make = (where) =>
  new ConfigurationError(`${where}: the database of the connection string does not exist. Check its name.`);
const allSlots: Make = (where) =>
  new TooManyConnectionsError(
    `${where}: all connection slots are taken. Close idle connections, use the pooled host in applications, or raise the compute size.`,
  );
const ownLimit: Make = (where) =>
  new TooManyConnectionsError(
    `${where}: the connection limit of the role or of the database is reached. End its idle sessions, or raise the limit: ALTER ROLE <role> CONNECTION LIMIT 5.`,
  );
const address: Make = (where) =>
  new PermissionError(
    `${where} does not accept connections from this address. Add the function's egress address to IP Allow.`,
  );
const mayNotConnect: Make = (where) =>
  new PermissionError(
    `${where}: the role may not connect. Run: GRANT CONNECT ON DATABASE <database> TO <role>; and ALTER ROLE <role> LOGIN.`,
  );
const mayNotRead: Make = (where) =>
  new PermissionError(`${where}: the role may not read the statistics. Run: GRANT pg_monitor TO <role>.`);
const cancelled: Make = (where) =>
  new NetworkError(
    `${where}: the server cancelled the statement: it is overloaded, the statement waited for a lock, or the role's statement_timeout is too low. To raise it, run: ALTER ROLE <role> SET statement_timeout = '10s'.`,
  );
const endedByTimeout: Make = (where) =>
  new NetworkError(
    `${where}: a timeout of the role or the database ended the session (transaction_timeout, idle_in_transaction_session_timeout or idle_session_timeout). Raise it for this role: ALTER ROLE <role> SET transaction_timeout = '30s'.`,
  );
const starting: Make = (where) => new NetworkError(`${where}: the compute is starting or stopping.`, true);
const tooOld: Make = (where) =>
  new ConfigurationError(
    `${where} needs PostgreSQL 14 or later: it lacks a view or column that every version since then has.`,
  );

/**
 * By SQLSTATE, because servers speak many languages (PostgreSQL, appendix A). 28000 has several meanings, which only the
 * text tells apart.
 */
const codeRules: Readonly<Record<string, (text: string) => Make>> = {
  '28P01': () => rejected,
  '28000': (text) =>
    /pg_hba\.conf/.test(text) ? address : /not permitted to log in/.test(text) ? mayNotConnect : rejected,
  '3D000': () => noDatabase,
  '53300': (text) => (/ (role|database) "/.test(text) ? ownLimit : allSlots),
  '42501': (text) => (/for database/.test(text) ? mayNotConnect : mayNotRead),
  '55000': (text) => (/not currently accepting connections/.test(text) ? mayNotConnect : tooOld),
  '57014': () => cancelled,
  '57P01': () => starting,
  '57P02': () => starting,
  '57P03': () => starting,
  '57P05': () => endedByTimeout,
  '25P03': () => endedByTimeout,
  '25P04': () => endedByTimeout,
  '42703': () => tooOld,
  '42P01': () => tooOld,
  '42883': () => tooOld,
};

/**
 * By text, because Neon's proxy gives SQLSTATE XX000 to nearly every failure to connect, including errors of Postgres
 * itself, and PgBouncer gives 08P01. The first match wins. Texts: sources of the Neon proxy (auth, control_plane/errors,
 * compute) and PostgreSQL.
 */
const messageRules: MessageRules = [
  [/password authentication failed|role "?.*"? does not exist|no password|SASL|SCRAM/i, rejected],
  [
    /endpoint is disabled|endpoint has been disabled/i,
    (where) =>
      new ConfigurationError(
        `${where}: the endpoint is disabled in Neon. Enable it in the console or through the API.`,
      ),
  ],
  [
    /VPC endpoint ID is not specified|This VPC endpoint id .* not allowed|blocked network|IP address .* not allowed|no pg_hba\.conf entry/i,
    address,
  ],
  [
    /endpoint cannot be found|endpoint could not be found|(?<!VPC )Endpoint ID is not specified|branch .*not found/i,
    (where) =>
      new ConfigurationError(
        `${where}: Neon has no such endpoint. Check the host name; the branch may have been deleted.`,
      ),
  ],
  [
    /exceeded the compute time (quota|for this branch)|exceeded .*quota|quota (is )?exceeded|check your quotas|project size limit/i,
    (where) =>
      new QuotaError(
        `${where}: a quota of the Neon plan is used up. Upgrade the plan, or wait for the next period.`,
      ),
  ],
  [/too many connections for (role|database)/i, ownLimit],
  [
    /remaining connection slots|too many clients already|no more connections allowed|query_wait_timeout|connection limit exceeded/i,
    allSlots,
  ],
  [
    /limit of concurrently active endpoints|active endpoints limit exceeded/i,
    (where) =>
      new QuotaError(
        `${where}: too many computes of the Neon project are active. Suspend or delete others, or ask Neon for a higher limit.`,
      ),
  ],
  [
    /Too many connections? (attempts|to this endpoint)|Failed to acquire permit|rate limit/i,
    (where) =>
      new RateLimitError(
        `${where}: Neon limits the rate of connections. Collect less often if this persists.`,
      ),
  ],
  [
    /connection is insecure|server does not support SSL|error establishing an SSL connection/i,
    (where) =>
      new TlsError(
        `${where} does not offer TLS, or requires it. Use the connection string that Neon shows, with sslmode=require.`,
      ),
  ],
  [/database ".*" does not exist/i, noDatabase],
  [
    /unsupported startup parameter/i,
    (where) =>
      new ConfigurationError(
        `${where}: this is a pooler that accepts no startup options. Use the direct host.`,
      ),
  ],
  [
    /permission denied for database|not permitted to log in|not currently accepting connections/i,
    mayNotConnect,
  ],
  [/canceling statement due to/i, cancelled],
  [/permission denied/i, mayNotRead],
  [/terminating connection due to .*timeout/i, endedByTimeout],
  [
    /Couldn't connect to compute node|the database system is |terminating connection|^Control plane request failed$/i,
    starting,
  ],
  [
    new RegExp(NO_MESSAGE),
    (where) =>
      new ProtocolError(
        `${where} answered with something that is not PostgreSQL. Check the host and the port, and that the port serves the expected protocol (with or without TLS).`,
      ),
  ],
];

/** Translates what `pg` threw: by the SQLSTATE where it says something, else by the text. */
export function classify(thrown: unknown, { host, port }: NeonTarget): MonitoringError {
  const at = `${host}:${port}`;
  const { code = '', message } = asError(thrown);
  const byCode = thrown instanceof MonitoringError ? undefined : codeRules[code]?.(message);
  if (byCode) return byCode(`Postgres at ${at}`);
  return translate(thrown, messageRules, { at, service: 'Postgres' }, () => {
    const suffix = code ? ` (${code})` : '';
    return new ProtocolError(`Postgres at ${at} answered with an error${suffix}: ${message}`);
  });
}
