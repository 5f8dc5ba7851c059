import fc from 'fast-check';
import { pasted } from '../../../handlers/lib/env';
import { ConfigurationError } from '../../../handlers/lib/errors';
import { Redactor } from '../../../handlers/lib/redact';
import { readTarget } from '../../../handlers/neon/target';

const GOOD =
  'postgresql://monitor:s%40fe-pass@ep-cool-1.us-east-2.aws.neon.tech/neondb?sslmode=require&channel_binding=require';
const read = (env: Record<string, string>) => readTarget(env, new Redactor());
const target = (url: string) => read({ NEON_CONNECTION_STRING: url });

test('the string that Neon shows is read, verified TLS and all', () => {
  expect(target(GOOD)).toEqual({
    host: 'ep-cool-1.us-east-2.aws.neon.tech',
    port: 5432,
    database: 'neondb',
    user: 'monitor',
    password: 's@fe-pass',
    tls: true,
    channelBinding: true,
    options: undefined,
    slowQueryMs: 1000,
    api: undefined,
  });
});

test('the pooler is bypassed', () => {
  expect(target(GOOD.replace('ep-cool-1', 'ep-cool-1-pooler')).host).toBe(
    'ep-cool-1.us-east-2.aws.neon.tech',
  );
});

test('the pooler is bypassed in the options too', () => {
  const options = (text: string) => target(`${GOOD}&options=${encodeURIComponent(text)}`).options;
  expect(options('endpoint=ep-cool-1-pooler')).toBe('endpoint=ep-cool-1');
  expect(options('project=ep-cool-1-pooler -c geqo=off')).toBe('project=ep-cool-1 -c geqo=off');
  expect(options("endpoint='ep-cool-1-pooler' -c geqo=off")).toBe("endpoint='ep-cool-1' -c geqo=off");
  expect(options('endpoint=EP-COOL-1-POOLER')).toBe('endpoint=EP-COOL-1');
  expect(options('-c application_name=x-pooler')).toBe('-c application_name=x-pooler');
});

test('the endpoint before the password is sent only where nothing else names it, and without the pooler', () => {
  const password = (text: string, string = GOOD) => {
    const redactor = new Redactor();
    const url = string.replace('s%40fe-pass', text);
    const { password } = readTarget({ NEON_CONNECTION_STRING: url }, redactor);
    expect(redactor.clean(`${password} ${decodeURIComponent(text)}`)).toBe('*** ***');
    return password;
  };
  // The host names it: the proxy would take all of it for the password.
  expect(password('endpoint=ep-cool-1-pooler;p-pooler;s')).toBe('p-pooler;s');
  expect(password('project%3DEP-cool-1%24pass')).toBe('pass');
  expect(password('endpoint=EP-COOL-1-POOLER;pass')).toBe('pass');
  const elsewhere = GOOD.replace('ep-cool-1.us-east-2.aws.neon.tech', '10.0.0.1');
  expect(password('endpoint=ep-cool-1-pooler;p-pooler;s', elsewhere)).toBe('endpoint=ep-cool-1;p-pooler;s');
  expect(password('endpoint%3Dep-cool-1-pooler%24pass', elsewhere)).toBe('endpoint=ep-cool-1$pass');
  expect(password('endpoint=ep-cool-1;pass', `${elsewhere}&options=endpoint%3Dep-cool-1`)).toBe('pass');
  expect(password('endpoint=ep-cool-10;pass')).toBe('endpoint=ep-cool-10;pass');
  expect(password('my-pooler;pass')).toBe('my-pooler;pass');
});

test('a host in capitals is that of the same endpoint', () => {
  expect(target(GOOD.replace('ep-cool-1.us', 'EP-COOL-1-POOLER.US')).host).toBe(
    'ep-cool-1.us-east-2.aws.neon.tech',
  );
});

test('an @ in a parameter for text is no password that was not encoded', () => {
  expect(target(`${GOOD}&application_name=a@b`).host).toBe('ep-cool-1.us-east-2.aws.neon.tech');
  expect(target(`${GOOD}&options=-c%20application_name%3Da@b`).options).toBe('-c application_name=a@b');
});

test.each([
  ['a raw %', 'pa^ss%word', 'pa^ss%word'],
  ['a raw % at the end', 'pass%', 'pass%'],
  ['an encoded %', 'pass%2541', 'pass%41'],
  ['bytes that are no text', 'pass%ff', 'pass%ff'],
])('a password with %s is sent as typed', (_, typed, sent) => {
  expect(target(GOOD.replace('s%40fe-pass', typed)).password).toBe(sent);
});

test.each([['pa%ss%41'], ['p%40ss%'], ['p%40ss%zz'], ['pa%ffss%41'], ['pa%25ss%word'], ['pa ss%41%']])(
  'a password that is encoded in part is refused, as it is typed and as it is stored: %s',
  (typed) => {
    const url = GOOD.replace('s%40fe-pass', typed);
    for (const text of [url, pasted(url) ?? '', pasted(`psql '${url}'`) ?? ''])
      expect(() => target(text)).toThrow(
        /^NEON_CONNECTION_STRING has a % in its user or password .* as %25\.$/,
      );
  },
);

