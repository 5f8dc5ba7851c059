import fc from 'fast-check';
import { periodMinutes } from '../../model/period';

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

test('never shorter than the row’s period or the interval, and never twice as long', () => {
  fc.assert(
    fc.property(own, fc.constantFrom('Sum', 'Average'), interval, (minutes, statistic, collection) => {
      const period = periodMinutes({ periodMinutes: minutes, statistic: statistic as 'Sum' }, collection);
      expect(period).toBeGreaterThanOrEqual(Math.max(minutes, collection));
      expect(period).toBeLessThan(2 * Math.max(minutes, collection));
      if (statistic === 'Sum') expect(period % collection).toBe(0);
    }),
  );
});
