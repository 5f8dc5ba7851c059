import fc from 'fast-check';
import { alarmedRows, collectedRows, periodMinutes } from '../../model/rows';
import { neonRows as neon } from '../../thresholds/neon/rows';
import { services } from '../../thresholds/services';
import { upstashRows as upstash } from '../../thresholds/upstash/rows';

describe('the table of an environment', () => {
  test.each(Object.values(services))('of $title without overrides is the table itself', ({ rows }) => {
    expect(collectedRows(rows, { detailed: true })).toEqual(rows);
  });

  test('omits detailed rows that are not collected', () => {
    const rows = collectedRows(neon, { detailed: false });
    expect(rows).not.toHaveProperty('LockWaitTime');
    expect(Object.values(rows).every((row) => row.level === 'core')).toBe(true);
    expect(rows).toHaveProperty('ActiveConnections');
  });

  test('has the override instead of a value, a share or a rate per minute', () => {
    expect(
      collectedRows(neon, { detailed: true, overrides: { SlowQueries: { warning: 8 } } }),
    ).toHaveProperty('SlowQueries.alarm', {
      ...neon.SlowQueries.alarm,
      warning: { value: 8 },
    });
    expect(
      collectedRows(neon, { detailed: true, overrides: { ActiveConnections: { critical: 0.95 } } }),
    ).toHaveProperty('ActiveConnections.alarm', {
      ...neon.ActiveConnections.alarm,
      critical: { share: 0.95, ofRow: 'ConnectionLimit' },
    });
    expect(
      collectedRows(upstash, { detailed: true, overrides: { EvictedKeys: { warning: 60, critical: 120 } } }),
    ).toHaveProperty('EvictedKeys.alarm', {
      ...upstash.EvictedKeys.alarm,
      warning: { perMinute: 60 },
      critical: { perMinute: 120 },
    });
  });

  test('has a row whose alarms are off without alarms, with the reason', () => {
    const overrides = { CacheHitRate: { alarm: 'off', reason: 'A queue is no cache.' } } as const;
    const rows = collectedRows(upstash, { detailed: true, overrides });
    expect(rows.CacheHitRate).toEqual({ ...upstash.CacheHitRate, alarm: { none: 'A queue is no cache.' } });
    expect(alarmedRows(rows).map(([name]) => name)).not.toContain('CacheHitRate');
    expect({ ...rows, CacheHitRate: upstash.CacheHitRate }).toEqual(upstash);
  });

  test('never changes the original table', () => {
    const before = structuredClone(neon);
    collectedRows(neon, { detailed: false, overrides: { SlowQueries: { warning: 8 } } });
    expect(neon).toEqual(before);
  });

  test('keeps a row without an alarm unchanged', () => {
    expect(
      collectedRows(neon, { detailed: true, overrides: { IdleConnections: { warning: 1 } } }),
    ).toHaveProperty('IdleConnections', neon.IdleConnections);
  });
});

const own = fc.constantFrom<3 | 4 | 5>(3, 4, 5);
const interval = fc.integer({ min: 1, max: 120 });

test.each([
  [5, 'Maximum', 5, 5],
  [5, 'Maximum', 1, 5],
  [3, 'Average', 5, 5],
  [5, 'Sum', 1, 5],
  [5, 'Sum', 3, 6],
  [4, 'Sum', 15, 15],
] as const)('a row of %d minutes by %s, collected every %d: %d', (minutes, statistic, collection, period) => {
  expect(periodMinutes({ periodMinutes: minutes, statistic }, collection)).toBe(period);
});

test('never shorter than the row says or than the interval, and never twice as long', () => {
  fc.assert(
    fc.property(own, fc.constantFrom('Sum', 'Average'), interval, (minutes, statistic, collection) => {
      const period = periodMinutes({ periodMinutes: minutes, statistic: statistic as 'Sum' }, collection);
      expect(period).toBeGreaterThanOrEqual(Math.max(minutes, collection));
      expect(period).toBeLessThan(2 * Math.max(minutes, collection));
      if (statistic === 'Sum') expect(period % collection).toBe(0);
    }),
  );
});
