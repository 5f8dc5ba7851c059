import { classify } from '../../../handlers/neon/errors';
import type { NeonTarget } from '../../../handlers/neon/target';

const target = { host: 'ep-cool-1.aws.neon.tech', port: 5432 } as NeonTarget;

/** Texts as the proxy and Postgres give them (reference on Neon, §8). */
test.each([
  ["password authentication failed for user 'x'", 'AuthenticationError'],
  ['password authentication failed for user "x"', 'AuthenticationError'],
  ['role "x" does not exist', 'AuthenticationError'],
  ['Control plane request failed: endpoint cannot be found', 'ConfigurationError'],
  ['The requested endpoint could not be found, or you don’t have access to it', 'ConfigurationError'],
  ['The endpoint has been disabled. Enable it using the API and retry.', 'ConfigurationError'],
  ['Control plane request failed: endpoint is disabled', 'ConfigurationError'],
  ['Endpoint ID is not specified. Either please upgrade the postgres client library', 'ConfigurationError'],
  ['database "x" does not exist', 'ConfigurationError'],
  ['unsupported startup parameter in options: statement_timeout', 'ConfigurationError'],
  [
    'Your account or project has exceeded the compute time quota. Upgrade your plan to increase limits.',
    'QuotaError',
  ],
  ['endpoint is temporarily unavailable. Check your quotas and/or contact our support.', 'QuotaError'],
  ['could not extend file because project size limit (512 MB) has been exceeded', 'QuotaError'],
  ['active endpoints limit exceeded', 'QuotaError'],
  [
    'You have exceeded the limit of concurrently active endpoints. Please suspend some endpoints or contact our support team',
    'QuotaError',
  ],
  ["You've exceeded the compute time for this branch. Please contact the owner", 'QuotaError'],
  ['Control plane request failed', 'NetworkError'],
  ['This VPC endpoint id vpce-1 is not allowed to connect to this endpoint.', 'PermissionError'],
  [
    'VPC endpoint ID is not specified. This endpoint requires a VPC endpoint ID to connect.',
    'PermissionError',
  ],
  ['terminating connection due to transaction timeout', 'NetworkError'],
  ['Too many connections to this endpoint. Please try again later.', 'RateLimitError'],
  ['Too many connections attempts', 'RateLimitError'],
  ['Failed to acquire permit to connect to the database.', 'RateLimitError'],
  [
    'remaining connection slots are reserved for roles with the SUPERUSER attribute',
    'TooManyConnectionsError',
  ],
  ['sorry, too many clients already', 'TooManyConnectionsError'],
  ['too many connections for role "cw_monitor"', 'TooManyConnectionsError'],
  ['no more connections allowed (max_client_conn)', 'TooManyConnectionsError'],
  ['query_wait_timeout', 'TooManyConnectionsError'],
  ['This IP address 1.2.3.4 is not allowed to connect to this endpoint.', 'PermissionError'],
  ['permission denied for view pg_stat_activity', 'PermissionError'],
  ['permission denied for database "x"', 'PermissionError'],
  ['role "x" is not permitted to log in', 'PermissionError'],
  ['database "x" is not currently accepting connections', 'PermissionError'],
  ['canceling statement due to statement timeout', 'NetworkError'],
  ['the database system is in recovery mode', 'NetworkError'],
  ['There was an error establishing an SSL connection', 'TlsError'],
  ['connection is insecure (try using `sslmode=require`)', 'TlsError'],
  ['The server does not support SSL connections', 'TlsError'],
  ["Couldn't connect to compute node", 'NetworkError'],
  ['terminating connection due to administrator command', 'NetworkError'],
  ['Query read timeout', 'NetworkError'],
  ['timeout expired', 'NetworkError'],
  ['Connection terminated unexpectedly', 'NetworkError'],
  ['not a PostgreSQL message (unterminated)', 'ProtocolError'],
  ['an unknown text', 'ProtocolError'],
])('"%s" is a %s', (message, name) => {
  const error = classify(Object.assign(new Error(message), { code: 'XX000' }), target);
  expect(error.name).toBe(name);
  expect(error.message).toContain('ep-cool-1.aws.neon.tech:5432');
});

test.each([
  ['ENOTFOUND', 'DnsError'],
  ['EAI_AGAIN', 'DnsError'],
  ['ECONNREFUSED', 'NetworkError'],
  ['ECONNRESET', 'NetworkError'],
  ['ETIMEDOUT', 'NetworkError'],
  ['EHOSTUNREACH', 'NetworkError'],
  ['CERT_HAS_EXPIRED', 'TlsError'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'TlsError'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TlsError'],
])('the code %s is a %s', (code, name) => {
  expect(classify(Object.assign(new Error('x'), { code }), target).name).toBe(name);
});

/** What servers say in German, which no pattern knows: PostgreSQL's own translations. */
test.each([
  ['28P01', 'Passwort-Authentifizierung für Benutzer »x« fehlgeschlagen', 'AuthenticationError', 'rejected'],
  ['28000', 'Rolle »x« existiert nicht', 'AuthenticationError', 'rejected'],
  ['28000', 'kein pg_hba.conf-Eintrag für Host »1.2.3.4«', 'PermissionError', 'this address'],
  ['3D000', 'Datenbank »x« existiert nicht', 'ConfigurationError', 'database of the connection string'],
  ['53300', 'tut mir leid, schon zu viele Verbindungen', 'TooManyConnectionsError', 'all connection slots'],
  [
    '57014',
    'storniere Anfrage wegen Zeitüberschreitung der Anfrage',
    'NetworkError',
    'cancelled the statement',
  ],
  [
    '57P01',
    'Verbindung wird abgebrochen aufgrund von Anweisung des Administrators',
    'NetworkError',
    'starting or stopping',
  ],
  ['57P03', 'das Datenbanksystem startet', 'NetworkError', 'starting or stopping'],
  [
    '25P04',
    'Verbindung wird abgebrochen wegen Zeitüberschreitung der Transaktion',
    'NetworkError',
    'a timeout of the role',
  ],
  ['42501', 'keine Berechtigung für Sicht x', 'PermissionError', 'pg_monitor'],
])('%s: "%s" is a %s', (code, message, name, says) => {
  const error = classify(Object.assign(new Error(message), { code }), target);
  expect(error).toMatchObject({ name, message: expect.stringContaining(says) });
});

test.each([
  ['3D000', 'database "too many clients already" does not exist', 'ConfigurationError'],
  ['28P01', 'password authentication failed for user "rate limit"', 'AuthenticationError'],
  ['42P01', 'relation "pg_stat_statements_info" does not exist', 'ConfigurationError'],
])('a name within the text does not decide: %s, %s', (code, message, name) => {
  expect(classify(Object.assign(new Error(message), { code }), target).name).toBe(name);
});

test.each([
  ['too many connections for role "cw_monitor"', 'the connection limit of the role'],
  ['sorry, too many clients already', 'all connection slots are taken'],
])('whose limit is reached is told: %s', (message, says) => {
  for (const code of ['53300', 'XX000'])
    expect(classify(Object.assign(new Error(message), { code }), target).message).toContain(says);
});
