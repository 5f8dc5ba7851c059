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
      tls: true,
      limitBytes: undefined,
    },
  );
});

test.each([
  ['"https://eu1-cat-1.upstash.io"', "'AXs1token'"],
  ['\ufeffhttps://eu1-cat-1.upstash.io ', 'Bearer AXs1token'],
])('a URL and a token as they are pasted are read: %j, %j', (url, token) => {
  const pasted = { UPSTASH_REST_URL: url, UPSTASH_REST_TOKEN: token };
  const plain = { UPSTASH_REST_URL: 'https://eu1-cat-1.upstash.io', UPSTASH_REST_TOKEN: 'AXs1token' };
  expect(read(pasted)).toEqual(read(plain));
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
  ['a password that is too short to redact', { UPSTASH_REST_URL: 'rediss://:abc@a.b' }, /URL is too short/],
  [
    'a password that would be taken for a host',
    { UPSTASH_REST_URL: 'rediss://u:pa@secret/word@cache.example' },
    /percent-encoded/,
  ],
  [
    'an odd limit',
    { UPSTASH_REST_URL: 'redis://localhost', UPSTASH_MEMORY_LIMIT_BYTES: '1 GB' },
    /UPSTASH_MEMORY_LIMIT_BYTES/,
  ],
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
