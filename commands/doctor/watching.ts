import { ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
} from '@aws-sdk/client-sns';
import { environmentOfTopic } from '../../model/names';
import { UPTIME_REGION } from '../../model/uptime/check';
import type { Expected } from '../../reports/doctor/expected';
import type { TopicFacts, UptimeFacts } from '../../reports/doctor/facts';
import { alarmsIn } from './alarms';
import type { Clients } from './clients';
import { asked } from './failure';
import { each, pages } from './pages';

/** The alarms of uptime checks, and who hears them. @param clients of us-east-1 */
export async function readUptime(
  { cloudwatch, sns }: Pick<Clients, 'cloudwatch' | 'sns'>,
  expected: Expected,
): Promise<UptimeFacts> {
  const { uptime } = expected;
  if (!uptime) return { alarms: [], topic: { arn: undefined, subscriptions: [], policy: undefined } };
  const [alarms, arns] = await Promise.all([
    alarmsIn(cloudwatch, expected, UPTIME_REGION),
    topicsIn(sns, UPTIME_REGION),
  ]);
  const arn = arns.find((one) => nameOf(one) === uptime.topic);
  return { alarms, topic: await topicOf(sns, arn, UPTIME_REGION) };
}

export async function readDashboards(
  { cloudwatch }: Pick<Clients, 'cloudwatch'>,
  expected: Expected,
): Promise<string[]> {
  const { region } = expected.environment;
  const all = await pages(async (NextToken) => {
    const page = await asked({ action: 'cloudwatch:ListDashboards', region }, () =>
      cloudwatch.send(new ListDashboardsCommand({ NextToken })),
    );
    return { items: page.DashboardEntries ?? [], next: page.NextToken };
  });
  return all.map(({ DashboardName = '' }) => DashboardName);
}

export async function readTopic({ sns }: Pick<Clients, 'sns'>, expected: Expected): Promise<TopicFacts> {
  const { region, settings } = expected.environment;
  const arns = await topicsIn(sns, region);
  const arn = arns.find((one) => nameOf(one) === expected.topic);
  // The name of a topic has no project in it: its tag says whose it is.
  const strange = arns.filter(
    (one) => environmentOfTopic(nameOf(one)) !== undefined && !expected.topics.includes(nameOf(one)),
  );
  const owners = await each(strange, (one) => projectOf(sns, one, region));
  return {
    ...(await topicOf(sns, arn, region)),
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

async function topicOf(
  sns: Clients['sns'],
  arn: string | undefined,
  region: string,
): Promise<UptimeFacts['topic']> {
  if (arn === undefined) return { arn, subscriptions: [], policy: undefined };
  const { Attributes } = await asked({ action: 'sns:GetTopicAttributes', region }, () =>
    sns.send(new GetTopicAttributesCommand({ TopicArn: arn })),
  );
  return { arn, subscriptions: await subscriptionsOf(sns, arn, region), policy: Attributes?.Policy };
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
