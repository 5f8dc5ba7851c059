import { UsageError } from '../../../../model/usage-error';
import {
  daysIn,
  daysOfMonth,
  isWhole,
  periodOf,
  periodProblem,
} from '../../../../reports/cost/actual/period';

const now = Date.parse('2026-11-27T08:00:00Z');

test('the current month has its whole days, another one all of them', () => {
  const current = periodOf(undefined, now);
  expect(current).toEqual({ from: '2026-11-01', to: '2026-11-27' });
  expect([daysIn(current), daysOfMonth(current), isWhole(current)]).toEqual([26, 30, false]);
  expect(periodOf('2026-11', now)).toEqual(current);
  const before = periodOf('2026-02', now);
  expect(before).toEqual({ from: '2026-02-01', to: '2026-03-01' });
  expect([daysIn(before), isWhole(before)]).toEqual([28, true]);
  expect(periodOf('2025-12', now)).toEqual({ from: '2025-12-01', to: '2026-01-01' });
});

test('a month without a whole day is refused, and the one before it named', () => {
  const first = Date.parse('2027-01-01T23:00:00Z');
  expect(() => periodOf(undefined, first)).toThrow(
    new UsageError('2027-01 has no whole day yet, and AWS bills days late: use --month 2026-12.'),
  );
  expect(() => periodOf('2026-12', now)).toThrow('2026-12 is yet to come');
});

test('the days of a record are those of one month, from its first', () => {
  expect(periodProblem({ from: '2026-11-01', to: '2026-11-02' })).toBeUndefined();
  expect(periodProblem({ from: '2026-11-01', to: '2026-12-01' })).toBeUndefined();
  expect(periodProblem({ from: '2026-11-02', to: '2026-11-05' })).toContain('first day');
  expect(periodProblem({ from: '2026-11-01', to: '2026-12-02' })).toContain('same month');
  expect(periodProblem({ from: '2026-11-01', to: '2026-11-01' })).toContain('later day');
  expect(periodProblem({ from: '2026-11-01', to: '2026-13-77' })).toContain('use days');
  expect(periodProblem({ from: 'yesterday', to: '2026-11-02' })).toContain('use days');
});
