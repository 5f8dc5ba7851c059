import { envOf } from '../../../../handlers/driver/databases/variables';
import { service as neon } from '../../../../thresholds/neon/service';
import { service as upstash } from '../../../../thresholds/upstash/service';

const asked = (name: string | undefined, variables = {}) => ({ name, variables });
const deployed = {
  NEON_CONNECTION_STRING: 'ssm:/p/production/neon-connection-string',
  NEON_API_KEY: 'ssm:/p/production/neon-api-key',
  NEON_PROJECT_ID: 'ssm:/p/production/neon-project-id',
  SLOW_QUERY_MS: '1000',
};

test('a named database has a parameter of its own for what is not shared', () => {
  expect(envOf(deployed, asked('analytics', { SLOW_QUERY_MS: '500' }), neon)).toEqual({
    ...deployed,
    NEON_CONNECTION_STRING: 'ssm:/p/production/analytics/neon-connection-string',
    SLOW_QUERY_MS: '500',
  });
});

test('its Neon project may be another one', () => {
  const { NEON_PROJECT_ID, NEON_API_KEY } = envOf(
    deployed,
    asked('analytics', { NEON_PROJECT_ID: 'calm-sea-1' }),
    neon,
  );
  expect([NEON_PROJECT_ID, NEON_API_KEY]).toEqual(['calm-sea-1', deployed.NEON_API_KEY]);
});

test('the unnamed one has the variables of the function', () => {
  expect(envOf(deployed, asked(undefined), neon)).toEqual(deployed);
});

test.each([
  ['ssm:arn:aws:ssm:eu-west-1:1:parameter/p/e/url', 'ssm:arn:aws:ssm:eu-west-1:1:parameter/p/e/a-b/url'],
  [' "ssm: /p/e/url" ', 'ssm:/p/e/a-b/url'],
  ['ssm:/p/e/url:current', 'ssm:/p/e/a-b/url:current'],
])('the name is before the last part of %s', (url, expected) => {
  expect(envOf({ UPSTASH_REST_URL: url }, asked('a-b'), upstash).UPSTASH_REST_URL).toBe(expected);
});

test.each([['redis://localhost'], ['ssm:url'], [undefined]])(
  'where the variable is %s, another one holds the secret',
  (url) => {
    const env = { UPSTASH_REST_URL: url, UPSTASH_REST_URL_A_B: 'redis://other' };
    expect(envOf(env, asked('a-b'), upstash).UPSTASH_REST_URL).toBe('redis://other');
    expect(envOf({ UPSTASH_REST_URL: url }, asked('a-b'), upstash).UPSTASH_REST_URL).toBeUndefined();
  },
);
