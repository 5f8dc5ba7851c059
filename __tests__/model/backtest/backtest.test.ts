import fc from 'fast-check';
import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { backtestOf, type RowAlarm } from '../../../model/backtest/backtest';
import type { History, Series } from '../../../model/backtest/history';
import { asCollected } from '../../../model/backtest/recorded';
import { parseResult, serializeResult } from '../../../model/backtest/result';
import { firedWords, lengthWords, minuteOf } from '../../../model/backtest/words';
import { loadAlarm } from '../../fixtures/alarm';

const MINUTE = 60_000;
const STEP = 5 * MINUTE;
const from = Date.parse('2026-11-01T00:00:00Z');
const load: SynthesizedAlarm = { ...loadAlarm, alarm_name: 'load-warning' };
const row = (resource: SynthesizedAlarm, more: Partial<RowAlarm> = {}): RowAlarm => ({
  service: 'neon',
  row: 'Load',
  severity: 'warning',
  resource,
  ...more,
});
/** One value for five minutes. */
const series = (metric: string, values: readonly number[], more: Partial<Series> = {}): Series => ({
  service: 'neon',
  metric,
  statistics: ['Average', 'Maximum'],
  points: values.map((value, i) => ({ at: from + i * STEP, value })),
  ...more,
});
const history = (...all: readonly Series[]): History => ({
  environment: 'production',
  from,
  to: from + 40 * STEP,
  periodSeconds: 300,
  series: all,
});
const twoBursts = Array.from({ length: 40 }, (_, i) => ((i > 9 && i < 15) || i > 34 ? 12 : 2));

test('each alarm as it is proposed, beside the base', () => {
  const [one] = backtestOf(
    history(series('Load', twoBursts)),
    [row({ ...load, threshold: 20 })],
    [row({ ...load, alarm_name: 'renamed' })],
  );
  expect(one).toMatchObject({ service: 'neon', row: 'Load', severity: 'warning', alarm: 'load-warning' });
  expect(one?.proposed?.firings).toMatchObject({ times: 0, totalMs: 0, open: false });
  expect(one?.base?.firings).toMatchObject({ times: 2, open: true, first: from + 56 * MINUTE });
  expect(one?.base?.criteria.threshold).toBe(10);
});

test('an alarm that is new or gone has one side', () => {
  const critical = row({ ...load, alarm_name: 'load-critical' }, { severity: 'critical' });
  const all = backtestOf(history(series('Load', twoBursts)), [row(load)], [critical]);
  expect(all.map(({ alarm, proposed, base }) => [alarm, proposed !== undefined, base !== undefined])).toEqual(
    [
      ['load-warning', true, false],
      ['load-critical', false, true],
    ],
  );
});

test.each<[string, readonly Series[], Partial<SynthesizedAlarm>, string]>([
  ['a metric that was never published', [series('Load', [])], {}, 'Load was never published'],
  ['a metric that the file does not have', [], {}, 'the history does not have the Maximum of Load'],
  [
    'a statistic that the file does not have',
    [series('Load', [1])],
    { statistic: 'Sum' },
    'the history does not have the Sum of Load',
  ],
  [
    'the metric of another service',
    [series('Load', [1], { service: 'upstash' })],
    {},
    'the history does not have the Maximum of Load',
  ],
  [
    'a history that is too short',
    [series('Load', [1])],
    { evaluation_periods: 60 },
    'the history is shorter than what the alarm looks at',
  ],
  [
    'an alarm that the evaluator does not know',
    [series('Load', [1])],
    { comparison_operator: 'GreaterThanUpperThreshold' },
    'unknown comparison GreaterThanUpperThreshold',
  ],
])('%s is said, and is not "never"', (_, all, change, reason) => {
  const [one] = backtestOf(history(...all), [row({ ...load, ...change })]);
  expect(one?.proposed?.absent).toContain(reason);
  expect(one?.proposed?.firings).toBeUndefined();
});

