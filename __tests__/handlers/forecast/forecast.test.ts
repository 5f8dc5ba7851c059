import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { bundle } from '../../../handlers/bundle/bundle';
import { collectorOf } from '../../../model/collector';
import { forecastAlarmsOf } from '../../../model/forecast/alarms';
import { DAY_MS, dayOf } from '../../../model/forecast/method/days';
import { forecastRules } from '../../../model/forecast/targets';
import { forecastName } from '../../../model/names';
import { environment as fixture } from '../../fixtures/environments';
import { accessesOf, deployed } from '../../support/aws/deployed';
import { awsVariables, FakeAws, reply } from '../../support/aws/fake-aws';
import { metricHistory } from '../../support/aws/metric-history';
import { describeWithMoto, startMoto } from '../../support/aws/moto';
import { leastPrivilege } from '../../support/aws/policy';
import { startFunction, type WarmFunction } from '../../support/collectors/function';
import { temporaryFolder } from '../../support/project/folders';
import { environmentStack } from '../../support/stacks/stack';

const environment = fixture('production', {
  limits: { monthlyCommands: 500_000, databaseGigabytes: 1 },
  forecast: true,
  databases: { neon: [{}, { name: 'analytics' }] },
});
const [rule] = forecastRules(environment);
const payload = rule?.payload;
const today = dayOf(Date.now());

const folder = temporaryFolder('bundles');
let file: string;
beforeAll(() => {
  file = bundle(folder.path).forecast ?? '';
});
afterAll(() => folder.remove());

const start = (url: string): WarmFunction =>
  startFunction(file, { ...awsVariables(url), ENVIRONMENT: environment.name });

describe('over an imitation of CloudWatch', () => {
  let aws: FakeAws;
  let function_: WarmFunction;
  beforeAll(async () => {
    aws = await new FakeAws().start();
    function_ = start(aws.url);
  });
  afterAll(async () => {
    function_.stop();
    await aws.stop();
  });
  beforeEach(() => {
    aws.fault = undefined;
    for (const kept of [aws.calls, aws.published]) kept.length = 0;
  });

  /** One GB of the limit is full in ten days. */
  const sizes = Array.from({ length: 60 }, (_, i): [number, number] => [
    (today - 60 + i) * DAY_MS,
    0.91 - 0.01 * (60 - i - 1),
  ]);
  const growing = metricHistory(({ name }) => (name === 'DatabaseSize' ? new Map(sizes) : undefined));

  test('the role may do exactly what a run does', async () => {
    aws.fault = growing;
    const { result } = await function_.invoke(payload);
    expect(result).toMatchObject({ environment: 'production' });
    const { statements, region, variables } = deployed(
      environmentStack(environment),
      forecastName('macro-ai', 'production'),
    );
    expect(variables).toEqual({ ENVIRONMENT: 'production' });
    const accesses = aws.calls.flatMap((call) => accessesOf(call, region));
    expect(new Set(accesses.map(({ action }) => action))).toEqual(
      new Set(['cloudwatch:GetMetricData', 'cloudwatch:PutMetricData']),
    );
    expect(leastPrivilege(statements, accesses, ['logs:CreateLogStream', 'logs:PutLogEvents'])).toEqual([]);
  });

  test('a run says of each row of each database in how many days it is at its limit, or why not', async () => {
    aws.fault = growing;
    const { result } = await function_.invoke(payload);
    const { forecasts, published } = result as unknown as {
      forecasts: { database: string; row: string; days: number | null; reason?: string; severity: number }[];
      published: number;
    };
    const rows = [...new Set(forecasts.map(({ row }) => row))];
    expect(rows.sort()).toEqual([
      'ClientsPercent',
      'CommandQuotaPercent',
      'ComputeQuotaPercent',
      'DatabaseSize',
      'MemoryUsagePercent',
      'TotalConnections',
    ]);
    const sizes = forecasts.filter(({ row }) => row === 'DatabaseSize');
    expect(sizes.map(({ database }) => database)).toEqual(['default', 'analytics']);
    for (const one of sizes) expect(one).toMatchObject({ days: expect.closeTo(9, 1), severity: 1 });
    for (const one of forecasts.filter(({ row }) => row !== 'DatabaseSize'))
      expect(one).toMatchObject({
        days: null,
        reason: expect.stringMatching(/^(its limit|there is|there are)/),
        severity: 0,
      });
    expect(published).toBe(forecasts.length + sizes.length);
    expect(function_.log).toContain('"message":"forecast"');
  });

  test('a second run of a day keeps the severity of the first', async () => {
    const known: Readonly<Record<string, ReadonlyMap<number, number>>> = {
      DatabaseSize: new Map(sizes),
      ForecastSeverity: new Map([[today * DAY_MS, 2]]),
    };
    aws.fault = metricHistory(({ name }) => known[name]);
    const { result } = await function_.invoke(payload);
    const { forecasts } = result as unknown as { forecasts: { row: string; severity: number }[] };
    // Nine days alone are a warning.
    expect(forecasts.filter(({ row }) => row === 'DatabaseSize').map(({ severity }) => severity)).toEqual([
      2, 2,
    ]);
  });

  test('a dry run publishes nothing', async () => {
    aws.fault = growing;
    expect((await function_.invoke({ ...payload, dryRun: true })).result).toMatchObject({ published: 0 });
    expect(aws.count('PutMetricData')).toBe(0);
  });

  test('a payload that names nothing is refused with the command to run', async () => {
    for (const wrong of [{}, null, { forecast: [{ service: 'neon' }] }])
      expect((await function_.invoke(wrong)).error).toMatchObject({
        name: 'ConfigurationError',
        message: expect.stringContaining('npm run invoke -- <environment> forecast'),
      });
    expect(aws.calls).toEqual([]);
  });

  test.each(['GetMetricData', 'PutMetricData'])('a refused %s fails the run in words', async (operation) => {
    aws.failing(operation);
    const { error } = await function_.invoke(payload);
    expect(error).toMatchObject({
      name: 'AwsError',
      message: expect.stringMatching(
        new RegExp(`^CloudWatch ${operation} failed .*allow this call in the function's role`),
      ),
    });
  });

  test('a metric that CloudWatch could not read fails the run: without it, a forecast would be wrong', async () => {
    aws.fault = ({ operation }, response) => {
      if (operation !== 'GetMetricData') return false;
      reply(response, 200, { MetricDataResults: [{ Id: 'q0', StatusCode: 'InternalError' }] });
      return true;
    };
    expect((await function_.invoke(payload)).error?.message).toMatch(/did not give \w+ \(InternalError\)/);
    expect(aws.count('PutMetricData')).toBe(0);
  });

  test('it leaves no socket open', async () => {
    await function_.invoke(payload);
    expect((await function_.inspect()).resources.filter((one) => /TCP|TLS/.test(one))).toEqual([]);
  });
});

