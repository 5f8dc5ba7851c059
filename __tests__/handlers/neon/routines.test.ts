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
