import { regions } from '../aws/regions';
import { partitionOf } from '../links';
import type { MetricQuery, SynthesizedAlarm } from './alarm-resource';
import type { AlarmState } from './next-state';

/** A change of an alarm's state, and where it happened. */
export interface Transition {
  readonly alarm: SynthesizedAlarm;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** The name of the topic that the alarm notifies. */
  readonly topic: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  /** Milliseconds since the epoch: of the change, and when the alarm was created. */
  readonly at: number;
  readonly createdAt: number;
}

/** What CloudWatch publishes to a topic. E-mails have the subject; all other protocols get the body, a JSON text. */
export interface Notification {
  readonly subject: string;
  readonly body: string;
}

/** SNS takes subjects of at most 100 characters; CloudWatch shortens the alarm's name. */
const LONGEST_SUBJECT = 100;

/**
 * The notification of a change; undefined if the alarm notifies nobody of it. Ours notify of ALARM and OK. AWS does not
 * document the message; its fields are those of notifications that people have published (2021 to 2026).
 */
export function notificationOf(transition: Transition): Notification | undefined {
  const { alarm, region, accountId, topic, from, to, reason, at, createdAt } = transition;
  if (to === 'INSUFFICIENT_DATA') return undefined;
  const partition = partitionOf(region);
  const actions = [`arn:${partition}:sns:${region}:${accountId}:${topic}`];
  const message = {
    AlarmName: alarm.alarm_name,
    AlarmDescription: alarm.alarm_description ?? null,
    AWSAccountId: accountId,
    AlarmConfigurationUpdatedTimestamp: timestamp(createdAt),
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: timestamp(at),
    Region: regionName(region),
    AlarmArn: alarmArn(alarm.alarm_name, region, accountId),
    OldStateValue: from,
    OKActions: actions,
    AlarmActions: actions,
    InsufficientDataActions: [],
    Trigger: trigger(alarm),
  };
  return { subject: subject(alarm.alarm_name, to, regionName(region)), body: JSON.stringify(message) };
}

/** The ARN of an alarm. @param accountId twelve digits */
export function alarmArn(name: string, region: string, accountId: string): string {
  return `arn:${partitionOf(region)}:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

function subject(name: string, to: AlarmState, where: string): string {
  const around = (inside: string) => `${to}: "${inside}" in ${where}`;
  const room = LONGEST_SUBJECT - around('').length;
  return around(name.length <= room ? name : `${name.slice(0, room - 3)}...`);
}

function trigger(alarm: SynthesizedAlarm) {
  const { metric_query: queries, dimensions } = alarm;
  const watched = queries
    ? { Metrics: queries.map(metricQuery) }
    : {
        MetricName: alarm.metric_name,
        Namespace: alarm.namespace,
        StatisticType: 'Statistic',
        Statistic: alarm.statistic?.toUpperCase(),
        Unit: null,
        Dimensions: pairs(dimensions),
      };
  return {
    ...(queries ? {} : watched),
    Period: alarm.period ?? periodOf(queries),
    EvaluationPeriods: alarm.evaluation_periods,
    DatapointsToAlarm: alarm.datapoints_to_alarm,
    ComparisonOperator: alarm.comparison_operator,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treat_missing_data ?? 'missing',
    EvaluateLowSampleCountPercentile: '',
    ...(queries ? watched : {}),
  };
}

const periodOf = (queries: readonly MetricQuery[] = []): number | undefined =>
  queries.flatMap(({ metric, period }) => metric?.period ?? period ?? [])[0];

function metricQuery({
  id,
  metric,
  expression,
  label,
  period: own,
  return_data: returned = false,
}: MetricQuery) {
  if (!metric)
    return {
      Expression: expression,
      Id: id,
      Label: label,
      ...(own !== undefined && { Period: own }),
      ReturnData: returned,
    };
  const { dimensions, metric_name: MetricName, namespace: Namespace, period, stat } = metric;
  return {
    Id: id,
    MetricStat: {
      Metric: { Dimensions: pairs(dimensions), MetricName, Namespace },
      Period: period,
      Stat: stat,
    },
    ReturnData: returned,
  };
}

const pairs = (dimensions: Readonly<Record<string, string>> = {}) =>
  Object.entries(dimensions).map(([name, value]) => ({ value, name }));

/** `2026-11-26T14:00:00.000+0000`. */
const timestamp = (time: number): string => new Date(time).toISOString().replace('Z', '+0000');

/** The part of the world in the names of regions, by the first part of their codes. */
const continents: Readonly<Record<string, string>> = {
  af: 'Africa',
  ap: 'Asia Pacific',
  ca: 'Canada',
  cn: 'China',
  eu: 'EU',
  il: 'Israel',
  me: 'Middle East',
  mx: 'Mexico',
  sa: 'South America',
  'us-east': 'US East',
  'us-west': 'US West',
};
/** Names that are not made of a part of the world and a place. */
const irregular: Readonly<Record<string, string>> = {
  'ca-central-1': 'Canada (Central)',
  'ca-west-1': 'Canada West (Calgary)',
  'mx-central-1': 'Mexico (Central)',
  'us-gov-east-1': 'AWS GovCloud (US-East)',
  'us-gov-west-1': 'AWS GovCloud (US-West)',
};

/**
 * A region as notifications name it: `US East (N. Virginia)`, `EU (Frankfurt)`. They still say EU where the AWS SDK says
 * Europe; all other names are the SDK's.
 */
export function regionName(region: string): string {
  const [world = '', side = ''] = region.split('-');
  const continent = continents[`${world}-${side}`] ?? continents[world] ?? world;
  return irregular[region] ?? `${continent} (${regions[region] ?? region})`;
}
