import fc from 'fast-check';
import { alarmedRows, collectedRows, runsPerPeriod } from '../../model/rows';
import { neonRows as neon } from '../../thresholds/neon/rows';
import { services } from '../../thresholds/services';
import { upstashRows as upstash } from '../../thresholds/upstash/rows';

describe('the table of an environment', () => {
  test.each(Object.values(services))('of $title without overrides is the table itself', ({ rows }) => {
    expect(collectedRows(rows, { level: 'extended' })).toEqual(rows);
  });

  test('omits detailed rows that are not collected', () => {
    const rows = collectedRows(neon, { level: 'core' });
    expect(rows).not.toHaveProperty('LockWaitTime');
    expect(Object.values(rows).every((row) => row.level === 'core')).toBe(true);
    expect(rows).toHaveProperty('ActiveConnections');
  });

  test('has the override instead of a value, a share or a rate per minute', () => {
    expect(
      collectedRows(neon, { level: 'detailed', overrides: { SlowQueries: { warning: 8 } } }),
    ).toHaveProperty('SlowQueries.alarm', {
      ...neon.SlowQueries.alarm,
      warning: { value: 8 },
    });
    expect(
      collectedRows(neon, { level: 'detailed', overrides: { ActiveConnections: { critical: 0.95 } } }),
    ).toHaveProperty('ActiveConnections.alarm', {
      ...neon.ActiveConnections.alarm,
      critical: { share: 0.95, ofRow: 'ConnectionLimit' },
    });
    expect(
      collectedRows(upstash, {
        level: 'detailed',
        overrides: { EvictedKeys: { warning: 60, critical: 120 } },
      }),
    ).toHaveProperty('EvictedKeys.alarm', {
      ...upstash.EvictedKeys.alarm,
      warning: { perMinute: 60 },
      critical: { perMinute: 120 },
    });
  });

  test('has a row whose alarms are off without alarms, with the reason', () => {
    const overrides = { CacheHitRate: { alarm: 'off', reason: 'A queue is no cache.' } } as const;
    const rows = collectedRows(upstash, { level: 'extended', overrides });
    expect(rows.CacheHitRate).toEqual({ ...upstash.CacheHitRate, alarm: { none: 'A queue is no cache.' } });
    expect(alarmedRows(rows).map(([name]) => name)).not.toContain('CacheHitRate');
    expect({ ...rows, CacheHitRate: upstash.CacheHitRate }).toEqual(upstash);
  });

  test('never changes the original table', () => {
    const before = structuredClone(neon);
    collectedRows(neon, { level: 'core', overrides: { SlowQueries: { warning: 8 } } });
    expect(neon).toEqual(before);
  });

  test('keeps a row without an alarm unchanged', () => {
    expect(
      collectedRows(neon, { level: 'detailed', overrides: { IdleConnections: { warning: 1 } } }),
    ).toHaveProperty('IdleConnections', neon.IdleConnections);
  });
});

test.each([
  [5, 5, 1],
  [5, 1, 5],
  [5, 2, 2],
  [5, 3, 1],
  [5, 4, 1],
  [3, 2, 2],
  [4, 3, 1],
  [3, 1, 3],
  [4, 15, 1],
  ['interval', 1, 1],
  ['interval', 60, 1],
] as const)('of a row of %s minutes, collected every %d, %d runs share a period', (own, collection, runs) => {
  expect(runsPerPeriod({ periodMinutes: own }, collection)).toBe(runs);
});

test('whatever the interval, a row is evaluated over three to five minutes, or over one interval', () => {
  const own = fc.constantFrom<3 | 4 | 5>(3, 4, 5);
  fc.assert(
    fc.property(own, fc.integer({ min: 1, max: 60 }), (minutes, collection) => {
      const evaluated = runsPerPeriod({ periodMinutes: minutes }, collection) * collection;
      if (collection >= 5) expect(evaluated).toBe(collection);
      else expect([3, 4, 5]).toContain(evaluated);
    }),
  );
});
