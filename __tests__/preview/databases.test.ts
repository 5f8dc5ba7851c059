import { ownDatabase } from '../../preview/databases/database';

test('without its variables, a service gets an embedded database', () => {
  expect(ownDatabase('neon', { UPSTASH_REST_URL: 'https://a.upstash.io' })).toBeUndefined();
  expect(ownDatabase('upstash', { UPSTASH_REST_URL: ' ', UPSTASH_REST_TOKEN: '' })).toBeUndefined();
});

test('with them, it uses that database, described without secrets', () => {
  const url = 'postgresql://me:secret@ep-a-1.eu-central-1.aws.neon.tech/db';
  expect(ownDatabase('neon', { NEON_CONNECTION_STRING: url })).toEqual({
    ...{ service: 'neon', own: true, sicknesses: [], target: { NEON_CONNECTION_STRING: url } },
    about: 'ep-a-1.eu-central-1.aws.neon.tech',
  });
});

test('one of two variables is enough to choose the user’s own; the collector reports what is missing', () => {
  expect(ownDatabase('upstash', { UPSTASH_REST_TOKEN: 'token' })).toMatchObject({
    target: { UPSTASH_REST_TOKEN: 'token' },
    about: 'your database',
  });
});

test('a reference to an SSM parameter is rejected, because the preview does not read AWS', () => {
  expect(() => ownDatabase('neon', { NEON_CONNECTION_STRING: 'ssm:/neon' })).toThrow(
    'NEON_CONNECTION_STRING refers to an SSM parameter',
  );
});

test.each([
  [
    'a password that is not percent-encoded',
    { NEON_CONNECTION_STRING: 'postgresql://me:first@second/x@host/db' },
  ],
  ['a password with a sign of an anchor', { NEON_CONNECTION_STRING: 'postgresql://me@second#x@host/db' }],
  ['a token that looks like a URL', { UPSTASH_REST_TOKEN: 'first:second' }],
])('%s is not taken for a host', (_, env) => {
  const database = ownDatabase('neon', env) ?? ownDatabase('upstash', env);
  expect(database?.about).toBe('your database');
});
