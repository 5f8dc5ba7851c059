import type { Published, PublishedDatum, SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import { insightsOf, sourceEvaluatorOf } from '../../../model/alarms/contributors';
import { type InsightsQuery, insightsText, MOST_SERIES } from '../../../model/alarms/insights';
import { reasonOf } from '../../../model/alarms/reason';
import type { Evaluation } from '../../../model/alarms/timeline';
import { loadAlarm } from '../../fixtures/alarm';

const MINUTE = 60_000;
const FROM = Date.UTC(2026, 10, 26, 14);
const query: InsightsQuery = {
  of: 'AVG',
  metric: 'Load',
  namespace: 'Neon/Monitoring',
  environment: 'production',
  without: ['apart'],
  first: 'highest',
};
const { metric_name: _, statistic: __, period: ___, ...rest } = loadAlarm;
const alarmOf = (asked: InsightsQuery, change: Partial<SynthesizedAlarm> = {}): SynthesizedAlarm => ({
  ...rest,
  ...{ threshold: 5, evaluation_periods: 3, datapoints_to_alarm: 2, treat_missing_data: 'notBreaching' },
  metric_query: [{ id: 'q', expression: insightsText(asked), period: 300, return_data: true }],
  ...change,
});
const alarm = alarmOf(query);
const { first: ____, ...whole } = query;
const counting = alarmOf(
  { ...whole, of: 'COUNT' },
  { comparison_operator: 'LessThanThreshold', threshold: 3, treat_missing_data: 'breaching' },
);

type Values = readonly (number | undefined)[];
const dataOf = (values: Values): PublishedDatum[] =>
  values.flatMap((value, i) => (value === undefined ? [] : [{ at: FROM + i * 5 * MINUTE, value }]));
/** The evaluations after each of the values, one every five minutes. */
function course(of: SynthesizedAlarm, series: Readonly<Record<string, Values>>, runs: number): Evaluation[] {
  const evaluator = sourceEvaluatorOf(of);
  const all = new Map(
    Object.entries(series).map(([name, values]): [string, Published] => [name, { Load: dataOf(values) }]),
  );
  const source = { own: () => ({}), series: () => all };
  let last: Evaluation = { state: 'INSUFFICIENT_DATA', looked: [] };
  return Array.from({ length: runs }, (_, i) => {
    last = evaluator.at(source, FROM + (i + 1) * 5 * MINUTE, last);
    return last;
  });
}
const states = (evaluations: readonly Evaluation[]) => evaluations.map(({ state }) => state);

test('an alarm fires while one of its databases does, whichever', () => {
  const series = { a: [1, 9, 9, 1, 1, 1], b: [1, 1, 1, 9, 9, 9], c: [1, 1, 1, 1, 1, 1] };
  const evaluations = course(alarm, series, 6);
  expect(states(evaluations)).toEqual(['OK', 'OK', 'ALARM', 'ALARM', 'ALARM', 'ALARM']);
  const firing = evaluations.map(({ contributors }) =>
    [...(contributors ?? [])].flatMap(([name, { state }]) => (state === 'ALARM' ? [name] : [])),
  );
  expect(firing).toEqual([[], [], ['a'], ['a'], ['b'], ['b']]);
});

test('values of different databases are never added up', () => {
  // Each breaches once: two of three periods breach in none of them.
  expect(states(course(alarm, { a: [9, 1, 1], b: [1, 9, 1], c: [1, 1, 9] }, 3))).not.toContain('ALARM');
});

test('a database that is left out does not count', () => {
  expect(states(course(alarm, { apart: [9, 9, 9], a: [1, 1, 1] }, 3))).not.toContain('ALARM');
});

test('the reason names the databases that fire', () => {
  const last = course(alarm, { a: [1, 1, 1], b: [9, 9, 9], c: [9, 9, 9] }, 3).at(-1) as Evaluation;
  expect(reasonOf(alarm, last)).toBe('2 out of 3 time series evaluated to ALARM (b, c)');
  expect(last.looked[0]?.value).toBe(9);
  const well = course(alarm, { a: [1, 1, 1] }, 3).at(-1) as Evaluation;
  expect(reasonOf(alarm, well)).toBe('0 out of 1 time series evaluated to ALARM');
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`d${i}`, [9, 9, 9]]));
  expect(reasonOf(alarm, course(alarm, many, 3).at(-1) as Evaluation)).toMatch(
    /^100\+ time series evaluated to ALARM \(d0, .*d99\)$/,
  );
});

test('a series of which nothing came for three hours is gone, and so is its alarm', () => {
  const ignoring = alarmOf(query, { treat_missing_data: 'ignore' });
  const evaluations = course(ignoring, { a: [9, 9, 9], b: Array(50).fill(1) }, 45);
  // The state is kept while a query sees the values.
  expect(evaluations[30]?.state).toBe('ALARM');
  expect(evaluations.at(-1)?.state).toBe('OK');
  expect([...(evaluations.at(-1)?.contributors?.keys() ?? [])]).toEqual(['b']);
});

test('without any series, the setting for missing data decides', () => {
  expect(states(course(alarm, {}, 1))).toEqual(['OK']);
  expect(states(course(counting, {}, 1))).toEqual(['ALARM']);
});

test('of too many series the worst are seen, and no others', () => {
  const many = (value: number) =>
    Object.fromEntries(Array.from({ length: MOST_SERIES }, (_, i) => [`d${i}`, Array(3).fill(value)]));
  expect(course(alarm, { ...many(1), last: [9, 9, 9] }, 3).at(-1)?.state).toBe('ALARM');
  expect(course(alarm, { ...many(9), last: [1, 1, 1] }, 3).at(-1)?.contributors?.size).toBe(MOST_SERIES);
  const lowest = alarmOf(
    { ...query, of: 'MIN', first: 'lowest' },
    { comparison_operator: 'LessThanThreshold' },
  );
  expect(course(lowest, { ...many(9), last: [1, 1, 1] }, 3).at(-1)?.state).toBe('ALARM');
});

test('a count fires where one database is silent, and where all are', () => {
  const all = { a: Array(9).fill(1), b: Array(9).fill(0), c: Array(9).fill(1) };
  expect(new Set(states(course(counting, all, 9).slice(2)))).toEqual(new Set(['OK']));
  const one = { ...all, c: [1, 1, 1] };
  expect(states(course(counting, one, 6))).toEqual(expect.arrayContaining(['ALARM']));
  const silent = { a: [1, 1, 1], b: [1, 1, 1], c: [1, 1, 1] };
  expect(course(counting, silent, 9).at(-1)?.state).toBe('ALARM');
});

test('any other alarm looks at its own database', () => {
  const evaluator = sourceEvaluatorOf(loadAlarm);
  const load = { Load: dataOf([1_000, 1_000, 1_000, 1_000]) };
  const at = (own: Published) =>
    evaluator.at({ own: () => own, series: () => new Map([['a', load]]) }, FROM + 20 * MINUTE, {
      state: 'OK',
    });
  expect(insightsOf(loadAlarm)).toBeUndefined();
  expect([at(load).state, at(load).contributors]).toEqual(['ALARM', undefined]);
  expect(at({}).state).not.toBe('ALARM');
});

test('a query that no alarm of ours has is refused', () => {
  expect(() => sourceEvaluatorOf(alarmOf(whole))).toThrow('A query for AVG of Load is not supported.');
});
