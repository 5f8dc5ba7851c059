import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { firingsOf } from '../../../model/backtest/firings';

const MINUTE = 60_000;
/** Looks at three periods: one, and two beyond. */
const alarm: SynthesizedAlarm = {
  alarm_name: 'load',
  comparison_operator: 'GreaterThanThreshold',
  threshold: 10,
  evaluation_periods: 1,
  treat_missing_data: 'notBreaching',
  metric_name: 'Load',
  statistic: 'Maximum',
  period: 300,
};
const every5 = (...values: readonly number[]) => values.map((value, i) => ({ at: i * 5 * MINUTE, value }));
const span = { from: 0, to: 40 * MINUTE };

test('how often, how long, first and last; one that has not ended is marked', () => {
  const Load = every5(5, 5, 5, 20, 5, 20, 20, 20);
  expect(firingsOf(alarm, { Load }, span)).toEqual({
    times: 2,
    totalMs: (5 + 14) * MINUTE,
    first: 16 * MINUTE,
    last: 26 * MINUTE,
    episodes: [
      { from: 16 * MINUTE, to: 21 * MINUTE },
      { from: 26 * MINUTE, to: 40 * MINUTE, open: true },
    ],
    judged: { from: 15 * MINUTE, to: 40 * MINUTE },
  });
});

test('an alarm that never fires has no first and no last time', () => {
  const { times, totalMs, episodes, ...rest } = firingsOf(alarm, { Load: every5(1, 2, 3) }, span);
  expect([times, totalMs, episodes]).toEqual([0, 0, []]);
  expect(Object.keys(rest)).toEqual(['judged']);
});

test('what lies before the span is not silence', () => {
  const heartbeat: SynthesizedAlarm = { ...alarm, threshold: 30, treat_missing_data: 'breaching' };
  const Load = every5(5, 5, 5, 5, 5, 5, 5, 5);
  expect(firingsOf(heartbeat, { Load }, span).times).toBe(0);
  // Silence within the span is.
  expect(firingsOf(heartbeat, { Load: Load.slice(0, 2) }, span)).toMatchObject({
    times: 1,
    first: 21 * MINUTE,
  });
});

test('a span that is too short to judge anything says so', () => {
  expect(firingsOf(alarm, { Load: every5(20) }, { from: 0, to: 10 * MINUTE })).toEqual({
    times: 0,
    totalMs: 0,
    episodes: [],
  });
});

test('at another pace the same happens in less time', () => {
  const Load = every5(5, 5, 5, 20, 5, 20, 20, 20).map(({ at, value }) => ({ at: at / 100, value }));
  const fast = firingsOf(alarm, { Load }, { from: 0, to: 40 * 600 }, { scale: 100 });
  expect([fast.times, fast.totalMs, fast.first]).toEqual([2, 19 * 600, 16 * 600]);
});
