import { notificationOf, type Transition } from '../../../model/alarms/message';
import { deployedOf } from '../../../stacks/deployed';
import { environment } from '../../fixtures/environments';

const ACCOUNT = '123456789012';
const AT = Date.UTC(2026, 10, 26, 14, 0, 1, 250);

/** A change of one of production's alarms. */
function transition(name: string, change: Partial<Transition> = {}): Transition {
  const alarms = deployedOf(environment('production'), ACCOUNT).flatMap((one) => one.alarms);
  const alarm = alarms.find(({ resource }) => resource.alarm_name === name)?.resource;
  if (!alarm) throw new Error(`production has no alarm ${name}`);
  const place = { region: 'us-east-1', accountId: ACCOUNT, topic: 'production-monitoring-alerts' };
  return {
    alarm,
    ...place,
    from: 'OK',
    to: 'ALARM',
    reason: 'because',
    at: AT,
    createdAt: AT - 1_000,
    ...change,
  };
}
const bodyOf = (change: Transition) =>
  JSON.parse(notificationOf(change)?.body ?? '') as Record<string, unknown>;

test('an alarm on one metric', () => {
  const change = transition('production-neon-up-critical');
  expect(notificationOf(change)?.subject).toBe(
    'ALARM: "production-neon-up-critical" in US East (N. Virginia)',
  );
  const topic = 'arn:aws:sns:us-east-1:123456789012:production-monitoring-alerts';
  expect(bodyOf(change)).toEqual({
    AlarmName: 'production-neon-up-critical',
    AlarmDescription: change.alarm.alarm_description,
    AWSAccountId: ACCOUNT,
    AlarmConfigurationUpdatedTimestamp: '2026-11-26T14:00:00.250+0000',
    NewStateValue: 'ALARM',
    NewStateReason: 'because',
    StateChangeTime: '2026-11-26T14:00:01.250+0000',
    Region: 'US East (N. Virginia)',
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:production-neon-up-critical',
    OldStateValue: 'OK',
    OKActions: [topic],
    AlarmActions: [topic],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: 'Up',
      Namespace: 'Neon/Monitoring',
      StatisticType: 'Statistic',
      Statistic: change.alarm.statistic?.toUpperCase(),
      Unit: null,
      Dimensions: [{ value: 'production', name: 'Environment' }],
      Period: 300,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
      EvaluateLowSampleCountPercentile: '',
    },
  });
});

test('an alarm on metric math has its metrics in place of one', () => {
  const { Trigger } = bodyOf(transition('production-neon-active-connections-warning'));
  const metric = (MetricName: string) => ({
    Metric: {
      Dimensions: [{ value: 'production', name: 'Environment' }],
      MetricName,
      Namespace: 'Neon/Monitoring',
    },
    Period: 300,
    Stat: expect.any(String),
  });
  expect(Trigger).not.toHaveProperty('MetricName');
  expect(Trigger).toMatchObject({
    Period: 300,
    Threshold: 80,
    Metrics: [
      { Id: 'm1', MetricStat: metric('ActiveConnections'), ReturnData: false },
      { Id: 'm2', MetricStat: metric('ConnectionLimit'), ReturnData: false },
      {
        Expression: '100 * m1 / m2',
        Id: 'share',
        Label: 'ActiveConnections, % of ConnectionLimit',
        ReturnData: true,
      },
    ],
  });
});

test('nobody is notified of too little data, and everybody of a recovery', () => {
  const name = 'production-neon-up-critical';
  expect(notificationOf(transition(name, { to: 'INSUFFICIENT_DATA' }))).toBeUndefined();
  const change = transition(name, { from: 'ALARM', to: 'OK', region: 'eu-central-1' });
  expect(notificationOf(change)?.subject).toBe(`OK: "${name}" in EU (Frankfurt)`);
});

test('a subject has at most 100 characters, as SNS demands', () => {
  const change = transition('production-neon-up-critical');
  const alarm = { ...change.alarm, alarm_name: 'a'.repeat(200) };
  const { subject = '' } = notificationOf({ ...change, alarm }) ?? {};
  expect(subject).toHaveLength(100);
  expect(subject).toMatch(/^ALARM: "a+\.\.\." in US East \(N\. Virginia\)$/);
});
