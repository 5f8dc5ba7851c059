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
  TooLateError,
  TooManyConnectionsError,
} from '../../lib/errors';
import { grantsFor } from './refused';

/** What a failure is called, and what to do. @param where `Postgres at host:port` */
export type Make = (where: string) => MonitoringError;

export const rejected: Make = (where) =>
  new AuthenticationError(
    `${where} rejected the user name or password. Check that the role exists on this branch, and store the connection string again.`,
  );
export const noDatabase: Make = (where) =>
  new ConfigurationError(`${where}: the database of the connection string does not exist. Check its name.`);
export const allSlots: Make = (where) =>
  new TooManyConnectionsError(
    `${where}: all connection slots are taken. Close idle connections, use the pooled host in applications, or raise the compute size.`,
  );
export const roleLimit: Make = (where) =>
  new TooManyConnectionsError(
    `${where}: the connection limit of the role is reached. End its idle sessions, or raise the limit: ALTER ROLE <role> CONNECTION LIMIT 5.`,
  );
export const databaseLimit: Make = (where) =>
  new TooManyConnectionsError(
    `${where}: the connection limit of the database is reached. End idle sessions, or raise the limit: ALTER DATABASE <database> CONNECTION LIMIT -1.`,
  );
export const address: Make = (where) =>
  new PermissionError(
    `${where} does not accept connections from this address. Add the function's egress address to IP Allow.`,
  );
/** IP Allow is about public addresses: it does not help there (neon.com/docs/guides/neon-private-networking). */
export const vpcEndpoint: Make = (where) =>
  new PermissionError(
    `${where}: the project accepts no connections through this VPC endpoint. Assign the endpoint to the organization, and add it to the VPC endpoint restrictions of the project.`,
  );
export const blockedNetwork: Make = (where) =>
  new PermissionError(
    `${where}: the project blocks the network that this connection comes from. Connect the function through a VPC endpoint that the project accepts, or change which networks it blocks in its settings in Neon (Networking).`,
  );
export const mayNotConnect: Make = (where) =>
  new PermissionError(
    `${where}: the role may not connect to the database. Run: GRANT CONNECT ON DATABASE <database> TO <role>.`,
  );
export const mayNotLogIn: Make = (where) =>
  new PermissionError(`${where}: the role may not log in. Run: ALTER ROLE <role> LOGIN.`);
/** In another language, a role that does not exist cannot be told from one that may not log in. */
export const roleRefused =
  (text: string): Make =>
  (where) =>
    new AuthenticationError(
      `${where} refused the role (${text}). Store the connection string again; or, if the role exists and may not log in, run: ALTER ROLE <role> LOGIN.`,
    );
/** Such as a function that runs at login, a library that may not be loaded, a missing client certificate. */
export const sessionRefused =
  (text: string): Make =>
  (where) =>
    new PermissionError(`${where} refused the session: ${text}.`);
export const closed: Make = (where) =>
  new PermissionError(
    `${where}: the database accepts no connections. Run: ALTER DATABASE <database> ALLOW_CONNECTIONS true; or name another database in the connection string.`,
  );
export const invalidDatabase: Make = (where) =>
  new ConfigurationError(
    `${where}: the database is invalid: a DROP DATABASE was interrupted. Name another database in the connection string, or end what was begun: DROP DATABASE <database>.`,
  );
export const mayNotSet =
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
export const mayNotRead =
  (text: string): Make =>
  (where) =>
    new PermissionError(`${where}: the role may not read the statistics (${text}). Run: ${grantOf(text)}.`);
export const cancelled: Make = (where) =>
  new TooLateError(
    `${where}: the server cancelled the statement: it is overloaded, or the statement waited for a lock. Through a pooler, the role's statement_timeout may be too low; to raise it, run: ALTER ROLE <role> SET statement_timeout = '10s'.`,
  );
export const endedByTimeout: Make = (where) =>
  new NetworkError(
    `${where}: a timeout of the role or the database ended the session (transaction_timeout, idle_in_transaction_session_timeout or idle_session_timeout). Raise it for this role: ALTER ROLE <role> SET transaction_timeout = '30s'.`,
  );
