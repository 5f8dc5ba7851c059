import { MonitoringError, ProtocolError } from '../lib/errors';
import { asError, type MessageRules, translate } from '../lib/network';
import * as causes from './advice/causes';
import { NO_MESSAGE } from './messages';
import type { NeonTarget } from './target';

type Make = causes.Make;

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
  '28P01': () => causes.rejected,
  '28000': ({ text, routine }) => {
    if (/pg_hba\.conf/.test(text)) return causes.address;
    if (/^role ".*" is not permitted to log in$/.test(text)) return causes.mayNotLogIn;
    if (/^role ".*" does not exist$/.test(text)) return causes.rejected;
    if (routine === 'InitializeSessionUserId') return causes.roleRefused(text);
    return ['auth_failed', ''].includes(routine) ? causes.rejected : causes.sessionRefused(text);
  },
  '3D000': () => causes.noDatabase,
  '53300': ({ text, routine }) => {
    if (routine === 'CheckMyDatabase' || / database "/.test(text)) return causes.databaseLimit;
    return routine === 'InitializeSessionUserId' || / role "/.test(text) ? causes.roleLimit : causes.allSlots;
  },
  '42501': ({ text, routine, connected }) => {
    if (connected) return causes.mayNotRead(text);
    if (/^set_config/.test(routine)) return causes.mayNotSet(text);
    const isConnect = routine === 'CheckMyDatabase' || /^permission denied for database/.test(text);
    return isConnect ? causes.mayNotConnect : causes.sessionRefused(text);
  },
  '55000': ({ text, routine }) =>
    routine === 'InitPostgres' || INVALID.test(text) ? causes.invalidDatabase : causes.closed,
  '57014': ({ connected }) => (connected ? causes.cancelled : causes.slowLogin),
  '55P03': () => causes.cancelled,
  '57P01': () => causes.starting,
  '57P02': () => causes.starting,
  '57P03': () => causes.starting,
  '57P04': () => causes.dropped,
  '57P05': () => causes.endedByTimeout,
  '25P03': () => causes.endedByTimeout,
  '25P04': () => causes.endedByTimeout,
  '0A000': ({ text }) => (/hot.standby/i.test(text) ? causes.isolation : undefined),
  // A conflict with recovery; a deadlock.
  '40001': () => causes.cancelled,
  '40P01': () => causes.cancelled,
  '42703': ofTheStatement(causes.tooOld),
  '42P01': ofTheStatement(causes.tooOld),
  '42883': ofTheStatement(causes.tooOld),
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
    causes.intercepted,
  ],
  [
    /^(no such user|password authentication failed|role ".*" does not exist|authentication error|SASL|SCRAM|Malformed password message)/i,
    causes.rejected,
  ],
  [/^The role you're attempting to use is protected/, causes.protectedRole],
  [/^(Control plane request failed: |The )?endpoint (is|has been) disabled/i, causes.disabled],
  [/^This IP address .* is not allowed/i, causes.address],
  [/^This VPC endpoint id .* is not allowed/i, causes.vpcEndpoint],
  [
    /^VPC endpoint ID is not specified|^(This connection is trying|Connection rejected).* a blocked network/i,
    causes.blockedNetwork,
  ],
  [/^no pg_hba\.conf entry/i, causes.address],
  [/^(Control plane request failed: )?endpoint cannot be found/i, causes.noEndpoint],
  [/^The requested (resource|project|endpoint|branch) could not be found/i, causes.noEndpoint],
  [/^(The )?endpoint ID is not specified|^SNI is missing|^Common name inferred from SNI/i, causes.noEndpoint],
  [/^Inconsistent project name|^Project name .* must contain only/i, causes.otherEndpoint],
  [
    /^You have exceeded the limit of concurrently active|^active endpoints limit exceeded/i,
    causes.tooManyComputes,
  ],
  [
    /^You've exceeded the rate limit|^Too many connections? (attempts|to this)|^Failed to acquire permit/i,
    causes.tooFast,
  ],
  [/^You've exceeded the compute time|^Your .* has exceeded the .* quota/i, causes.usedUp],
  [/^could not extend file because project size limit/i, causes.usedUp],
  [/^(Control plane request failed: )?endpoint is temporarily unavailable/i, causes.unavailable],
  [/^too many connections for role/i, causes.roleLimit],
  [/^too many connections for database/i, causes.databaseLimit],
  [
    /^(remaining connection slots|sorry, too many clients|no more connections allowed|query_wait_timeout)/i,
    causes.allSlots,
  ],
  [
    /^(connection is insecure|SSL required|The server does not support SSL|There was an error establishing an SSL)/i,
    causes.plain,
  ],
  [/^database ".*" does not exist|^no such database/i, causes.noDatabase],
  [/^unsupported startup parameter/i, causes.noOptions],
  [/^permission denied for database/i, causes.mayNotConnect],
  [/^role ".*" is not permitted to log in/i, causes.mayNotLogIn],
  [INVALID, causes.invalidDatabase],
  [/^database ".*" is not currently accepting|^database does not allow connections/i, causes.closed],
  [/^permission denied/i, causes.mayNotRead('permission denied')],
  [/^(Authentication timed out|canceling authentication due to timeout)/i, causes.slowLogin],
  [/^Disconnected due to inactivity/i, causes.inBrowser],
  [/^(canceling statement|terminating connection) due to conflict with recovery/i, causes.cancelled],
  [/^canceling statement due to/i, causes.cancelled],
  [/^terminating connection due to .*timeout/i, causes.endedByTimeout],
  [/^(terminating connection|the database system is )/i, causes.starting],
  [/^Control plane request failed$/i, causes.controlPlane],
  [/^Your project already has running operations/i, causes.busy],
  [
    /^(error (communicating with|connecting to)|timeout waiting for|unexpected message from) (the )?server|^Couldn't connect to compute node/i,
    causes.unreachable,
  ],
  [
    /^(server login (has been failing|failed)|client_login_timeout|pgbouncer is shutting down|pgbouncer cannot connect|server conn crashed|Internal error$)/i,
    causes.unreachable,
  ],
  [new RegExp(`^${NO_MESSAGE}`), causes.notPostgres],
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
    if (quoted) return causes.unreachable(`Postgres at ${at}`);
    const suffix = code ? ` (${code})` : '';
    return new ProtocolError(`Postgres at ${at} answered with an error${suffix}: ${message}`);
  });
}
