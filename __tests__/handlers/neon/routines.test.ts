import { classify } from '../../../handlers/neon/errors';
import type { NeonTarget } from '../../../handlers/neon/target';

const target = { host: 'ep-cool-1.aws.neon.tech', port: 5432 } as NeonTarget;

/** What servers say in German. The routine is the same in every language; `advice.test.ts` compares it with a real server. */
test.each([
  [
    '28000',
    'InitializeSessionUserId',
    'Rolle »x« hat keine Berechtigung zum Einloggen',
    'ALTER ROLE <role> LOGIN',
  ],
  ['28000', 'InitializeSessionUserId', 'role "x" does not exist', 'rejected the user name'],
  // Not told from one that may not log in: the server's words are.
  [
    '28000',
    'InitializeSessionUserId',
    'Rolle »x« existiert nicht',
    'refused the role (Rolle »x« existiert nicht)',
  ],
  [
    '28000',
    'auth_failed',
    'Peer-Authentifizierung für Benutzer »x« fehlgeschlagen',
    'rejected the user name',
  ],
  [
    '28000',
    'ClientAuthentication',
    'Verbindung erfordert ein gültiges Client-Zertifikat',
    'refused the session: Verbindung erfordert',
  ],
  [
    '42501',
    'aclcheck_error',
    'keine Berechtigung für Tabelle x',
    'refused the session: keine Berechtigung für Tabelle x',
  ],
  ['42501', '', 'permission denied for database "x"', 'GRANT CONNECT ON DATABASE'],
  [
    '53300',
    'InitializeSessionUserId',
    'zu viele Verbindungen von Rolle »x«',
    'ALTER ROLE <role> CONNECTION LIMIT',
  ],
  [
    '53300',
    'CheckMyDatabase',
    'zu viele Verbindungen für Datenbank »x«',
    'ALTER DATABASE <database> CONNECTION LIMIT',
  ],
  ['53300', 'ProcArrayAdd', 'tut mir leid, schon zu viele Verbindungen', 'all connection slots'],
  ['55000', 'InitPostgres', 'mit ungültiger Datenbank »x« kann nicht verbunden werden', 'DROP DATABASE'],
  [
    '55000',
    'CheckMyDatabase',
    'Datenbank »x« akzeptiert gegenwärtig keine Verbindungen',
    'ALLOW_CONNECTIONS true',
  ],
  ['42501', 'CheckMyDatabase', 'keine Berechtigung für Datenbank »x«', 'GRANT CONNECT ON DATABASE'],
  [
    '42501',
    'set_config_option',
    'keine Berechtigung, um Parameter »x« zu setzen',
    'options of the connection string',
  ],
  [
    '42501',
    'set_config_with_handle',
    'keine Berechtigung, um Parameter »x« zu setzen',
    'options of the connection string',
  ],
])('%s of %s while connecting, "%s": %s', (code, routine, message, says) => {
  const thrown = Object.assign(new Error(message), { code, routine });
  expect(classify(thrown, target, false).message).toContain(says);
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
  [
    '55000',
    'Datenbank »x« akzeptiert gegenwärtig keine Verbindungen',
    'PermissionError',
    'ALLOW_CONNECTIONS',
  ],
  ['40001', 'storniere Anfrage wegen Konflikt mit der Wiederherstellung', 'NetworkError', 'cancelled'],
])('%s: "%s" is a %s', (code, message, name, says) => {
  const error = classify(Object.assign(new Error(message), { code }), target);
  expect(error).toMatchObject({ name, message: expect.stringContaining(says) });
});

/** On a standby, in any language: the primary has dropped the database. */
test.each([['terminating connection due to conflict with recovery'], ['Verbindung wird abgebrochen']])(
  'a database that was dropped meanwhile is told by the SQLSTATE: "%s"',
  (message) => {
    expect(classify(Object.assign(new Error(message), { code: '57P04' }), target)).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('the database was dropped or moved'),
      retryable: false,
    });
  },
);

test('before the session has begun, it is the login that was cancelled', () => {
  const thrown = Object.assign(new Error('storniere Authentifizierung'), { code: '57014' });
  expect(classify(thrown, target, false).message).toContain('the login took longer than the server allows');
});
