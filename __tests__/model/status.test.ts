import { judge } from '../../model/status';
import { kindOf } from '../../model/threshold';
import { neonRows as neon } from '../../thresholds/neon/rows';
import { upstashRows as upstash } from '../../thresholds/upstash/rows';

const around = { values: { ConnectionLimit: 100 }, limits: { databaseGigabytes: 1 } };

test.each([
  [79, 'ok'],
  [80, 'ok'],
  [81, 'warning'],
  [90, 'warning'],
  [91, 'critical'],
])('ActiveConnections of %d out of 100 is %s', (value, verdict) => {
  expect(judge(neon.ActiveConnections, value, around)).toBe(verdict);
});

test.each([
  [75, 'ok'],
  [74.9, 'warning'],
  [59.9, 'critical'],
])('a hit rate of %d %% is %s', (value, verdict) => {
  expect(judge(upstash.CacheHitRate, value, around)).toBe(verdict);
});

test('a status is unknown while the threshold’s base is', () => {
  expect(judge(neon.ActiveConnections, 1, { ...around, values: {} })).toBe('unknown');
  expect(judge(neon.SlowQueries, undefined, around)).toBe('unknown');
});

test('a row without an alarm has no status', () => {
  expect(judge(neon.IdleConnections, 1e6, around)).toBe('no alarm');
});

test('a share of a plan limit follows the limit', () => {
  const { warning } = neon.DatabaseSize.alarm;
  expect(kindOf(warning).resolve(around)).toBeCloseTo(0.8);
  expect(kindOf(warning).resolve({ ...around, limits: { databaseGigabytes: 10 } })).toBeCloseTo(8);
});
