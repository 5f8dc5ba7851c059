import fc from 'fast-check';
import type { Published, SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import type { AlarmState } from '../../../model/alarms/next-state';
import { evaluate, evaluatorOf, type Pace, type Stretch } from '../../../model/alarms/timeline';

const MINUTE = 60_000;

/** The states by one evaluation at a time, which remembers nothing. */
function oneByOne(alarm: SynthesizedAlarm, published: Published, from: number, to: number, pace: Pace) {
  const { stepMs, at } = evaluatorOf(alarm, pace);
  const stretches: Stretch[] = [{ from, state: 'INSUFFICIENT_DATA' }];
  let before: AlarmState = 'INSUFFICIENT_DATA';
  for (let now = from; now <= to; now += stepMs) {
    const { state } = at(published, now, before);
    if (state !== before) stretches.push({ from: now, state });
    before = state;
  }
  return stretches;
}

const period = fc.constantFrom(60, 180, 300, 3600);
const statistic = fc.constantFrom('Sum', 'Average', 'Maximum', 'Minimum');
const alarm = fc
  .record({
    n: fc.integer({ min: 1, max: 6 }),
    m: fc.nat(5),
    period,
    // A day and more of an hour each: evaluated once an hour.
    long: fc.integer({ min: 0, max: 19 }).map((one) => one === 0),
    math: fc.constantFrom(undefined, '100 * m1 / m2', 'm1 / (PERIOD(m1) / 60)'),
    statistics: fc.tuple(statistic, statistic),
    missing: fc.constantFrom('missing', 'ignore', 'breaching', 'notBreaching'),
    comparison: fc.constantFrom('GreaterThanThreshold', 'LessThanOrEqualToThreshold'),
    threshold: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ n, m, period, long, math, statistics: [one, other], missing, comparison, threshold }) => {
    const settings = {
      alarm_name: 'any',
      comparison_operator: comparison,
      threshold,
      evaluation_periods: long ? 30 : n,
      datapoints_to_alarm: 1 + (m % n),
      treat_missing_data: missing,
    } as const;
    const seconds = long ? 3600 : period;
    if (math === undefined) return { ...settings, metric_name: 'A', statistic: one, period: seconds };
    return {
      ...settings,
      metric_query: [
        { id: 'm1', metric: { metric_name: 'A', stat: one, period: seconds } },
        { id: 'm2', metric: { metric_name: 'B', stat: other, period: seconds } },
        { id: 'e', expression: math, return_data: true },
      ],
    };
  });
/** In minutes of an unscaled clock; many late, some of them by much. */
const data = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 400 }),
    value: fc.integer({ min: 0, max: 12 }),
    late: fc.option(fc.double({ min: 0, max: 90, noNaN: true }), { nil: undefined, freq: 2 }),
  }),
  { maxLength: 80 },
);
/** 300 ÷ 7 makes steps that are no whole milliseconds. */
const scale = fc.constantFrom(1, 1, 100, 300 / 7, 20);

test('all evaluations at once give the states of one after the other', () => {
  fc.assert(
    fc.property(
      alarm,
      fc.record({ A: data, B: data }),
      scale,
      fc.option(fc.nat(4), { nil: undefined }),
      fc.double({ min: 0, max: 3 * MINUTE, noNaN: true }),
      fc.boolean(),
      (one, minutes, by, beyond, offset, whole) => {
        const published = Object.fromEntries(
          Object.entries(minutes).map(([name, points]) => [
            name,
            points
              .map(({ at, value, late }) => ({
                at: (at * MINUTE) / by,
                value,
                ...(late !== undefined && { seen: ((at + late) * MINUTE) / by }),
              }))
              .sort((a, b) => a.at - b.at),
          ]),
        );
        const pace = { scale: by, beyond };
        const from = whole ? Math.round(offset) : offset / by;
        const to = from + (420 * MINUTE) / by;
        expect(evaluate(one, published, { from, to }, pace)).toEqual(
          oneByOne(one, published, from, to, pace),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('values need not be in order, and are not changed', () => {
  const Load = [4, 0, 3, 1, 2].map((i) => ({ at: i * 5 * MINUTE, value: i }));
  const before = structuredClone(Load);
  const load: SynthesizedAlarm = {
    alarm_name: 'load',
    comparison_operator: 'GreaterThanThreshold',
    threshold: 2.5,
    evaluation_periods: 1,
    metric_name: 'Load',
    statistic: 'Maximum',
    period: 300,
  };
  const stretches = evaluate(load, { Load }, { from: MINUTE, to: 20 * MINUTE });
  expect(stretches.map(({ from, state }) => `${from / MINUTE} ${state}`)).toEqual([
    '1 INSUFFICIENT_DATA',
    '1 OK',
    '16 ALARM',
  ]);
  expect(Load).toEqual(before);
});
