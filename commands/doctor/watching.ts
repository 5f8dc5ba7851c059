import { DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import {
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
} from '@aws-sdk/client-sns';
import { UPTIME_REGION } from '../../model/uptime/check';
import type { Expected } from '../../reports/doctor/expected';
import type { AlarmFact, TopicFacts, UptimeFacts } from '../../reports/doctor/facts';
import type { Clients } from './clients';
import { asked } from './failure';
import { each, pages } from './pages';

/** The alarms whose names begin like those of the environment. */
export async function readAlarms(
  { cloudwatch }: Pick<Clients, 'cloudwatch'>,
  expected: Expected,
): Promise<AlarmFact[]> {
  const { region } = expected.environment;
  return (await each(expected.alarmPrefixes, (prefix) => alarmsWith(cloudwatch, prefix, region))).flat();
}

async function alarmsWith(
  cloudwatch: Clients['cloudwatch'],
  AlarmNamePrefix: string,
  region: string,
): Promise<AlarmFact[]> {
  const found = await pages(async (NextToken) => {
    const page = await asked({ action: 'cloudwatch:DescribeAlarms', region }, () =>
      cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix, NextToken, MaxRecords: 100 })),
    );
    return { items: page.MetricAlarms ?? [], next: page.NextToken };
  });
  return found.map((one) => ({
    ...{ name: one.AlarmName ?? '', state: one.StateValue ?? '', reason: one.StateReason ?? '' },
    ...{ since: one.StateUpdatedTimestamp, configured: one.AlarmConfigurationUpdatedTimestamp },
    ...{ actionsEnabled: one.ActionsEnabled !== false, actions: one.AlarmActions ?? [] },
  }));
}

/** The alarms of uptime checks, and who hears them. @param clients of us-east-1 */
export async function readUptime(
  { cloudwatch, sns }: Pick<Clients, 'cloudwatch' | 'sns'>,
  { environment: { name }, uptime }: Expected,
): Promise<UptimeFacts> {
  if (!uptime) return { alarms: [], topic: { arn: undefined, subscriptions: [] } };
  const [alarms, arns] = await Promise.all([
    alarmsWith(cloudwatch, `${name}_`, UPTIME_REGION),
    topicsIn(sns, UPTIME_REGION),
  ]);
  const arn = arns.find((one) => nameOf(one) === uptime.topic);
  const subscriptions = arn === undefined ? [] : await subscriptionsOf(sns, arn, UPTIME_REGION);
  return { alarms, topic: { arn, subscriptions } };
}

export async function readDashboards(
  { cloudwatch }: Pick<Clients, 'cloudwatch'>,
  expected: Expected,
): Promise<string[]> {
  const { name, region } = expected.environment;
  const all = await pages(async (NextToken) => {
    const page = await asked({ action: 'cloudwatch:ListDashboards', region }, () =>
      cloudwatch.send(new ListDashboardsCommand({ DashboardNamePrefix: name, NextToken })),
    );
    return { items: page.DashboardEntries ?? [], next: page.NextToken };
  });
  return all.map(({ DashboardName = '' }) => DashboardName);
}

/** The ends of the names of all topics of environments. */
const ALERTS = '-monitoring-alerts';

export async function readTopic({ sns }: Pick<Clients, 'sns'>, expected: Expected): Promise<TopicFacts> {
  const { region, settings } = expected.environment;
  const arns = await topicsIn(sns, region);
  const arn = arns.find((one) => nameOf(one) === expected.topic);
  const known = expected.neighbours.map((name) => `${name}${ALERTS}`);
  // The name of a topic has no project in it: its tag says whose it is.
  const strange = arns.filter((one) => one.endsWith(ALERTS) && !known.includes(nameOf(one)));
  const owners = await each(strange, (one) => projectOf(sns, one, region));
  return {
    arn,
    subscriptions: arn === undefined ? [] : await subscriptionsOf(sns, arn, region),
    others: strange.filter((_, i) => owners[i] === settings.project).map(nameOf),
  };
}

/** The ARNs of all topics. */
const topicsIn = (sns: Clients['sns'], region: string): Promise<string[]> =>
  pages(async (NextToken) => {
    const page = await asked({ action: 'sns:ListTopics', region }, () =>
      sns.send(new ListTopicsCommand({ NextToken })),
    );
    return { items: (page.Topics ?? []).flatMap(({ TopicArn }) => TopicArn ?? []), next: page.NextToken };
  });

const nameOf = (arn: string): string => arn.split(':').at(-1) ?? '';

async function projectOf(
  sns: Clients['sns'],
  ResourceArn: string,
  region: string,
): Promise<string | undefined> {
  const { Tags = [] } = await asked({ action: 'sns:ListTagsForResource', region }, () =>
    sns.send(new ListTagsForResourceCommand({ ResourceArn })),
  );
  return Tags.find(({ Key }) => Key === 'Project')?.Value;
}

async function subscriptionsOf(
  sns: Clients['sns'],
  TopicArn: string,
  region: string,
): Promise<TopicFacts['subscriptions']> {
  const all = await pages(async (NextToken) => {
    const page = await asked({ action: 'sns:ListSubscriptionsByTopic', region }, () =>
      sns.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken })),
    );
    return { items: page.Subscriptions ?? [], next: page.NextToken };
  });
  return all.map(({ SubscriptionArn = '', Protocol: protocol = '', Endpoint: endpoint = '' }) => ({
    // SNS says PendingConfirmation in place of the ARN.
    ...{ confirmed: SubscriptionArn.startsWith('arn:'), protocol, endpoint },
  }));
}
