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
import { grantsFor } from './advice/refused';
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
const roleLimit: Make = (where) =>
  new TooManyConnectionsError(
    `${where}: the connection limit of the role is reached. End its idle sessions, or raise the limit: ALTER ROLE <role> CONNECTION LIMIT 5.`,
  );
const databaseLimit: Make = (where) =>
  new TooManyConnectionsError(
    `${where}: the connection limit of the database is reached. End idle sessions, or raise the limit: ALTER DATABASE <database> CONNECTION LIMIT -1.`,
  );
const address: Make = (where) =>
  new PermissionError(
    `${where} does not accept connections from this address. Add the function's egress address to IP Allow.`,
  );
const mayNotConnect: Make = (where) =>
  new PermissionError(
    `${where}: the role may not connect to the database. Run: GRANT CONNECT ON DATABASE <database> TO <role>.`,
  );
const mayNotLogIn: Make = (where) =>
  new PermissionError(`${where}: the role may not log in. Run: ALTER ROLE <role> LOGIN.`);
/** In another language, a role that does not exist cannot be told from one that may not log in. */
const roleRefused =
  (text: string): Make =>
  (where) =>
    new AuthenticationError(
      `${where} refused the role (${text}). Store the connection string again; or, if the role exists and may not log in, run: ALTER ROLE <role> LOGIN.`,
    );
/** Such as a function that runs at login, a library that may not be loaded, a missing client certificate. */
const sessionRefused =
  (text: string): Make =>
  (where) =>
    new PermissionError(`${where} refused the session: ${text}.`);
const closed: Make = (where) =>
  new PermissionError(
    `${where}: the database accepts no connections. Run: ALTER DATABASE <database> ALLOW_CONNECTIONS true; or name another database in the connection string.`,
  );
const invalidDatabase: Make = (where) =>
  new ConfigurationError(
    `${where}: the database is invalid: a DROP DATABASE was interrupted. Name another database in the connection string, or end what was begun: DROP DATABASE <database>.`,
  );
const mayNotSet =
  (text: string): Make =>
  (where) =>
    new PermissionError(
      `${where}: the role may not set what the options of the connection string set (${text}). Remove it from the options.`,
    );
/** For what the statement cannot do without. Names are the last word of the text; a function, unlike a view, is executed. */
function grantOf(text: string): string {
  const known = grantsFor(text, '<role>');
  if (known !== undefined) return known;
  const [, kind, name] = /^permission denied for (function|view|table) ([\w$]+)$/.exec(text) ?? [];
  if (!name) return 'GRANT pg_monitor TO <role>';
  return `GRANT ${kind === 'function' ? 'EXECUTE ON FUNCTION' : 'SELECT ON'} pg_catalog.${name} TO <role>`;
}
const mayNotRead =
  (text: string): Make =>
  (where) =>
    new PermissionError(`${where}: the role may not read the statistics (${text}). Run: ${grantOf(text)}.`);
const cancelled: Make = (where) =>
  new NetworkError(
    `${where}: the server cancelled the statement: it is overloaded, or the statement waited for a lock. Through a pooler, the role's statement_timeout may be too low; to raise it, run: ALTER ROLE <role> SET statement_timeout = '10s'.`,
  );
const endedByTimeout: Make = (where) =>
  new NetworkError(
    `${where}: a timeout of the role or the database ended the session (transaction_timeout, idle_in_transaction_session_timeout or idle_session_timeout). Raise it for this role: ALTER ROLE <role> SET transaction_timeout = '30s'.`,
  );
const starting: Make = (where) => new NetworkError(`${where}: the compute is starting or stopping.`, true);
const unreachable: Make = (where) =>
  new NetworkError(
    `${where}: Neon, or the pooler in between, could not reach the compute. If this persists, see neonstatus.com.`,
    true,
  );
const noEndpoint: Make = (where) =>
  new ConfigurationError(
    `${where}: Neon has no such endpoint. Check the host name; the branch may have been deleted.`,
  );
const otherEndpoint: Make = (where) =>
  new ConfigurationError(
    `${where}: the options of the connection string do not fit its host. Store the connection string again as Neon shows it.`,
  );
const disabled: Make = (where) =>
  new ConfigurationError(
    `${where}: the endpoint is disabled in Neon. Enable it in the console or through the API.`,
  );
const protectedRole: Make = (where) =>
  new PermissionError(
    `${where}: Neon lets nobody log in as this role with a password. Create a role for the collector, and store its connection string.`,
  );
const usedUp: Make = (where) =>
  new QuotaError(
    `${where}: a quota of the Neon plan is used up. Upgrade the plan, or wait for the next period.`,
  );