test('a service that was deployed in the middle was not silent before; one that stopped was', () => {
  const heartbeat: SynthesizedAlarm = {
    ...load,
    metric_name: 'Up',
    statistic: 'Minimum',
    comparison_operator: 'LessThanThreshold',
    threshold: 1,
    treat_missing_data: 'breaching',
  };
  const up = (first: number, last: number) =>
    series('Up', [], {
      statistics: ['Minimum'],
      points: Array.from({ length: last - first }, (_, i) => ({ at: from + (first + i) * STEP, value: 1 })),
    });
  const times = (all: Series) => backtestOf(history(all), [row(heartbeat)])[0]?.proposed?.firings?.times;
  expect(times(up(20, 40))).toBe(0);
  expect(times(up(0, 20))).toBe(1);
});

describe('recorded points get the times of the runs in them', () => {
  const grid = { stepMs: STEP, intervalMs: 5 * MINUTE, stat: 'Maximum' } as const;

  test('of intervals that are no multiple of five minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 60 }), fc.integer({ min: 1, max: 30 }), (minutes, runs) => {
        const intervalMs = minutes * MINUTE;
        const real = Array.from({ length: runs }, (_, i) => ({ at: (1_000 + i) * intervalMs, value: i }));
        // As CloudWatch returns them: at the start of five minutes.
        const kept = real.map(({ at, value }) => ({ at: Math.floor(at / STEP) * STEP, value }));
        expect(asCollected(kept, { ...grid, intervalMs })).toEqual(real);
      }),
    );
  });

  test('of several runs: each has the value, of a sum its part', () => {
    const points = [{ at: from, value: 10 }];
    const minutes = [0, 1, 2, 3, 4].map((minute) => from + minute * MINUTE);
    expect(asCollected(points, { ...grid, intervalMs: MINUTE })).toEqual(
      minutes.map((at) => ({ at, value: 10 })),
    );
    expect(asCollected(points, { ...grid, intervalMs: MINUTE, stat: 'Sum' })).toEqual(
      minutes.map((at) => ({ at, value: 2 })),
    );
  });

  test('of points that are as fine as the runs: as they are', () => {
    const points = [{ at: from + MINUTE, value: 1 }];
    expect(asCollected(points, grid)).toBe(points);
    expect(asCollected(points, { ...grid, stepMs: MINUTE })).toBe(points);
  });
});

describe('the file of a result', () => {
  const alarms = backtestOf(
    history(series('Load', twoBursts)),
    [row(load), row({ ...load, metric_name: 'None' }, { row: 'None' })],
    [row({ ...load, threshold: 3 })],
  );
  const result = { environment: 'production', from, to: from + 9, periodSeconds: 300, base: 'main', alarms };
  const text = serializeResult(result);

  test('is read as it was written', () => {
    expect(parseResult(text)).toEqual({ result });
    expect(parseResult(serializeResult({ ...result, base: null })).result?.base).toBeNull();
  });

  test.each<[string, string, string | RegExp]>([
    ['cut off', text.slice(0, -5), 'is not JSON, or was cut off'],
    ['something else', '{"format_version":"1.2"}', 'is not the result of a back-test'],
    [
      'of another version',
      text.replace('"version": 1', '"version": 9'),
      'has version 9; this project reads 1',
    ],
    [
      'malformed',
      text.replace('"times": 2', '"times": "often"'),
      'alarms[0].proposed.firings.times is "often": use a number',
    ],
    ['without alarms', text.replace('"alarms": [', '"alarm": ['), /^alarms is missing: /],
  ])('%s is refused', (_, file, message) => {
    const matches = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(parseResult(file).problems).toContainEqual(matches);
  });
});

test('words', () => {
  expect([0, 35, 60, 130, 3 * 1440 + 245, 1440].map((minutes) => lengthWords(minutes * MINUTE))).toEqual([
    '0 min',
    '35 min',
    '1 h',
    '2 h 10 min',
    '3 d 4 h',
    '1 d',
  ]);
  expect(minuteOf(from)).toBe('2026-11-01 00:00');
  const { criteria } = backtestOf(history(), [row(load)])[0]?.proposed ?? {};
  if (!criteria) throw new Error('no criteria');
  const fired = (times: number, open = false) =>
    firedWords({ criteria, firings: { times, totalMs: times * 5 * MINUTE, open } });
  expect([fired(0), fired(1), fired(3, true)]).toEqual([
    'never',
    'once, 5 min',
    '3 times, 15 min in all, not over at the end',
  ]);
  expect(firedWords({ criteria, absent: 'why' })).toBe('cannot be judged: why');
});
