import { Testing } from 'cdktf';
import { collectorOf } from '../../../model/collector';
import type { Entry, Environment } from '../../../model/environment';
import { alarmName } from '../../../model/names';
import { alarmedRows } from '../../../model/rows';
import { CollectorAlarms } from '../../../stacks/alarms/alarms';
import { includes, type Severity, thresholdsOf } from '../../../thresholds/row';
import { type ServiceName, serviceOf } from '../../../thresholds/services';
import { isOfTheDesign } from '../../fixtures/design';
import { environment, environments } from '../../fixtures/environments';
import { minutesOf } from '../../support/stacks/guards';
import { type AlarmResource, alarmsOf, stackOf, TOPIC } from '../../support/stacks/synthesized';

const names: readonly ServiceName[] = ['neon', 'upstash'];
const everyAlarm = (change: Partial<Entry> = {}): [Environment, ServiceName, AlarmResource][] =>
  environments.flatMap((e) =>
    names.flatMap((service) =>
      [...alarmsOf(collectorOf({ ...e, ...change }, service)).values()].map(
        (alarm): [Environment, ServiceName, AlarmResource] => [e, service, alarm],
      ),
    ),
  );
const nameOf = (of: Environment, service: ServiceName, row: string, severity: Severity) =>
  alarmName({ environment: of.name, service }, row, severity);
const one = (of: Environment, service: ServiceName, row: string, severity: Severity) => {
  const alarm = alarmsOf(collectorOf(of, service)).get(nameOf(of, service, row, severity));
  if (!alarm) throw new Error(`No ${severity} alarm of ${row}`);
  return alarm;
};

test.each(environments.map((e) => [e.name, e] as const))(
  '%s has an alarm for each threshold of a collected row',
  (_, e) => {
    for (const service of names) {
      const { rows } = collectorOf(e, service);
      expect(Object.keys(rows)).toEqual(
        Object.entries(serviceOf(service).rows)
          .filter(([name, row]) => includes(e.level, row.level) && rows[name])
          .map(([name]) => name),
      );
      expect([...alarmsOf(collectorOf(e, service)).keys()].sort()).toEqual(
        alarmedRows(rows)
          .flatMap(([name, { alarm }]) =>
            thresholdsOf(alarm).map(([severity]) => nameOf(e, service, name, severity)),
          )
          .sort(),
      );
    }
  },
);

test('detailed rows have alarms only in production', () => {
  const detailed = (name: string) =>
    [...alarmsOf(collectorOf(environment(name), 'neon')).keys()].filter((alarm) =>
      alarm.includes('lock-wait-time'),
    );
  expect(detailed('production')).toEqual([
    'production-neon-lock-wait-time-critical',
    'production-neon-lock-wait-time-warning',
  ]);
  expect(detailed('staging')).toEqual([]);
});

