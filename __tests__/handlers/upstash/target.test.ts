import fc from 'fast-check';
import { ConfigurationError } from '../../../handlers/lib/errors';
import { Redactor } from '../../../handlers/lib/redact';
import { readTarget } from '../../../handlers/upstash/target';

const read = (env: Record<string, string>) => readTarget(env, new Redactor());

test('the REST URL and token that Upstash shows become host, TLS and password', () => {
  expect(read({ UPSTASH_REST_URL: 'https://eu1-cat-1.upstash.io', UPSTASH_REST_TOKEN: 'AXs1token' })).toEqual(
    {
      host: 'eu1-cat-1.upstash.io',
      port: 6379,
      username: 'default',
      password: 'AXs1token',
      passwordIn: 'UPSTASH_REST_TOKEN',
      tokenUnused: false,
      tls: true,
      limitBytes: undefined,
    },
  );
});

/** User, port and password as they are written in the URL, beside the token. */
test.each([
  ['https://monitor@a.upstash.io', { username: 'monitor', password: 'token', port: 6379 }],
  ['https://default_ro@a.upstash.io/', { username: 'default_ro', password: 'token', port: 6379 }],
  ['https://a.upstash.io:33618', { username: 'default', password: 'token', port: 33618 }],
  ['https://a.upstash.io:443', { username: 'default', password: 'token', port: 6379 }],
  ['https://monitor:p%40ss@a.upstash.io', { username: 'monitor', password: 'p@ss', port: 6379 }],
  ['rediss://a.upstash.io:33618', { username: 'default', password: 'token', port: 33618 }],
  ['rediss://monitor@a.upstash.io', { username: 'monitor', password: 'token', port: 6379 }],
  ['rediss://:p%40ss@a.upstash.io', { username: 'default', password: 'p@ss', port: 6379 }],
])('%s with a token', (url, login) => {
  const target = read({ UPSTASH_REST_URL: url, UPSTASH_REST_TOKEN: 'token' });
  expect(target).toMatchObject({ host: 'a.upstash.io', tls: true, ...login });
  expect(target.passwordIn).toBe(login.password === 'token' ? 'UPSTASH_REST_TOKEN' : 'UPSTASH_REST_URL');
});

test('a password in the URL needs no token, and one that differs from the token is noticed', () => {
  const url = 'https://monitor:p%40ss@a.upstash.io';
  const unused = (env: Record<string, string>) => read({ UPSTASH_REST_URL: url, ...env }).tokenUnused;
  expect(unused({})).toBe(false);
  expect(unused({ UPSTASH_REST_TOKEN: 'p@ss' })).toBe(false);
  expect(unused({ UPSTASH_REST_TOKEN: 'token' })).toBe(true);
});

test('a Redis URL is used as it is', () => {
  expect(read({ UPSTASH_REST_URL: 'rediss://monitor:p%40ss@cache.example:33618' })).toMatchObject({
    host: 'cache.example',
    port: 33618,
    username: 'monitor',
    password: 'p@ss',
    tls: true,
  });
  expect(read({ UPSTASH_REST_URL: 'redis://127.0.0.1:6390' })).toMatchObject({
    tls: false,
    password: undefined,
    username: undefined,
  });
});

test.each([
  ['nothing', {}, /UPSTASH_REST_URL is not set/],
  ['no token', { UPSTASH_REST_URL: 'https://a.upstash.io' }, /UPSTASH_REST_TOKEN is not set/],
  [
    'no URL',
    { UPSTASH_REST_URL: 'a.upstash.io', UPSTASH_REST_TOKEN: 'secret-token' },
    /not a URL of the form/,
  ],
  ['plain text to another host', { UPSTASH_REST_URL: 'redis://:secret@cache.example' }, /turns TLS off/],
  [
    'a token that is too short to redact',
    { UPSTASH_REST_URL: 'https://a.b', UPSTASH_REST_TOKEN: 'abc' },
    /TOKEN is too short/,
  ],
  [
    'a password whose colon was forgotten',
    { UPSTASH_REST_URL: 'redis://SUPERsecret@127.0.0.1' },
    /UPSTASH_REST_TOKEN is not set, and the URL has a user without a password/,
  ],
  ['a password that is too short to redact', { UPSTASH_REST_URL: 'rediss://:abc@a.b' }, /URL is too short/],
  [
    'a password that would be taken for a host',
    { UPSTASH_REST_URL: 'rediss://u:pa@secret/word@cache.example' },
    /percent-encoded/,
  ],
  ...['\n', '\r\n', '\r', ' ', '"', '"\n', ''].map((between): [string, Record<string, string>, RegExp] => [
    `the token behind the URL and ${JSON.stringify(between)}`,
    { UPSTASH_REST_URL: `https://a.upstash.io${between}TOKEN="AXsecret`, UPSTASH_REST_TOKEN: 'token' },
    /not a URL of the form/,
  ]),
  [
    'a password that is encoded in part',
    { UPSTASH_REST_URL: 'rediss://:secret%ss%41@a.upstash.io' },
    /^UPSTASH_REST_URL has a % .* as %25\.$/,
  ],
  [
    'an odd limit',
    { UPSTASH_REST_URL: 'redis://localhost', UPSTASH_MEMORY_LIMIT_BYTES: '1 GB' },
    /UPSTASH_MEMORY_LIMIT_BYTES/,
  ],
  ...['0', '0.5', '1500.5', '500k', '1e400'].map((limit): [string, Record<string, string>, RegExp] => [
    `a limit of ${limit} commands`,
    { UPSTASH_REST_URL: 'redis://localhost', UPSTASH_MONTHLY_COMMANDS: limit },
    /UPSTASH_MONTHLY_COMMANDS is "/,
  ]),
])('%s is rejected, without the secret in the message', (_, env, message) => {
  expect(() => read(env)).toThrow(ConfigurationError);
  expect(() => read(env)).toThrow(message);
  expect(() => read(env)).not.toThrow(/secret/);
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((s) => `rediss://${s}`),
      ),
      (url) => {
        try {
          expect(read({ UPSTASH_REST_URL: url, UPSTASH_REST_TOKEN: 'token' }).host).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
        }
      },
    ),
  );
});

test('the commands of a month are a whole number', () => {
  const env = { UPSTASH_REST_URL: 'redis://localhost', UPSTASH_MONTHLY_COMMANDS: '500000' };
  expect(read(env).monthlyCommands).toBe(500_000);
  expect(read({ UPSTASH_REST_URL: 'redis://localhost' }).monthlyCommands).toBeUndefined();
});
