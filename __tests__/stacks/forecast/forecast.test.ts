import { remarksOf } from '../../../model/checks/remarks';
import { forecastRules } from '../../../model/forecast/targets';
import { environment as fixture } from '../../fixtures/environments';
import { addresses, environmentStack, statements } from '../../support/stacks/stack';

const production = fixture('production');
const on = environmentStack({ ...production, forecast: true });
const off = environmentStack(production);
const of = (type: string) =>
  Object.entries(on.resource[type] ?? {}).flatMap(([id, block]) =>
    id.startsWith('forecast') ? [block] : [],
  );

test('without it, nothing is deployed for it, and with it nothing else changes but the dashboards', () => {
  const [before, after] = [addresses(off), addresses(on)];
  const isOwn = (address: string) => /^(data\.)?[a-z_]+\.forecast/.test(address);
  expect([...before.keys()].filter(isOwn)).toEqual([]);
  const changed = [...after].filter(([address, json]) => !isOwn(address) && before.get(address) !== json);
  expect(changed.map(([address]) => address.split('.')[0])).toEqual(
    changed.map(() => 'aws_cloudwatch_dashboard'),
  );
});

test('the function has exactly these arguments, and no database, secret or table', () => {
  expect(of('aws_lambda_function')).toEqual([
    expect.objectContaining({
      function_name: 'macro-ai-production-forecast',
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      timeout: 60,
      memory_size: 256,
      environment: { variables: { ENVIRONMENT: 'production' } },
      logging_config: { log_format: 'JSON', log_group: expect.any(String) },
    }),
  ]);
  expect(of('aws_cloudwatch_log_group')).toEqual([
    { name: '/aws/lambda/macro-ai-production-forecast', retention_in_days: 90 },
  ]);
  expect(of('aws_iam_role')).toEqual([expect.objectContaining({ name: 'macro-ai-production-forecast' })]);
  const reads = statements(on).find(({ sid }) => sid === 'ReadMetrics');
  expect(reads).toEqual({ sid: 'ReadMetrics', actions: ['cloudwatch:GetMetricData'], resources: ['*'] });
});

