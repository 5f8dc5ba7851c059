import fc from 'fast-check';
import { Absent } from '../../../handlers/driver/readings';
import { type SlowStatements, slowExecutions, slowStatements } from '../../../handlers/neon/slow';
import { MOST_CANDIDATES } from '../../../handlers/neon/statement';

const seen = (entries: SlowStatements['seen'], change: Partial<SlowStatements> = {}): SlowStatements => ({
  slowQueryMs: 1000,
  cut: false,
  seen: entries,
  ...change,
});

test.each<[string, SlowStatements['seen'], SlowStatements['seen'], number]>([
  ['slow in the interval', { a: [10, 100] }, { a: [13, 4_600] }, 3],
  ['slow once, fast now', { a: [1, 5_000] }, { a: [101, 6_000] }, 0],
  ['not run since', { a: [3, 9_000] }, { a: [3, 9_000] }, 0],
  ['new and slow', {}, { a: [4, 8_000] }, 4],
  ['new as a candidate, fast on average', {}, { a: [1_000_000, 90_000] }, 1],
  ['evicted and slow again', { a: [50, 100_000] }, { a: [2, 3_000] }, 2],
  ['gone', { a: [5, 9_000] }, {}, 0],
])('a statement that is %s', (_, before, now, expected) => {
  expect(slowExecutions(seen(before), seen(now))).toBe(expected);
});

test('a newcomer to a list that was cut counts once: its calls may be old', () => {
  expect(slowExecutions(seen({}, { cut: true }), seen({ a: [9_000, 9e6 * 2] }))).toBe(1);
});

test.each([
  ['first reading', undefined],
  ['another bound', seen({}, { slowQueryMs: 500 })],
])('absent on %s', (_, before) => {
  expect(slowExecutions(before, seen({ a: [9_000, 9e7] }))).toBeInstanceOf(Absent);
});

test('more candidates than are watched are cut, and the cut is known', () => {
  const slow = Array.from({ length: MOST_CANDIDATES + 1 }, (_, i) => [`s${i}`, 1, 2_000] as const);
  const kept = slowStatements({ slow, calls: 1, milliseconds: 1, reset: '', dealloc: 0 }, 1000);
  expect(Object.keys(kept.seen)).toHaveLength(MOST_CANDIDATES);
  expect(kept.cut).toBe(true);
});

test('never negative, never more than the calls of the candidates', () => {
  const statements = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.nat(1e9)),
  );
  fc.assert(
    fc.property(statements, statements, (before, now) => {
      const executions = slowExecutions(seen(before), seen(now));
      const calls = Object.values(now).reduce((sum, [n]) => sum + n, 0);
      expect(executions).toBeGreaterThanOrEqual(0);
      expect(executions).toBeLessThanOrEqual(calls);
    }),
  );
});