export const starting: Make = (where) =>
  new NetworkError(`${where}: the compute is starting or stopping.`, true);
export const controlPlane: Make = (where) =>
  new NetworkError(
    `${where}: Neon's control plane failed, so the compute could not be found or started. If this persists, see neonstatus.com.`,
    true,
  );
export const busy: Make = (where) =>
  new NetworkError(
    `${where}: Neon is changing the project, and starts no compute until that is done. If this persists, see the operations of the project in the console.`,
    true,
  );
export const slowLogin: Make = (where) =>
  new NetworkError(
    `${where}: the login took longer than the server allows. The compute may have started slowly, or be overloaded. If this persists, see neonstatus.com.`,
    true,
  );
export const inBrowser: Make = (where) =>
  new ConfigurationError(
    `${where}: this host waits for somebody who confirms the login in a browser. Store the connection string that Neon shows for the database, with its host and password.`,
  );
export const dropped: Make = (where) =>
  new ConfigurationError(
    `${where}: the database was dropped or moved while the collector was connected. If it was dropped, name another one in the connection string.`,
  );
export const unreachable: Make = (where) =>
  new NetworkError(
    `${where}: Neon, or the pooler in between, could not reach the compute. If this persists, see neonstatus.com.`,
    true,
  );
export const noEndpoint: Make = (where) =>
  new ConfigurationError(
    `${where}: Neon has no such endpoint. Check the host name; the branch may have been deleted.`,
  );
export const otherEndpoint: Make = (where) =>
  new ConfigurationError(
    `${where}: the options of the connection string do not fit its host. Store the connection string again as Neon shows it.`,
  );
export const disabled: Make = (where) =>
  new ConfigurationError(
    `${where}: the endpoint is disabled in Neon. Enable it in the console or through the API.`,
  );
export const protectedRole: Make = (where) =>
  new PermissionError(
    `${where}: Neon lets nobody log in as this role with a password. Create a role for the collector, and store its connection string.`,
  );
export const usedUp: Make = (where) =>
  new QuotaError(
    `${where}: a quota of the Neon plan is used up. Upgrade the plan, or wait for the next period.`,
  );
export const unavailable: Make = (where) =>
  new QuotaError(
    `${where}: Neon does not start the compute: a quota is used up, or the project is under maintenance. Check the quotas in the console, and neonstatus.com.`,
  );
export const tooManyComputes: Make = (where) =>
  new QuotaError(
    `${where}: too many computes of the Neon project are active. Suspend or delete others, or ask Neon for a higher limit.`,
  );
export const tooFast: Make = (where) =>
  new RateLimitError(`${where}: Neon limits the rate of connections. Collect less often if this persists.`);
export const plain: Make = (where) =>
  new TlsError(
    `${where} does not offer TLS, or requires it. Use the connection string that Neon shows, with sslmode=require.`,
  );
export const intercepted: Make = (where) =>
  new TlsError(
    `${where}: channel binding failed: something between the collector and Neon ends the TLS connection. Use the host that Neon shows; through a proxy of your own, remove channel_binding from the connection string.`,
  );
export const noOptions: Make = (where) =>
  new ConfigurationError(
    `${where}: this is a pooler that accepts no startup options. Use the direct host; or, if it is your PgBouncer, add options to its ignore_startup_parameters.`,
  );
export const notPostgres: Make = (where) =>
  new ProtocolError(
    `${where} answered with something that is not PostgreSQL. Check the host and the port, and that the port serves the expected protocol (with or without TLS).`,
  );
export const tooOld: Make = (where) =>
  new ConfigurationError(
    `${where} needs PostgreSQL 14 or later: it lacks a view or column that every version since then has.`,
  );

export const isolation: Make = (where) =>
  new ConfigurationError(
    `${where}: a standby has no serializable transactions, and a pooler in between drops the collector's startup options. Use the direct host, or run on the primary: ALTER ROLE <role> SET default_transaction_isolation = 'read committed'.`,
  );
