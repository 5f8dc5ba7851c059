import { variablesOf } from '../../../preview/functions/variables';

const machine = { PATH: '/bin', TZ: 'UTC', HOME: '/home/user' };
const account = {
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'real',
  AWS_SESSION_TOKEN: 'real',
  AWS_ENDPOINT_URL: 'https://monitoring.us-east-1.amazonaws.com',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2/',
  STATE_TABLE: 'production-state',
  NODE_OPTIONS: '--require /tmp/x.js',
};
const choices = {
  NEON_API_KEY: 'napi_secret',
  NEON_PROJECT_ID: 'p',
  SLOW_QUERY_MS: '200',
  METRIC_NAMESPACE: 'Other',
};
const around = {
  env: { ...machine, ...account, ...choices },
  sinkUrl: 'http://127.0.0.1:1',
  everySeconds: 3,
};

test('a function on an embedded database gets only the user’s variables that the machine needs', () => {
  expect(variablesOf('neon', { NEON_CONNECTION_STRING: 'postgresql://…' }, false, around)).toEqual({
    PATH: '/bin',
    TZ: 'UTC',
    NEON_CONNECTION_STRING: 'postgresql://…',
    ENVIRONMENT: 'preview',
    ENABLE_DETAILED_MONITORING: 'true',
    ENABLE_EXTENDED_MONITORING: 'true',
    COLLECTION_INTERVAL_SECONDS: '3',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'preview',
    AWS_SECRET_ACCESS_KEY: 'preview',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
});

test('one on the user’s own database also gets the collector’s settings, but still no account', () => {
  const variables = variablesOf('neon', {}, true, around);
  expect(variables).toMatchObject({
    NEON_API_KEY: 'napi_secret',
    NEON_PROJECT_ID: 'p',
    SLOW_QUERY_MS: '200',
  });
  expect(Object.values(variables)).not.toContain('real');
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'STATE_TABLE', 'NODE_OPTIONS', 'METRIC_NAMESPACE'])
    expect(variables).not.toHaveProperty(name);
  expect(variablesOf('upstash', {}, true, around)).not.toHaveProperty('NEON_API_KEY');
});