const unavailable: Make = (where) =>
  new QuotaError(
    `${where}: Neon does not start the compute: a quota is used up, or the project is under maintenance. Check the quotas in the console, and neonstatus.com.`,
  );
const tooManyComputes: Make = (where) =>
  new QuotaError(
    `${where}: too many computes of the Neon project are active. Suspend or delete others, or ask Neon for a higher limit.`,
  );
const tooFast: Make = (where) =>
  new RateLimitError(`${where}: Neon limits the rate of connections. Collect less often if this persists.`);
const plain: Make = (where) =>
  new TlsError(
    `${where} does not offer TLS, or requires it. Use the connection string that Neon shows, with sslmode=require.`,
  );
const intercepted: Make = (where) =>
  new TlsError(
    `${where}: channel binding failed: something between the collector and Neon ends the TLS connection. Use the host that Neon shows; through a proxy of your own, remove channel_binding from the connection string.`,
  );
const noOptions: Make = (where) =>
  new ConfigurationError(
    `${where}: this is a pooler that accepts no startup options. Use the direct host; or, if it is your PgBouncer, add options to its ignore_startup_parameters.`,
  );
const notPostgres: Make = (where) =>
  new ProtocolError(
    `${where} answered with something that is not PostgreSQL. Check the host and the port, and that the port serves the expected protocol (with or without TLS).`,
  );
const tooOld: Make = (where) =>
  new ConfigurationError(
    `${where} needs PostgreSQL 14 or later: it lacks a view or column that every version since then has.`,
  );

const isolation: Make = (where) =>
  new ConfigurationError(
    `${where}: a standby has no serializable transactions, and a pooler in between drops the collector's startup options. Use the direct host, or run on the primary: ALTER ROLE <role> SET default_transaction_isolation = 'read committed'.`,
  );

/** What Postgres says of an error besides its SQLSTATE. `routine`: the function in its source, in every language. */
interface Said {
  readonly text: string;
  readonly routine: string;
  readonly connected: boolean;
}

/** What is missing at login is missing to a function that runs there. */
const ofTheStatement =
  (make: Make) =>
  ({ connected }: Said): Make | undefined =>
    connected ? make : undefined;

/**
 * By SQLSTATE, because servers speak many languages (PostgreSQL, appendix A). What has several meanings is told apart by the
 * routine (PostgreSQL: auth.c, miscinit.c, postinit.c, guc.c), or the text if a pooler or a proxy left that out.
 */
