import { alarmName, kebab } from '../../model/names';
import { services } from '../../thresholds/services';

test.each([
  ['CacheHitRate', 'cache-hit-rate'],
  ['Up', 'up'],
  ['ApiErrors', 'api-errors'],
])('%s → %s', (name, expected) => {
  expect(kebab(name)).toBe(expected);
});

test('an alarm is named by environment, service, row and severity', () => {
  expect(alarmName('production', 'neon', 'SlowQueries', 'critical')).toBe(
    'production-neon-slow-queries-critical',
  );
});

test('no two rows of a service share a name', () => {
  for (const { rows } of Object.values(services)) {
    const names = Object.keys(rows).map(kebab);
    expect(new Set(names).size).toBe(names.length);
  }
});
