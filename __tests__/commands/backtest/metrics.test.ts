import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { Metrics, periodFor, type Wanted } from '../../../commands/backtest/metrics';
import { wantedOf } from '../../../commands/backtest/wanted';
import type { SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import type { RowAlarm } from '../../../model/backtest/backtest';
import { collectorsOf } from '../../../model/collector';
import type { Statistic } from '../../../thresholds/row';
import { environment } from '../../fixtures/environments';
import { awsVariables, FakeAws, refuse, reply } from '../../support/aws/fake-aws';
import { metricHistory } from '../../support/aws/metric-history';
import { describeWithMoto, startMoto } from '../../support/aws/moto';

const MINUTE = 60_000;
const DAY = 86_400_000;
const production = environment('production');
const now = Date.parse('2026-11-26T14:03:20Z');
const signal = new AbortController().signal;
const wanted = (metric: string, statistic: Statistic = 'Maximum'): Wanted => ({
  service: 'neon',
  namespace: 'Neon/Monitoring',
  dimensions: { Environment: 'production' },
  metric,
  statistic,
});

const aws = new FakeAws();
beforeAll(async () => {
  await aws.start();
  Object.assign(process.env, awsVariables(aws.url));
});
afterEach(() => {
  aws.calls.length = 0;
});
afterAll(() => aws.stop());

async function ask(of: readonly Wanted[], days: number, from = production) {
  const metrics = new Metrics(from);
  try {
    return await metrics.history(of, { days, now, signal });
  } finally {
    metrics.close();
  }
}
/** A value every five minutes of 70 days, the number of the five minutes. */
const everyFive = new Map(
  Array.from({ length: 70 * 288 }, (_, i): [number, number] => {
    const at = Math.floor(now / (5 * MINUTE)) * 5 * MINUTE - i * 5 * MINUTE;
    return [at, i % 50];
  }).reverse(),
);

test('thirty days in points of five minutes, all pages, no more at once than CloudWatch takes', async () => {
  // Jest makes the SDK slow: two metrics have many values.
  const [many, one] = [everyFive, new Map([[now - DAY, 1]])];
  aws.fault = metricHistory(({ name }) => (name === 'M0' || name === 'M29' ? many : one), 3_000);
  const names = Array.from({ length: 30 }, (_, i) => `M${i}`);
  const { history, asked } = await ask(
    names.map((name) => wanted(name)),
    30,
  );
  expect([history.periodSeconds, history.environment]).toEqual([300, 'production']);
  expect(history.from).toBe(Date.parse('2026-10-27T14:10:00Z'));
  expect(history.to).toBe(Date.parse('2026-11-26T14:00:00Z'));
  expect(history.series.map(({ points }) => points.length)).toEqual([8_638, ...Array(28).fill(1), 8_638]);
  expect(history.series[0]?.points.map(({ at }) => at)).toEqual(
    [...everyFive.keys()].filter((at) => at >= history.from && at < history.to),
  );
  // 11 metrics a call; the first and the third have three pages.
  expect(aws.count('GetMetricData')).toBe(7);
  expect(asked).toBe(3 * 11 + 11 + 3 * 8);
});

test('up to fifteen days in points of one minute, that CloudWatch still has', async () => {
  aws.fault = metricHistory(() => everyFive);
  const { history } = await ask([wanted('Load')], 15);
  expect(history.periodSeconds).toBe(60);
  expect(now - history.from).toBeLessThan(15 * DAY - 4 * MINUTE);
  expect([1, 15, 16, 63].map(periodFor)).toEqual([60, 60, 300, 300]);
});

test('statistics with the same values are one series', async () => {
  aws.fault = metricHistory(({ statistic }) => new Map([[now - DAY / 2, statistic === 'Sum' ? 9 : 3]]));
  const { history } = await ask([wanted('Load'), wanted('Load', 'Sum'), wanted('Load', 'Minimum')], 1);
  expect(history.series.map(({ statistics }) => statistics)).toEqual([['Maximum', 'Minimum'], ['Sum']]);
});

test('throttled calls are repeated', async () => {
  const answer = metricHistory(() => everyFive);
  let left = 1;
  aws.fault = (call, response) => {
    if (left-- <= 0) return answer(call, response);
    refuse(response, 400, 'ThrottlingException', 'Rate exceeded');
    return true;
  };
  expect((await ask([wanted('Load')], 1)).history.series[0]?.points.length).toBeGreaterThan(0);
  expect(aws.count('GetMetricData')).toBe(2);
});

test('a refused call says what, where and why, without the request', async () => {
  aws.failing('GetMetricData');
  const asking = ask([wanted('SecretMetric')], 1);
  await expect(asking).rejects.toThrow(
    'cloudwatch:GetMetricData failed in us-east-1 (AccessDeniedException: no). Check the credentials and their permissions.',
  );
  await expect(asking).rejects.not.toThrow('SecretMetric');
});

test('a metric that is not given is an error, not a metric without values', async () => {
  aws.fault = (_, response) => {
    reply(response, 200, {
      MetricDataResults: [{ Id: 'q0', StatusCode: 'Forbidden', Messages: [{ Value: 'not yours' }] }],
    });
    return true;
  };
  await expect(ask([wanted('Load')], 1)).rejects.toThrow(
    'CloudWatch did not give Load (Forbidden: not yours)',
  );
});

test('credentials for another account are refused', async () => {
  process.env.AWS_ACCOUNT_ID = '111111111111';
  const asking = ask([wanted('Load')], 1, environment('production', { accountId: '222222222222' }));
  await expect(asking).rejects.toThrow(
    'The AWS credentials are for account 111111111111, but environments.ts sets 222222222222 for production.',
  );
  delete process.env.AWS_ACCOUNT_ID;
  expect(aws.calls).toEqual([]);
});

test('what alarms look at is asked for once, where the metrics are so far; to record, all statistics of all rows', () => {
  const collectors = collectorsOf(production);
  const resource: SynthesizedAlarm = {
    alarm_name: 'a',
    comparison_operator: 'GreaterThanThreshold',
    threshold: 1,
    evaluation_periods: 1,
    metric_name: 'SlowQueries',
    statistic: 'Average',
    period: 300,
  };
  const alarm: RowAlarm = { service: 'neon', row: 'SlowQueries', severity: 'warning', resource };
  const alarms: readonly RowAlarm[] = [alarm, { ...alarm, severity: 'critical' }];
  const unknown = { ...alarm, resource: { ...resource, period: 7 } };
  const place = { namespace: 'Neon/Monitoring/production', dimensions: { Environment: 'old' } };
  expect(
    wantedOf(collectors, [...alarms, unknown], { places: new Map([['neon', place]]), all: false }),
  ).toEqual([{ service: 'neon', metric: 'SlowQueries', statistic: 'Average', ...place }]);
  const rows = collectors.reduce((sum, collector) => sum + Object.keys(collector.rows).length, 0);
  expect(wantedOf(collectors, alarms, { all: true })).toHaveLength(4 * rows);
});

describeWithMoto('with an independent emulator', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, awsVariables(moto.url));
  });
  afterAll(() => moto.stop());

  test('published values come back, by statistic', async () => {
    const at = Math.floor(Date.now() / MINUTE) * MINUTE - 60 * MINUTE;
    const client = new CloudWatchClient({ region: 'us-east-1', disableRequestCompression: true });
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'Neon/Monitoring',
        MetricData: [3, 5, 4].map((value, i) => ({
          MetricName: 'Load',
          Dimensions: [{ Name: 'Environment', Value: 'production' }],
          Timestamp: new Date(at + (i === 2 ? MINUTE : 0)),
          Value: value,
        })),
      }),
    );
    client.destroy();
    const metrics = new Metrics(production);
    const of = [wanted('Load'), wanted('Load', 'Sum'), wanted('Other')];
    const { history } = await metrics.history(of, { days: 1, now: Date.now(), signal });
    metrics.close();
    expect(history.series.map(({ points }) => points)).toEqual([
      [
        { at, value: 5 },
        { at: at + MINUTE, value: 4 },
      ],
      [
        { at, value: 8 },
        { at: at + MINUTE, value: 4 },
      ],
      [],
    ]);
  });
});
