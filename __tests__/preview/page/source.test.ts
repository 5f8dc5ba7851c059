import { session } from '../../../preview/page/state/recording';
import { sourceOf } from '../../../preview/page/state/source';
import { Tuning } from '../../../preview/page/state/tuning';
import { alarmOf, change, production, run, storeOf } from './sessions';

const runs = [
  run(1_000, { TotalConnections: 10, ConnectionLimit: 90, SlowQueries: 1 }),
  run(4_000, { TotalConnections: 12, ConnectionLimit: 100, SlowQueries: 2 }),
];
const store = storeOf({
  runs,
  changes: [change('production-neon-slow-queries-warning', 4_000, 'ALARM')],
});
const tuning = new Tuning();
const source = sourceOf({
  store,
  environment: production,
  recording: session(store, production, () => 5_000),
  tuning,
});
const nothing = session(storeOf(), production, () => 5_000);
const [neon] = production.collectors;
const ref = (metric: string, dimensions: Record<string, string> = { Environment: 'production' }) => ({
  namespace: 'Neon/Monitoring',
  metric,
  dimensions,
});

test('a metric is found by namespace, name and all dimensions', () => {
  expect(source.points(ref('SlowQueries'))?.map(({ value }) => value)).toEqual([1, 2]);
  expect(source.unit(ref('SlowQueries'))).toBe('Count');
  expect(source.points(ref('NoSuchMetric'))).toBeUndefined();
  expect(source.points(ref('SlowQueries', { Environment: 'staging' }))).toBeUndefined();
  expect(source.points(ref('SlowQueries', {}))).toBeUndefined();
  expect(source.points(ref('SlowQueries', { Environment: 'production', More: 'x' }))).toBeUndefined();
  expect(source.points({ ...ref('SlowQueries'), namespace: 'Other' })).toBeUndefined();
});

test('before the first run no metric is unknown', () => {
  const before = sourceOf({ store: storeOf(), environment: production, recording: nothing, tuning });
  expect(before.points(ref('SlowQueries'))).toEqual([]);
  const dimensions = { FunctionName: neon?.functionName ?? '' };
  expect(before.points({ namespace: 'AWS/Lambda', metric: 'Errors', dimensions })).toEqual([]);
});

test('metrics of Lambda are those of the runs', () => {
  const lambda = (FunctionName: string, metric = 'Invocations') =>
    source.points({ namespace: 'AWS/Lambda', metric, dimensions: { FunctionName } });
  expect(lambda(neon?.functionName ?? '')).toHaveLength(2);
  expect(lambda(neon?.functionName ?? '', 'Throttles')).toBeUndefined();
  expect(lambda('another-function')).toBeUndefined();
});

test('an alarm has the state of its last change, and a new one has no data', () => {
  const { view } = alarmOf('SlowQueries', 'warning');
  expect(source.alarm(view.arn)).toEqual({
    name: 'production-neon-slow-queries-warning',
    severity: 'warning',
    state: 'ALARM',
    since: 4_000,
  });
  expect(source.alarm(alarmOf('Up', 'critical').view.arn)).toMatchObject({
    state: 'INSUFFICIENT_DATA',
    since: 1_000,
  });
  expect(source.alarm('arn:aws:cloudwatch:us-east-1:123456789012:alarm:another')).toBeUndefined();
});

test('a log has the lines of its collector', () => {
  expect(source.log(neon?.logGroupName ?? '')?.map(({ text }) => text)).toEqual([
    '{"at":1000}',
    '{"at":4000}',
  ]);
  expect(source.log('/aws/lambda/another')).toBeUndefined();
});

test('the time range ends now, and periods are divided', () => {
  expect([source.now(), source.scale]).toEqual([5_000, 100]);
});

describe('thresholds on a graph', () => {
  test('are those of the rows that it draws', () => {
    const labels = (...metrics: string[]) =>
      source.draggables(metrics.map((m) => ref(m))).map(({ label }) => label);
    expect(labels('SlowQueries', 'ConnectionLimit')).toEqual([
      'SlowQueries, warning',
      'SlowQueries, critical',
    ]);
    expect(labels('AverageQueryTime')).toEqual([]);
    expect(source.draggables([ref('SlowQueries', { Environment: 'staging' })])).toEqual([]);
  });

  test('are drawn where they are now, and move', () => {
    const [warning] = source.draggables([ref('TotalConnections')]);
    expect([warning?.value(), warning?.words()]).toEqual([80, '80 % of ConnectionLimit']);
    warning?.move(70.4);
    expect([warning?.value(), warning?.words()]).toEqual([70, '70 % of ConnectionLimit']);
    tuning.reset();
    expect(warning?.value()).toBe(80);
  });
});
