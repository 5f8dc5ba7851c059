import type { Published, SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { evaluate, transitionsTo } from '../../../model/alarms/timeline';
import { loadAlarm as alarm } from '../../fixtures/alarm';

const MINUTE = 60_000;
/** One value every five minutes, from 0; undefined publishes nothing. */
const every5 = (...values: (number | undefined)[]) =>
  values.flatMap((value, i) => (value === undefined ? [] : [{ at: i * 5 * MINUTE, value }]));
const states = (change: Partial<SynthesizedAlarm>, published: Published, minutes: number) =>
  evaluate({ ...alarm, ...change }, published, { from: MINUTE, to: minutes * MINUTE }).map(
    ({ from, state }) => `${from / MINUTE} ${state}`,
  );

test('two of three: fires with the second breach, clears with the second good value', () => {
  const Load = every5(5, 5, 20, 20, 20, 5, 5, 5);
  expect(states({}, { Load }, 40)).toEqual(['1 INSUFFICIENT_DATA', '1 OK', '16 ALARM', '31 OK']);
});

test('a value equal to the threshold is healthy with strict comparisons', () => {
  const Load = every5(10, 10, 10, 10);
  expect(states({}, { Load }, 20)).toEqual(['1 INSUFFICIENT_DATA', '1 OK']);
  expect(states({ comparison_operator: 'LessThanThreshold' }, { Load }, 20)).toHaveLength(2);
  const inclusive = states({ comparison_operator: 'GreaterThanOrEqualToThreshold' }, { Load }, 20);
  expect(inclusive.at(-1)).toBe('6 ALARM');
});

test.each([
  ['Sum', 21],
  ['Average', 7],
  ['Maximum', 11],
  ['Minimum', 3],
] as const)('%s over the period', (statistic, value) => {
  const Load = [3, 7, 11].map((v, i) => ({ at: i * MINUTE, value: v }));
  const one = { evaluation_periods: 1, datapoints_to_alarm: 1, statistic };
  const at = (threshold: number) =>
    evaluate({ ...alarm, ...one, threshold }, { Load }, { from: 3 * MINUTE, to: 3 * MINUTE }).at(-1)?.state;
  expect(at(value - 1)).toBe('ALARM');
  expect(at(value)).toBe('OK');
});

test('missing data breaches late, because the range is longer than N', () => {
  const Load = every5(5, 5, 5);
  const heartbeat = {
    treat_missing_data: 'breaching',
    evaluation_periods: 1,
    datapoints_to_alarm: 1,
  } as const;
  // The last value, from minute 10, is within the range of three periods until minute 25.
  expect(states(heartbeat, { Load }, 60)).toEqual(['1 INSUFFICIENT_DATA', '1 OK', '26 ALARM']);
});

test('ignored missing data changes nothing, in ALARM and in OK', () => {
  const one = { treat_missing_data: 'ignore', evaluation_periods: 1, datapoints_to_alarm: 1 } as const;
  expect(states(one, { Load: every5(20) }, 60)).toEqual(['1 INSUFFICIENT_DATA', '1 ALARM']);
  expect(states(one, { Load: every5(2) }, 60)).toEqual(['1 INSUFFICIENT_DATA', '1 OK']);
});

test('a late value counts from its arrival, for its own time', () => {
  const one = { evaluation_periods: 1, datapoints_to_alarm: 1 };
  const Load = [
    { at: 0, value: 5 },
    { at: 5 * MINUTE, value: 20, seen: 8.5 * MINUTE },
  ];
  expect(states(one, { Load }, 20)).toEqual(['1 INSUFFICIENT_DATA', '1 OK', '9 ALARM']);
});

test('metric math is evaluated per period', () => {
  const math: Partial<SynthesizedAlarm> = {
    metric_query: [
      { id: 'm1', metric: { metric_name: 'Evicted', stat: 'Sum', period: 300 } },
      { id: 'rate', expression: 'm1 / (PERIOD(m1) / 60)', return_data: true },
    ],
  };
  expect(states(math, { Evicted: every5(50, 50, 51, 51) }, 20)).toEqual([
    '1 INSUFFICIENT_DATA',
    '1 OK',
    '16 ALARM',
  ]);
});

test('an alarm that looks back over more than a day is evaluated once an hour', () => {
  const long = {
    period: 3600,
    evaluation_periods: 25,
    datapoints_to_alarm: 1,
    treat_missing_data: 'ignore',
  } as const;
  const Load = [{ at: 90 * MINUTE, value: 20 }];
  expect(states(long, { Load }, 300)).toEqual(['1 INSUFFICIENT_DATA', '121 ALARM']);
});

test('the times of a state', () => {
  const stretches = [
    { from: 0, state: 'OK' },
    { from: 5, state: 'ALARM' },
    { from: 9, state: 'OK' },
  ] as const;
  expect(transitionsTo('OK', stretches)).toEqual([0, 9]);
  expect(transitionsTo('ALARM', stretches)).toEqual([5]);
});

const metric = { metric_name: 'Load', stat: 'Maximum', period: 300 } as const;
test.each<[string, Partial<SynthesizedAlarm>, string]>([
  ['an anomaly comparison', { comparison_operator: 'GreaterThanUpperThreshold' }, 'unknown comparison'],
  ['a period below a minute', { period: 30 }, 'the period is 30 s'],
  ['a period of part of a minute', { period: 90 }, 'the period is 90 s'],
  [
    'no period',
    { metric_query: [{ id: 'e', expression: '1', return_data: true }] },
    'must have the same period',
  ],
  [
    'two periods',
    {
      metric_query: [
        { id: 'm1', metric },
        { id: 'm2', metric: { ...metric, period: 60 } },
        { id: 'e', expression: 'm1 / m2', return_data: true },
      ],
    },
    'must have the same period, not 300, 60 s',
  ],
  ['nothing returned', { metric_query: [{ id: 'm1', metric }] }, 'exactly one query'],
  [
    'math over math',
    {
      metric_query: [
        { id: 'm1', metric },
        { id: 'e1', expression: 'm1' },
        { id: 'e2', expression: 'e1 * 2', return_data: true },
      ],
    },
    '"e1" is not a metric',
  ],
])('rejects %s', (_, change, message) => {
  expect(() => states(change, {}, 5)).toThrow(message);
});

test('rejects a percentile, which the model does not support', () => {
  const { statistic: _, ...without } = alarm;
  expect(() => evaluate(without, {}, { from: 0, to: 0 })).toThrow('needs a metric, a statistic (one of');
});
