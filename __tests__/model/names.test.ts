import { alarmName, kebab, parameterName, stateKey } from '../../model/names';
import { services } from '../../thresholds/services';

test.each([
  ['CacheHitRate', 'cache-hit-rate'],
  ['Up', 'up'],
  ['ApiErrors', 'api-errors'],
])('%s → %s', (name, expected) => {
  expect(kebab(name)).toBe(expected);
});

test('an alarm is named by environment, service, row and severity', () => {
  expect(alarmName({ environment: 'production', service: 'neon' }, 'SlowQueries', 'critical')).toBe(
    'production-neon-slow-queries-critical',
  );
});

test('no two rows of a service share a name', () => {
  for (const { rows } of Object.values(services)) {
    const names = Object.keys(rows).map(kebab);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('the names of a named database contain its name', () => {
  const analytics = { environment: 'production', service: 'neon', database: 'analytics' };
  expect(alarmName(analytics, 'SlowQueries', 'warning')).toBe(
    'production-neon-analytics-slow-queries-warning',
  );
  expect(stateKey(analytics)).toBe('neon/production/analytics');
  expect(parameterName('p', analytics, 'neon-api-key')).toBe('/p/production/analytics/neon-api-key');
  expect(parameterName('p', { environment: 'production' }, 'neon-api-key')).toBe(
    '/p/production/neon-api-key',
  );
});