const codeRules: Readonly<Record<string, (said: Said) => Make | undefined>> = {
  '28P01': () => rejected,
  '28000': ({ text, routine }) => {
    if (/pg_hba\.conf/.test(text)) return address;
    if (/^role ".*" is not permitted to log in$/.test(text)) return mayNotLogIn;
    if (/^role ".*" does not exist$/.test(text)) return rejected;
    if (routine === 'InitializeSessionUserId') return roleRefused(text);
    return ['auth_failed', ''].includes(routine) ? rejected : sessionRefused(text);
  },
  '3D000': () => noDatabase,
  '53300': ({ text, routine }) => {
    if (routine === 'CheckMyDatabase' || / database "/.test(text)) return databaseLimit;
    return routine === 'InitializeSessionUserId' || / role "/.test(text) ? roleLimit : allSlots;
  },
  '42501': ({ text, routine, connected }) => {
    if (connected) return mayNotRead(text);
    if (/^set_config/.test(routine)) return mayNotSet(text);
    const isConnect = routine === 'CheckMyDatabase' || /^permission denied for database/.test(text);
    return isConnect ? mayNotConnect : sessionRefused(text);
  },
  '55000': ({ text, routine }) =>
    routine === 'InitPostgres' || INVALID.test(text) ? invalidDatabase : closed,
  '57014': () => cancelled,
  '57P01': () => starting,
  '57P02': () => starting,
  '57P03': () => starting,
  '57P05': () => endedByTimeout,
  '25P03': () => endedByTimeout,
  '25P04': () => endedByTimeout,
  '0A000': ({ text }) => (/hot.standby/i.test(text) ? isolation : undefined),
  // A conflict with recovery; a deadlock.
  '40001': () => cancelled,
  '40P01': () => cancelled,
  '42703': ofTheStatement(tooOld),
  '42P01': ofTheStatement(tooOld),
  '42883': ofTheStatement(tooOld),
};

const INVALID = /^cannot connect to invalid database/i;

/**
 * By text, because Neon's proxy gives SQLSTATE XX000 to every failure to connect, including errors of Postgres itself, and
 * PgBouncer gives 08P01. A pattern begins where the text does: names inside a text must not decide. The first match wins.
 * Texts: Neon's proxy (auth, control_plane/errors, control_plane/messages, compute, pglb) and control plane, PgBouncer
 * (objects.c, client.c), PostgreSQL, pg.
 */
const messageRules: MessageRules = [
  [
    /^(SCRAM-PLUS not used|no cert digest|insecure connection: secure channel|unsupported channel binding)/,
    intercepted,
  ],
  [
    /^(no such user|password authentication failed|role ".*" does not exist|authentication error|SASL|SCRAM)/i,
    rejected,
  ],
  [/^The role you're attempting to use is protected/, protectedRole],
  [/^(Control plane request failed: |The )?endpoint (is|has been) disabled/i, disabled],
  [
    /^(This VPC endpoint id .* |This IP address .* )is not allowed|^VPC endpoint ID is not specified/i,
    address,
  ],
  [/^(This connection is trying|Connection rejected).* a blocked network/i, address],
  [/^no pg_hba\.conf entry/i, address],
  [/^(Control plane request failed: )?endpoint cannot be found/i, noEndpoint],
  [/^The requested (resource|project|endpoint|branch) could not be found/i, noEndpoint],
  [/^(The )?endpoint ID is not specified|^SNI is missing|^Common name inferred from SNI/i, noEndpoint],
  [/^Inconsistent project name|^Project name .* must contain only/i, otherEndpoint],
  [/^You have exceeded the limit of concurrently active|^active endpoints limit exceeded/i, tooManyComputes],
  [
    /^You've exceeded the rate limit|^Too many connections? (attempts|to this)|^Failed to acquire permit/i,
    tooFast,
  ],
  [/^You've exceeded the compute time|^Your .* has exceeded the .* quota/i, usedUp],
  [/^could not extend file because project size limit/i, usedUp],
  [/^(Control plane request failed: )?endpoint is temporarily unavailable/i, unavailable],
  [/^too many connections for role/i, roleLimit],
  [/^too many connections for database/i, databaseLimit],
  [
    /^(remaining connection slots|sorry, too many clients|no more connections allowed|query_wait_timeout)/i,
    allSlots,
  ],
  [
    /^(connection is insecure|SSL required|The server does not support SSL|There was an error establishing an SSL)/i,
    plain,
  ],
  [/^database ".*" does not exist|^no such database/i, noDatabase],
  [/^unsupported startup parameter/i, noOptions],
  [/^permission denied for database/i, mayNotConnect],
  [/^role ".*" is not permitted to log in/i, mayNotLogIn],
  [INVALID, invalidDatabase],
  [/^database ".*" is not currently accepting|^database does not allow connections/i, closed],
  [/^permission denied/i, mayNotRead('permission denied')],
  [/^canceling statement due to/i, cancelled],
  [/^terminating connection due to .*timeout/i, endedByTimeout],
  [/^(terminating connection|the database system is |Couldn't connect to compute node)/i, starting],
  [/^(Control plane request failed$|Your project already has running operations)/i, starting],
  [
    /^(error (communicating with|connecting to)|timeout waiting for|unexpected message from) (the )?server/i,
    unreachable,
  ],
  [
    /^(server login (has been failing|failed)|client_login_timeout|pgbouncer is shutting down|pgbouncer cannot connect|server conn crashed|Internal error$)/i,
    unreachable,
  ],
  [new RegExp(`^${NO_MESSAGE}`), notPostgres],
];

/** PgBouncer quotes the error with which the server refused its own connection. */
const QUOTED = /^server login (?:failed|has been failing, cached error): (?:FATAL |ERROR )?(.*)$/;

/**
 * Translates what `pg` threw: by the SQLSTATE where it says something, else by the text.
 * @param connected whether it was thrown after the session had begun
 */
export function classify(thrown: unknown, { host, port }: NeonTarget, connected = true): MonitoringError {
  const at = `${host}:${port}`;
  const { code = '', message, routine = '' }: Error & { code?: string; routine?: string } = asError(thrown);
  const said: Said = { text: message, routine, connected };
  const byCode = thrown instanceof MonitoringError ? undefined : codeRules[code]?.(said);
  if (byCode) return byCode(`Postgres at ${at}`);
  const quoted = QUOTED.exec(message)?.[1];
  return translate(quoted ? new Error(quoted) : thrown, messageRules, { at, service: 'Postgres' }, () => {
    if (quoted) return unreachable(`Postgres at ${at}`);
    const suffix = code ? ` (${code})` : '';
    return new ProtocolError(`Postgres at ${at} answered with an error${suffix}: ${message}`);
  });
}
