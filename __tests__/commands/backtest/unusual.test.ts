import { unusualNote, unusualOf } from '../../../commands/backtest/unusual';
import type { History } from '../../../model/backtest/history';
import { collectorsOf } from '../../../model/collector';
import { environment } from '../../fixtures/environments';

const STEP = 300_000;
const POINTS = 2_000;
const collectors = collectorsOf(
  environment('production', {
    overrides: { neon: { AverageQueryTime: { anomaly: { band: 3, side: 'above' } } } },
  }),
);
const unusual = unusualOf(collectors);
const narrower = collectorsOf(
  environment('production', {
    overrides: { neon: { AverageQueryTime: { anomaly: { band: 2.4, side: 'above' } } } },
  }),
);
/** A history of a noisy row, with these values in place of some. */
function historyOf(strange: Readonly<Record<number, number>>, metric = 'AverageQueryTime'): History {
  const points = Array.from({ length: POINTS }, (_, i) => ({
    at: i * STEP,
    value: strange[i] ?? 10 + (i % 3),
  }));
  const statistics = ['Average', 'Maximum', 'Minimum', 'Sum'] as const;
  return {
    ...{ environment: 'production', from: 0, to: POINTS * STEP, periodSeconds: 300 },
    series: [{ service: 'neon', metric, statistics, points }],
  };
}
const said = (history: History) => unusualNote(unusual, history).join('\n');

test('an anomaly alarm is tested against the stand-in band, and that is said', () => {
  const steady = said(historyOf({}));
  expect(steady).toMatch(/^Anomaly alarms, against a stand-in for CloudWatch’s band \(/);
  expect(steady).toContain('production-neon-average-query-time-anomaly: never');
  const incident = said(historyOf({ 1000: 90, 1001: 95, 1002: 92, 1003: 94 }));
  expect(incident).toMatch(/average-query-time-anomaly: once, \d+ min$/);
  // It is on the other side.
  expect(said(historyOf({ 1000: 0, 1001: 0, 1002: 0, 1003: 0 }))).toContain('anomaly: never');
});

test('the width of the band is that of the alarm', () => {
  // The values of 10, 11 and 12 have a deviation of 0.8: these are 2.5 of them above the mean.
  const near = historyOf({ 1000: 13.05, 1001: 13.05, 1002: 13.05 });
  expect(said(near)).toContain('anomaly: never');
  expect(unusualNote(unusualOf(narrower), near).join()).toMatch(/anomaly: once/);
});

test('one value is too few periods', () => {
  expect(said(historyOf({ 1000: 90 }))).toContain('anomaly: never');
});

test('a history that cannot say it says why', () => {
  expect(said(historyOf({}, 'SlowQueries'))).toContain('cannot be judged: the history does not have the');
  const short = historyOf({});
  const [series] = short.series;
  if (!series) throw new Error('the history is empty');
  expect(said({ ...short, series: [{ ...series, points: series.points.slice(0, 5) }] })).toContain(
    'cannot be judged: the history is too short to know what is usual',
  );
});

test('without such alarms nothing is said', () => {
  expect(unusualNote(unusualOf(collectorsOf(environment('production'))), historyOf({}))).toEqual([]);
});