test.each([5, 1, 60])('CloudWatch accepts every alarm at an interval of %d minutes', (collectionMinutes) => {
  for (const [, , alarm] of everyAlarm({ collectionMinutes })) {
    expect(alarm.alarm_name).toMatch(/^[\x20-\x7e]{1,255}$/);
    expect(alarm.alarm_description.length).toBeLessThanOrEqual(1024);
    // No control characters, and nothing that cdktf's HCL writer breaks.
    expect(alarm.alarm_description).not.toMatch(/["\p{Cc}]|[$%]\{/u);
    const seconds = minutesOf(alarm) * 60;
    expect(seconds % 60).toBe(0);
    expect(seconds * alarm.evaluation_periods).toBeLessThanOrEqual(seconds < 3600 ? 86_400 : 604_800);
    expect(alarm.datapoints_to_alarm).toBeLessThanOrEqual(alarm.evaluation_periods);
    const queries = alarm.metric_query ?? [];
    expect(queries.filter((q) => q.return_data).length).toBe(queries.length > 0 ? 1 : 0);
    for (const { metric } of queries) if (metric) expect(metric.period).toBe(seconds);
    expect(Object.keys(alarm.tags).length).toBeLessThanOrEqual(50);
  }
});

test('both state changes notify only the topic', () => {
  for (const [, , { alarm_actions, ok_actions }] of everyAlarm())
    expect([alarm_actions, ok_actions]).toEqual([[TOPIC], [TOPIC]]);
});

test('only the heartbeat treats missing data as breaching', () => {
  for (const [, , alarm] of everyAlarm())
    expect([alarm.alarm_name, alarm.treat_missing_data === 'breaching']).toEqual([
      alarm.alarm_name,
      /-(neon|upstash)-up-(warning|critical)$/.test(alarm.alarm_name),
    ]);
});

test('alarms watch the namespace and dimensions that the collector publishes to', () => {
  const where = (alarm: AlarmResource) =>
    alarm.metric_query?.flatMap(({ metric }) => (metric ? [metric] : [])) ?? [alarm];
  for (const namespace of ['shared', 'own'] as const)
    for (const [e, service, alarm] of everyAlarm({ namespace }))
      for (const metric of where(alarm))
        expect(metric).toMatchObject({
          namespace: serviceOf(service).namespace + (namespace === 'own' ? `/${e.name}` : ''),
          dimensions: { Environment: e.name },
        });
});

test('a threshold that is a share of another row is metric math in percent', () => {
  expect(one(environment('production'), 'neon', 'ActiveConnections', 'critical')).toMatchObject({
    threshold: 90,
    metric_query: [
      {
        id: 'm1',
        metric: { metric_name: 'ActiveConnections', stat: 'Maximum' },
      },
      { id: 'm2', metric: { metric_name: 'ConnectionLimit', stat: 'Minimum' } },
      { expression: '100 * m1 / m2', return_data: true },
    ],
  });
});

test('a rate per minute is the sum divided by the period', () => {
  expect(one(environment('production'), 'upstash', 'EvictedKeys', 'warning')).toMatchObject({
    threshold: 50,
    metric_query: [
      { id: 'm1', metric: { metric_name: 'EvictedKeys', stat: 'Sum' } },
      { expression: 'm1 / (PERIOD(m1) / 60)', return_data: true },
    ],
  });
});

test("a share of the plan's limit is a number, using the environment's limit if it has one", () => {
  const size = (change: Partial<Entry>) =>
    one(environment('staging', change), 'neon', 'DatabaseSize', 'warning').threshold;
  expect([size({}), size({ limits: { databaseGigabytes: 3 } })]).toEqual([0.8, 2.4]);
});

test("an environment's overrides replace the rows' thresholds, in numbers and words", () => {
  const own = environment('staging', {
    overrides: {
      neon: { SlowQueries: { warning: 8 } },
      upstash: { CacheHitRate: { critical: 50 } },
    },
  });
  expect(one(own, 'neon', 'SlowQueries', 'warning')).toMatchObject({
    threshold: 8,
    alarm_description: expect.stringContaining('above 8 per minute'),
  });
  expect(one(own, 'neon', 'SlowQueries', 'critical').threshold).toBe(10);
  expect(one(own, 'upstash', 'CacheHitRate', 'critical').threshold).toBe(50);
});

test('what is acute is evaluated in three minutes, the rest in four or five; the heartbeat, and failed calls, by run', () => {
  const acute = [
    'BlockedSessions',
    'ClientsPercent',
    'ActiveConnections',
    'TotalConnections',
    'ConnectedClients',
    'LockWaitTime',
    'MemoryUsagePercent',
  ];
  const expected = (row: string) => {
    if (['Up', 'ApiErrors'].includes(row)) return ['interval'];
    return acute.includes(row) ? [3] : [4, 5];
  };
  for (const service of names)
    for (const { row, definition } of collectorOf(environment('production'), service).alarms)
      if (isOfTheDesign(service, row))
        expect([row, expected(row)]).toEqual([row, expect.arrayContaining([definition.alarm.periodMinutes])]);
});

test('the period is the collection interval, and M of N cover the time that the row says', () => {
  const at = (collectionMinutes: number, row: string) => {
    const of = environment('production', { collectionMinutes });
    const alarm = one(of, 'upstash', row, 'critical');
    return [minutesOf(alarm), alarm.datapoints_to_alarm, alarm.evaluation_periods];
  };
  const paces = [15, 5, 4, 3, 2, 1];
  expect(paces.map((minutes) => at(minutes, 'MemoryUsagePercent'))).toEqual([
    [15, 2, 3],
    [5, 2, 3],
    [4, 2, 3],
    [3, 2, 3],
    [2, 4, 6],
    [1, 6, 9],
  ]);
  expect(paces.map((minutes) => at(minutes, 'CacheHitRate'))).toEqual([
    [15, 3, 3],
    [5, 3, 3],
    [4, 3, 3],
    [3, 3, 3],
    [2, 6, 6],
    [1, 15, 15],
  ]);
  expect([5, 1].map((minutes) => at(minutes, 'Up'))).toEqual([
    [5, 3, 3],
    [1, 3, 3],
  ]);
});

test('the Terraform of an alarm', () => {
  const stack = stackOf(
    (scope) =>
      new CollectorAlarms(scope, 'alarms', {
        collector: collectorOf(environment('staging'), 'neon'),
        topicArn: TOPIC,
        after: undefined,
      }),
  );
  const hcl: string = Testing.synthHcl(stack);
  const block = hcl.split('resource "').find((text) => text.includes('_SlowQueries-warning_')) ?? '';
  expect(
    block.replace(/_[0-9A-F]{8}"/, '"').replace(/^alarm_description.*$/m, 'alarm_description = …'),
  ).toMatchInlineSnapshot(`
    "aws_cloudwatch_metric_alarm" "alarms_SlowQueries-warning" {
    alarm_actions = [
    "arn:aws:sns:eu-west-1:123456789012:alerts"
    ]
    alarm_description = …
    alarm_name = "staging-neon-slow-queries-warning"
    comparison_operator = "GreaterThanThreshold"
    datapoints_to_alarm = 2
    dimensions = {
    Environment = "staging"
    }
    evaluation_periods = 3
    metric_name = "SlowQueries"
    namespace = "Neon/Monitoring"
    ok_actions = [
    "arn:aws:sns:eu-west-1:123456789012:alerts"
    ]
    period = 300
    statistic = "Average"
    tags = {
    Service = "neon"
    Category = "performance"
    Severity = "warning"
    }
    threshold = 5
    treat_missing_data = "notBreaching"
    }
    "
  `);
});
