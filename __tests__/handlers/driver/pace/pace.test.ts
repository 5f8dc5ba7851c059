import { ALERT_MS, nextVisit, paceAfter } from '../../../../handlers/driver/pace/pace';
import type { Reading } from '../../../../handlers/driver/readings';

const MINUTE_MS = 60_000;
const pace = { everyMs: 5 * MINUTE_MS, signs: [{ row: 'Up', breaches: 'below', number: 1 }] } as const;
const at = (minute: number) => minute * MINUTE_MS;
const state = (visited: number, alertUntil?: number) => ({
  unsent: [],
  pace: { visited: at(visited), ...(alertUntil !== undefined && { alertUntil: at(alertUntil) }) },
});
const up = (value: number): Record<string, Reading> => ({ Up: { is: 'measured', value, unit: 'Count' } });
const next = (...args: Parameters<typeof state>) => ({
  from: (slot: number) => {
    const due = nextVisit(pace, state(...args), at(slot));
    return due === undefined ? 'now' : due / MINUTE_MS;
  },
});

test('the next visit is so many minutes after the last one', () => {
  expect([101, 104, 105, 130].map(next(100).from)).toEqual([105, 105, 'now', 'now']);
});

test('until so many minutes after a sign, every run visits', () => {
  expect([101, 115, 116].map(next(100, 115).from)).toEqual(['now', 'now', 'now']);
  expect([116, 119, 120].map(next(115, 115).from)).toEqual([120, 120, 'now']);
});

test.each([
  ['nothing is known', undefined],
  ['the last visit is not known', { unsent: [] }],
  ['a clock was ahead at the last visit', state(200)],
  ['a clock was ahead at the last sign', state(100, 900)],
])('where %s, every run visits', (_, stored) => {
  expect(nextVisit(pace, stored, at(101))).toBeUndefined();
});

test('where the pace does not adapt, every run visits', () => {
  expect(nextVisit(undefined, state(100), at(101))).toBeUndefined();
});

test('a visit leaves its slot, and how long its sign counts', () => {
  const after = (value: number, before?: ReturnType<typeof state>) =>
    paceAfter(pace, up(value), before, { slot: at(100), intervalMs: MINUTE_MS });
  expect(after(1)).toEqual({ visited: at(100) });
  expect(after(0)).toEqual({ visited: at(100), alertUntil: at(100) + ALERT_MS });
  expect(after(1, state(99, 110))).toEqual({ visited: at(100), alertUntil: at(110) });
  expect(after(0, state(99, 110))).toEqual({ visited: at(100), alertUntil: at(100) + ALERT_MS });
  expect(after(1, state(95, 99))).toEqual({ visited: at(100) });
});
