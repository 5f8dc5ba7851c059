import { shareOf, timeOf, VISITS_AT_ONCE, withTimeout } from '../../../../handlers/driver/databases/time';
import { Deadline } from '../../../../handlers/lib/deadline';
import { NetworkError, TooLateError } from '../../../../handlers/lib/errors';

test.each([
  ['the unnamed database alone', undefined, true, 24_000],
  ['several', undefined, false, 59_000],
  ['several, in 60 s', 60_000, false, 59_000],
  ['several, in 30 s', 30_000, false, 29_000],
  ['several, in 5 minutes', 300_000, false, 59_000],
])('a run for %s', (_, left, alone, ms) => {
  expect(timeOf(left, alone).ms).toBe(ms);
});

test('a timeout that is too short is refused with what to set', () => {
  expect(() => timeOf(2_000, false)).toThrow(/set the timeout to 60 seconds/);
  expect(() => timeOf(2_000, true)).toThrow(/set the timeout to 30 seconds/);
});

/** Milliseconds of a share, within the time that the test takes. */
const share = (ms: number, remaining: number) =>
  Math.round(shareOf(Deadline.in(ms), remaining).left / 100) / 10;

test('the time is divided by the rounds that are left', () => {
  expect(share(40_000, 1)).toBe(40);
  expect(share(40_000, VISITS_AT_ONCE)).toBe(40);
  expect(share(40_000, VISITS_AT_ONCE + 1)).toBe(20);
  expect(share(40_000, 4 * VISITS_AT_ONCE)).toBe(10);
});

test('a visit has time enough for a compute to wake, as long as there is as much', () => {
  expect(share(40_000, 1_000 * VISITS_AT_ONCE)).toBe(5);
  expect(share(3_000, 1_000 * VISITS_AT_ONCE)).toBe(3);
});

const late = new TooLateError('no answer in time');
test('who had only a share of the time is told so', () => {
  const run = timeOf(60_000, false);
  expect(withTimeout(late, { given: 8_000, left: 0 }, run)?.message).toBe(
    'The database had 8000 ms, its share of the time of this invocation: no answer in time',
  );
  expect(withTimeout(late, { given: 39_000, left: 0 }, run)).toBe(late);
  expect(withTimeout(late, { given: 8_000, left: 5_000 }, run)).toBe(late);
  expect(withTimeout(new NetworkError('reset'), { given: 8_000, left: 0 }, run)?.message).toBe('reset');
  expect(withTimeout(undefined, { given: 8_000, left: 0 }, run)).toBeUndefined();
});
