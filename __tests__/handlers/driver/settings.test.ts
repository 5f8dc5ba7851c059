import { readSettings } from '../../../handlers/driver/settings';

const good = { ENVIRONMENT: 'production' };

test('only the environment is required', () => {
  expect(readSettings(good, 'Neon/Monitoring')).toEqual({
    environment: 'production',
    namespace: 'Neon/Monitoring',
    level: 'core',
    intervalMs: 300_000,
    stateTable: undefined,
  });
});

test('the rest is read', () => {
  const env = {
    ENVIRONMENT: 'feature',
    METRIC_NAMESPACE: 'Neon/Monitoring/feature',
    ENABLE_DETAILED_MONITORING: 'true',
    COLLECTION_INTERVAL_SECONDS: '60',
    STATE_TABLE: 'state',
  };
  expect(readSettings(env, 'Neon/Monitoring')).toEqual({
    environment: 'feature',
    namespace: 'Neon/Monitoring/feature',
    level: 'detailed',
    intervalMs: 60_000,
    stateTable: 'state',
  });
});

test('all problems are reported at once, each with the name of its variable', () => {
  const env = {
    ENVIRONMENT: 'a b',
    ENABLE_DETAILED_MONITORING: 'yes',
    COLLECTION_INTERVAL_SECONDS: '0',
    METRIC_NAMESPACE: 'AWS/RDS',
  };
  const read = () => readSettings(env, 'Neon/Monitoring');
  for (const name of Object.keys(env)) expect(read).toThrow(name);
  expect(() => readSettings({}, 'Neon/Monitoring')).toThrow('ENVIRONMENT is not set');
});