test('it runs once a day, with what it looks at', () => {
  expect(of('aws_cloudwatch_event_rule')).toEqual([
    expect.objectContaining({
      name: 'macro-ai-production-forecast',
      schedule_expression: 'cron(20 0 * * ? *)',
    }),
  ]);
  expect(of('aws_cloudwatch_event_target')).toEqual([
    expect.objectContaining({ input: expect.stringMatching(/^\$\{templatefile\(/) }),
  ]);
  expect(of('aws_lambda_permission')).toHaveLength(1);
  expect(forecastRules({ ...production, forecast: true })).toMatchObject([
    {
      name: 'macro-ai-production-forecast',
      payload: {
        forecast: [
          {
            service: 'neon',
            namespace: 'Neon/Monitoring',
            databases: ['default'],
            targets: [
              { row: 'TotalConnections', kind: 'trend', limit: 'ConnectionLimit' },
              { row: 'DatabaseSize', kind: 'trend', limit: 'DatabaseSizeLimit' },
              { row: 'ComputeQuotaPercent', kind: 'quota', limit: 100 },
            ],
          },
          {
            service: 'upstash',
            databases: ['default'],
            targets: [
              { row: 'MemoryUsagePercent', kind: 'trend', limit: 100 },
              { row: 'ClientsPercent', kind: 'trend', limit: 100 },
              { row: 'CommandQuotaPercent', kind: 'quota', limit: 100 },
            ],
          },
        ],
      },
    },
  ]);
});

test('rows that an environment never publishes are left out, and those whose alarms are off', () => {
  const targets = (change: object) =>
    forecastRules({ ...production, forecast: true, ...change })
      .flatMap(({ payload }) => payload.forecast)
      .flatMap((group) => group.targets.map(({ row, limit }) => [row, limit]));
  expect(targets({ level: 'core', limits: {} })).toEqual([
    ['TotalConnections', 'ConnectionLimit'],
    ['DatabaseSize', 1],
    ['MemoryUsagePercent', 100],
  ]);
  expect(targets({ neonApi: false, limits: { databaseGigabytes: 5 } })).toEqual([
    ['TotalConnections', 'ConnectionLimit'],
    ['DatabaseSize', 5],
    ['MemoryUsagePercent', 100],
    ['ClientsPercent', 100],
  ]);
  const overrides = { neon: { DatabaseSize: { alarm: 'off', reason: 'it is a copy' } } };
  expect(targets({ level: 'core', overrides }).map(([row]) => row)).not.toContain('DatabaseSize');
  expect(forecastRules(production)).toEqual([]);
});

test('many databases are shared among rules, each within the limit of EventBridge', () => {
  const neon = Array.from({ length: 450 }, (_, i) => ({ name: `a-database-with-a-rather-long-name-${i}` }));
  const rules = forecastRules({ ...production, forecast: true, databases: { neon } });
  expect(rules.map(({ name }) => name)).toEqual([
    'macro-ai-production-forecast',
    ...[2, 3, 4, 5].map((n) => `macro-ai-production-forecast-${n}`),
  ]);
  for (const { payload } of rules) expect(JSON.stringify(payload).length).toBeLessThanOrEqual(8_192);
  const names = rules.flatMap(({ payload }) =>
    payload.forecast.flatMap(({ service, databases }) => (service === 'neon' ? databases : [])),
  );
  expect(names).toEqual(neon.map(({ name }) => name));
});

test('an alarm tells that Lambda gave a day up, and nothing before that', () => {
  const [alarm] = of('aws_cloudwatch_metric_alarm').filter(({ namespace }) => namespace === 'AWS/Lambda');
  expect(alarm).toEqual({
    alarm_name: 'production-forecast-failed-warning',
    alarm_description: expect.stringMatching(
      /WARNING when .*failed three times.* \| Do first: Read why: aws logs tail \/aws\/lambda\/macro-ai-production-forecast .*npm run invoke -- production forecast \| Runbook: docs\/runbook\.md#forecast-failed$/,
    ),
    ...{ namespace: 'AWS/Lambda', metric_name: 'AsyncEventsDropped' },
    dimensions: { FunctionName: 'macro-ai-production-forecast' },
    ...{ statistic: 'Sum', period: 86_400, evaluation_periods: 1, datapoints_to_alarm: 1 },
    ...{ comparison_operator: 'GreaterThanThreshold', threshold: 0, treat_missing_data: 'notBreaching' },
    alarm_actions: [expect.stringContaining('aws_sns_topic')],
    ok_actions: [expect.stringContaining('aws_sns_topic')],
    tags: { Service: 'forecast', Category: 'error', Severity: 'warning' },
  });
});

test('each row has a warning and a critical alarm on the severity that is published, with what to do', () => {
  const alarms = of('aws_cloudwatch_metric_alarm').filter(({ namespace }) => namespace !== 'AWS/Lambda');
  expect(alarms).toHaveLength(12);
  const named = (end: string) =>
    alarms.find(({ alarm_name }) => alarm_name === `production-neon-database-size-forecast-${end}`);
  const [warning, critical] = [named('warning'), named('critical')];
  expect(warning).toEqual({
    alarm_name: 'production-neon-database-size-forecast-warning',
    alarm_description: expect.stringMatching(
      /WARNING when DatabaseSize of Neon Postgres in production will be at DatabaseSizeLimit in 14 days or less.*ends at 21 days.*Do first: .*npm run forecast -- production.*Runbook: docs\/runbook\.md#neon-database-size/,
    ),
    namespace: 'Neon/Monitoring',
    metric_name: 'ForecastSeverity',
    dimensions: { Environment: 'production', Row: 'DatabaseSize' },
    statistic: 'Maximum',
    period: 86_400,
    evaluation_periods: 1,
    datapoints_to_alarm: 1,
    comparison_operator: 'GreaterThanThreshold',
    threshold: 0,
    treat_missing_data: 'ignore',
    alarm_actions: [expect.stringContaining('aws_sns_topic')],
    ok_actions: [expect.stringContaining('aws_sns_topic')],
    tags: { Service: 'neon', Category: 'capacity', Severity: 'warning' },
  });
  expect(critical).toMatchObject({
    alarm_name: 'production-neon-database-size-forecast-critical',
    threshold: 1,
    alarm_description: expect.stringContaining('in 7 days or less'),
  });
  for (const { alarm_description: text } of alarms) {
    expect(`${text}`.length).toBeLessThanOrEqual(1024);
    expect(`${text}`).not.toMatch(/["\n]|[$%]\{/);
  }
});

test('an environment that forecasts nothing is told so', () => {
  const silent = { alarm: 'off', reason: 'watched elsewhere' } as const;
  const overrides = {
    neon: { DatabaseSize: silent, TotalConnections: silent },
    upstash: { MemoryUsagePercent: silent },
  };
  const nothing = { ...production, level: 'core', forecast: true, overrides } as const;
  expect(remarksOf(nothing)).toContainEqual(
    expect.stringMatching(/^forecast of production is true, and no row/),
  );
  expect(Object.keys(environmentStack(nothing).output ?? {})).not.toContain('forecast_function');
  expect(remarksOf({ ...production, forecast: true }).join()).not.toContain('no row');
});
