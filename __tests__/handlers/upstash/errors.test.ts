import { classify } from '../../../handlers/upstash/errors';
import type { UpstashTarget } from '../../../handlers/upstash/target';

const target = { host: 'eu1-cat-1.upstash.io', port: 6379, tls: true } as UpstashTarget;

/** Texts as Upstash and Redis give them (reference on Upstash, §5). */
test.each([
  ['WRONGPASS invalid username-password pair or user is disabled.', 'AuthenticationError'],
  ['WRONGPASS invalid or missing auth token', 'AuthenticationError'],
  ['NOAUTH Authentication required.', 'AuthenticationError'],
  ['ERR AUTH <password> called without any password configured for the default user.', 'AuthenticationError'],
  ["NOPERM this user has no permissions to run the 'info' command or its subcommand", 'PermissionError'],
  ['ERR max requests limit exceeded. Limit: 500000, Usage: 500000.', 'QuotaError'],
  ['ERR max daily request limit exceeded. Limit: 10000, Usage: 10001.', 'QuotaError'],
  ['ERR DB capacity quota exceeded. Threshold: 268435456 bytes, Usage: 268447091 bytes.', 'QuotaError'],
  ['ERR max concurrent connections exceeded', 'TooManyConnectionsError'],
  ['ERR max number of clients reached', 'TooManyConnectionsError'],
  ['LOADING Redis is loading the dataset in memory', 'ProtocolError'],
  ['Command timed out', 'NetworkError'],
  ['Connection is closed.', 'NetworkError'],
  ['connect ETIMEDOUT', 'NetworkError'],
  ['Protocol error, got "H" as reply type byte', 'ProtocolError'],
  ['ssl3_get_record:wrong version number', 'TlsError'],
])('"%s" is a %s', (message, name) => {
  const error = classify(new Error(message), target);
  expect(error.name).toBe(name);
  expect(error.message).toContain('eu1-cat-1.upstash.io:6379');
});

test('the error of the driver, which contains the password, is dropped', () => {
  const reply = Object.assign(new Error('WRONGPASS'), {
    command: { name: 'auth', args: ['default', 'secret'] },
  });
  const error = classify(reply, target);
  expect(JSON.stringify({ ...error, cause: error.cause, stack: error.stack })).not.toContain('secret');
});

test.each([
  [undefined, 'default'],
  ['monitor', 'monitor'],
])('when the token is rejected, the user that was tried is named: %s', (username, named) => {
  const { message } = classify(new Error('WRONGPASS'), { ...target, username });
  expect(message).toContain(`the current one of the user "${named}"`);
});