test('what one % encodes in the user says nothing of another one in the password', () => {
  const { user, password } = target(GOOD.replace('monitor:s%40fe-pass', 'a%40b:pa%ss'));
  expect([user, password]).toEqual(['a@b', 'pa%ss']);
});

test.each(['', '?sslmode=prefer', '?sslmode=require', '?sslmode=verify-ca'])(
  'another host has TLS with "%s"',
  (query) => {
    expect(target(`postgres://u:pass@db.example.com/x${query}`).tls).toBe(true);
  },
);

test('loopback may do without TLS', () => {
  expect(target('postgres://u:pass@127.0.0.1:5433/x')).toMatchObject({ tls: false, port: 5433 });
  expect(target('postgres://u:pass@[::1]/x')).toMatchObject({ tls: false, host: '::1' });
  expect(target('postgres://u:pass@localhost/x?sslmode=require').tls).toBe(true);
});

test.each([
  ['no variable', {}, /NEON_CONNECTION_STRING is not set/],
  ['no URL', { NEON_CONNECTION_STRING: 'host=x dbname=secret-db' }, /is not a connection string/],
  ['another scheme', { NEON_CONNECTION_STRING: 'mysql://u:secret-pass@h/d' }, /is not a connection string/],
  ['no user', { NEON_CONNECTION_STRING: 'postgres://h.example/d' }, /has no user.*has no password/],
  [
    'TLS off',
    { NEON_CONNECTION_STRING: 'postgres://u:secret-pass@h.example/d?sslmode=disable' },
    /turns TLS off/,
  ],
  [
    'an odd sslmode',
    { NEON_CONNECTION_STRING: 'postgres://u:secret-pass@h.example/d?sslmode=no-verify' },
    /sslmode=no-verify/,
  ],
  [
    'an API key alone',
    { NEON_CONNECTION_STRING: GOOD, NEON_API_KEY: 'napi_1' },
    /NEON_PROJECT_ID is not set/,
  ],
  ['a project alone', { NEON_CONNECTION_STRING: GOOD, NEON_PROJECT_ID: 'p' }, /NEON_API_KEY is not set/],
  [
    'an API in the clear',
    { NEON_CONNECTION_STRING: GOOD, NEON_API_URL: 'http://example.com' },
    /NEON_API_URL/,
  ],
  [
    'a password that is too short to redact',
    { NEON_CONNECTION_STRING: 'postgres://u:abc@h.example/d' },
    /too short/,
  ],
  [
    'a key that is too short to redact',
    { NEON_CONNECTION_STRING: GOOD, NEON_API_KEY: 'abc' },
    /NEON_API_KEY is too short/,
  ],
  [
    'a password that would be taken for a host',
    { NEON_CONNECTION_STRING: 'postgres://u:pa@secret/word@h.example/d' },
    /percent-encoded/,
  ],
  [
    'asterisks in place of the password',
    { NEON_CONNECTION_STRING: 'postgres://u:**********@h.example/d' },
    /asterisks/,
  ],
  [
    'a password with %00',
    { NEON_CONNECTION_STRING: GOOD.replace('s%40fe-pass', 'pass%00secret') },
    /has %00 in it/,
  ],
  [
    'a comment behind the connection string',
    { NEON_CONNECTION_STRING: `${GOOD} # secret` },
    /is not a connection string.*nothing before or after it/,
  ],
  ...['\n', '\r\n', '\r', ' ', '\t', '"', ''].flatMap(
    (between): [string, Record<string, string>, RegExp][] => [
      [
        `another secret behind the host and ${JSON.stringify(between)}`,
        { NEON_CONNECTION_STRING: `postgresql://u:passpass@h.example${between}PGPASSWORD=AXsecret` },
        /is not a connection string/,
      ],
      [
        `another secret behind the sslmode and ${JSON.stringify(between)}`,
        { NEON_CONNECTION_STRING: `${GOOD.replace(/&.*/, '')}${between}NEON_API_KEY=AXsecret` },
        /is not a connection string|has an unknown sslmode: use sslmode=require/,
      ],
    ],
  ),
  ['a bound that is not a number', { NEON_CONNECTION_STRING: GOOD, SLOW_QUERY_MS: 'fast' }, /SLOW_QUERY_MS/],
])('%s is rejected, without the secret in the message', (_, env, message) => {
  expect(() => read(env)).toThrow(ConfigurationError);
  expect(() => read(env)).toThrow(message);
  expect(() => read(env)).not.toThrow(/secret/);
});

test('the API is used with key and project', () => {
  const env = { NEON_CONNECTION_STRING: GOOD, NEON_API_KEY: 'napi_1', NEON_PROJECT_ID: 'quiet-sun-1' };
  expect(read(env).api).toEqual({
    url: 'https://console.neon.tech/api/v2',
    key: 'napi_1',
    projectId: 'quiet-sun-1',
  });
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((s) => `postgres://${s}`),
      ),
      (url) => {
        try {
          expect(target(url).host).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
        }
      },
    ),
  );
});

test('the redactor learns the password in both forms', () => {
  const redactor = new Redactor();
  readTarget({ NEON_CONNECTION_STRING: GOOD, NEON_API_KEY: 'napi_key', NEON_PROJECT_ID: 'p' }, redactor);
  expect(redactor.clean(`${GOOD} s@fe-pass s%40fe-pass napi_key`)).toBe('*** *** *** ***');
});
