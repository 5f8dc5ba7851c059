import { ownDatabase } from '../../preview/databases/database';

test('without its variables a service has an embedded database', () => {
  expect(ownDatabase('neon', { UPSTASH_REST_URL: 'https://a.upstash.io' })).toBeUndefined();
  expect(ownDatabase('upstash', { UPSTASH_REST_URL: ' ', UPSTASH_REST_TOKEN: '' })).toBeUndefined();
});

test('with them it has that one, described without its secrets', () => {
  const url = 'postgresql://me:secret@ep-a-1.eu-central-1.aws.neon.tech/db';
  expect(ownDatabase('neon', { NEON_CONNECTION_STRING: url })).toEqual({
    ...{ service: 'neon', own: true, target: { NEON_CONNECTION_STRING: url } },
    about: 'ep-a-1.eu-central-1.aws.neon.tech, without a workload',
  });
});

test('one of two variables is enough to mean one’s own; the collector says what is missing', () => {
  expect(ownDatabase('upstash', { UPSTASH_REST_TOKEN: 'token' })).toMatchObject({
    target: { UPSTASH_REST_TOKEN: 'token' },
    about: 'your database, without a workload',
  });
});

test('a reference to a parameter in AWS is refused, because no account is read', () => {
  expect(() => ownDatabase('neon', { NEON_CONNECTION_STRING: 'ssm:/neon' })).toThrow(
    'NEON_CONNECTION_STRING refers to an SSM parameter',
  );
});
