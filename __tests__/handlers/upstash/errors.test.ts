import { classify } from '../../../handlers/upstash/errors';
import type { UpstashTarget } from '../../../handlers/upstash/target';

const target: UpstashTarget = {
  host: 'eu1-cat-1.upstash.io',
  port: 6379,
  username: 'default',
  password: 'token',
  passwordIn: 'UPSTASH_REST_TOKEN',
  tokenUnused: false,
  tls: true,
  limitBytes: undefined,
  monthlyCommands: undefined,
};

/** Texts as Upstash and Redis give them (reference on Upstash, §5; redis 3 to 8), and whether a retry may help. */
test.each([
  ['WRONGPASS invalid username-password pair or user is disabled.', 'AuthenticationError'],
  ['WRONGPASS invalid or missing auth token', 'AuthenticationError'],
  ['NOAUTH Authentication required.', 'AuthenticationError'],
  ['ERR invalid password', 'AuthenticationError'],
  ['ERR operation not permitted', 'AuthenticationError'],
  ["ERR wrong number of arguments for 'auth' command", 'AuthenticationError'],
  ['ERR AUTH <password> called without any password configured for the default user.', 'AuthenticationError'],
  ["NOPERM this user has no permissions to run the 'info' command or its subcommand", 'PermissionError'],
  ["NOPERM User monitor has no permissions to run the 'info' command", 'PermissionError'],
  ['ERR max requests limit exceeded. Limit: 500000, Usage: 500000.', 'QuotaError'],
  ['ERR max daily request limit exceeded. Limit: 10000, Usage: 10001.', 'QuotaError'],
  ['ERR DB capacity quota exceeded. Threshold: 268435456 bytes, Usage: 268447091 bytes.', 'QuotaError'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'QuotaError'],
  ['ERR max concurrent connections exceeded', 'TooManyConnectionsError'],
  ['ERR max number of clients reached', 'TooManyConnectionsError'],
  ['ERR max number of clients + cluster connections reached', 'TooManyConnectionsError'],
  [
    'DENIED Redis is running in protected mode because protected mode is enabled and no password is set',
    'NetworkError',
  ],
  ['ERR rate limit exceeded', 'RateLimitError', true],
  ['LOADING Redis is loading the dataset in memory', 'ProtocolError', true],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", 'ProtocolError', true],
  ['CLUSTERDOWN The cluster is down', 'ProtocolError', true],
  ['BUSY Redis is busy running a script.', 'ProtocolError'],
  ['ERR max request size exceeded', 'ProtocolError'],
  ["ERR Command is not available: 'INFO'.", 'ProtocolError'],
  ['Command timed out', 'NetworkError'],
  ['Connection is closed.', 'NetworkError', true],
  ['connect ETIMEDOUT', 'NetworkError'],
  ['Protocol error, got "H" as reply type byte', 'ProtocolError'],
  ['ssl3_get_record:wrong version number', 'TlsError'],
])('"%s" is a %s', (message, name, retryable = false) => {
  const error = classify(new Error(message), target);
  expect(error).toMatchObject({ name, retryable });
  expect(error.message).toContain('eu1-cat-1.upstash.io:6379');
});

/** A server may repeat what it was sent; an error reply is told by how it begins. */
test.each([
  ["ERR unknown command 'INFO', with args beginning with: 'NOAUTH' 'LOADING' 'max requests limit exceeded'"],
  ['ERR user WRONGPASS is not NOPERM DENIED'],
  ['BUSY LOADING MASTERDOWN'],
])('"%s" is not what is inside of it', (message) => {
  expect(classify(Object.assign(new Error(message), { name: 'ReplyError' }), target)).toMatchObject({
    name: 'ProtocolError',
    message: `Redis at eu1-cat-1.upstash.io:6379 answered with an error: ${message}`,
  });
});

test('what the driver asks its users to do is left out', () => {
  const { message } = classify(
    new Error('Protocol error, got "H" as reply type byte. Please report this.'),
    target,
  );
  expect(message).toMatch(
    /answered with something that is not Redis: Protocol error, got "H" as reply type byte$/,
  );
});

test('a password in the URL that is rejected is called so, and one that is missing is missing', () => {
  const said = (text: string, more: Partial<UpstashTarget>) =>
    classify(new Error(text), { ...target, ...more }).message;
  expect(said('WRONGPASS', { passwordIn: 'UPSTASH_REST_URL' })).toMatch(
    /rejected the password in UPSTASH_REST_URL\. Store the current one of the user "default"/,
  );
  expect(said('WRONGPASS', {})).toMatch(/https:\/\/default_ro@<host>.*rediss:\/\/ URL/);
  expect(said('NOAUTH Authentication required.', { password: undefined })).toMatch(
    /requires a password: store it in .*It said: NOAUTH Authentication required\.$/,
  );
});

test('the error of the driver, which contains the password, is dropped', () => {
  const reply = Object.assign(new Error('WRONGPASS'), {
    command: { name: 'auth', args: ['default', 'canary-token'] },
  });
  const error = classify(reply, target);
  expect(JSON.stringify({ ...error, cause: error.cause, stack: error.stack })).not.toContain('canary-token');
});

test.each([
  ['default', 'UPSTASH_REST_TOKEN', 'user "default"'],
  ['default_ro', 'UPSTASH_REST_TOKEN', 'user "default_ro"'],
  ['monitor', 'UPSTASH_REST_URL', 'user "monitor"'],
  ['monitor', 'UPSTASH_REST_TOKEN', 'user "monitor"'],
  ['monitoring-2', 'UPSTASH_REST_URL', 'user "monitoring-2"'],
  // It may be the password.
  ['canary7Qx4f8ZrM2vT7pLwC9', 'UPSTASH_REST_TOKEN', 'user that UPSTASH_REST_URL names before the host'],
  ['canary?', 'UPSTASH_REST_TOKEN', 'user that UPSTASH_REST_URL names before the host'],
] as const)('when a password is rejected, the user is named: %s, with %s', (username, passwordIn, named) => {
  const { message } = classify(new Error('WRONGPASS'), { ...target, username, passwordIn });
  expect(message).toContain(`the current one of the ${named}.`);
  expect(message).not.toContain('canary');
});