describeWithMoto('over an emulator with the semantics of CloudWatch', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  let function_: WarmFunction;
  let client: CloudWatchClient;
  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, awsVariables(moto.url));
    // The emulator does not read compressed requests.
    client = new CloudWatchClient({ disableRequestCompression: true });
    function_ = start(moto.url);
  });
  afterAll(async () => {
    function_.stop();
    client.destroy();
    await moto.stop();
  });

  const neon = collectorOf(environment, 'neon', 'analytics');
  const of = (dimensions: Readonly<Record<string, string>>) =>
    Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const newest = async (metric: string, dimensions: Readonly<Record<string, string>>) => {
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: neon.namespace, MetricName: metric, Dimensions: of(dimensions) },
        ...{ StartTime: new Date(Date.now() - DAY_MS), EndTime: new Date(Date.now() + DAY_MS) },
        ...{ Period: 86_400, Statistics: ['Maximum'] },
      }),
    );
    return Datapoints?.map(({ Maximum }) => Maximum);
  };

  test('what it publishes is found under the dimensions of its alarms, and is read back by the next run', async () => {
    const data = Array.from({ length: 40 }, (_, i) => i + 1).flatMap((ago) =>
      // Two values a day, of which the larger counts.
      [0, 0.02].map((less) => ({
        MetricName: 'DatabaseSize',
        Dimensions: of(neon.dimensions),
        Timestamp: new Date((today - ago) * DAY_MS + 3_600_000 * (less > 0 ? 2 : 1)),
        Value: 0.95 - 0.01 * (ago - 1) - less,
        Unit: 'Gigabytes' as const,
      })),
    );
    await client.send(new PutMetricDataCommand({ Namespace: neon.namespace, MetricData: data }));
    const first = await function_.invoke(payload);
    expect(first.error).toBeUndefined();
    const alarms = forecastAlarmsOf(neon).filter(({ row }) => row === 'DatabaseSize');
    expect(alarms.map(({ severity, above }) => [severity, above])).toEqual([
      ['warning', 0],
      ['critical', 1],
    ]);
    for (const { metric, dimensions } of alarms) {
      expect(dimensions).toEqual({ Environment: 'production', Database: 'analytics', Row: 'DatabaseSize' });
      expect(await newest(metric, dimensions)).toEqual([2]);
      expect(await newest('DaysUntilLimit', dimensions)).toEqual([expect.closeTo(5, 1)]);
    }
    // Held at 2 until ten days are left, although 8 days alone would be a warning.
    expect((await function_.invoke({ ...payload, dryRun: true })).result).toMatchObject({
      forecasts: expect.arrayContaining([
        expect.objectContaining({ database: 'analytics', row: 'DatabaseSize', severity: 2 }),
      ]),
    });
  });
});
