import { look } from '../../../commands/doctor/look';
import { answers, expected, saidBy } from '../../fixtures/doctor-answers';
import { environment } from '../../fixtures/environments';
import { expectedIn, NOW, TOPIC } from '../../fixtures/healthy-facts';
import { documentedStatements, policyDifferences } from '../../support/aws/doctor-policy';
import { stubs } from '../../support/aws/stubs';

test('the calls for uptime checks of an environment in another region are in the documented policy', async () => {
  const uptime = [{ name: 'shop', url: 'https://www.example.com/' }];
  const far = expectedIn(environment('production', { region: 'eu-west-1', uptime }));
  const topics = [
    TOPIC,
    TOPIC.replace('monitoring', 'uptime'),
    TOPIC.replace('production-monitoring', 'old-uptime'),
  ];
  const { clients, calls } = stubs({
    ...answers,
    ListTopics: () => ({ Topics: topics.map((TopicArn) => ({ TopicArn })) }),
  });
  await look(clients, far, NOW);
  expect(calls.map(({ input }) => input.TopicArn)).toContain(topics[1]);
  expect(calls.map(({ input }) => input.ResourceArn)).toContain(topics[2]);
  expect(
    policyDifferences(documentedStatements(), calls).filter((one) => one.includes('not allowed')),
  ).toEqual([]);
});

test('an alarm whose name has the form of ours is ours if its tags say so', async () => {
  const Project = 'macro-ai';
  const tags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'old-neon-up-critical': { Project, Environment: 'old' },
    'old_uptime-shop-down-critical': { Project, Environment: 'old' },
    'production-basket-errors-warning': { Project, Environment: 'production' },
    'shop-neon-up-critical': { Project: 'shop', Environment: 'shop' },
    'production-neon-gone-up-critical': { Project: 'shop', Environment: 'production' },
    // Of an environment in another region: its tags are not asked for.
    'staging-neon-up-critical': { Project, Environment: 'old' },
  };
  const { lines, calls } = await saidBy({
    ...answers,
    DescribeAlarms: () => ({
      MetricAlarms: [...expected.alarms.map(({ name }) => name), ...Object.keys(tags)].map((name) => ({
        ...{ AlarmName: name, AlarmArn: `arn:alarm:${name}`, StateValue: 'OK' },
        ...{ AlarmActions: [TOPIC], OKActions: [TOPIC] },
      })),
    }),
    ListTagsForResource: ({ ResourceARN }) => ({
      Tags: Object.entries(tags[String(ResourceARN).split(':').at(-1) ?? ''] ?? {}).map(([Key, Value]) => ({
        ...{ Key, Value },
      })),
    }),
  });
  expect(lines.filter((one) => one.startsWith('strays: '))).toEqual([
    'strays: old-neon-up-critical belongs to old, which environments.ts does not have in us-east-1',
    'strays: old_uptime-shop-down-critical belongs to old, which environments.ts does not have in us-east-1',
    'strays: production-basket-errors-warning is deployed, and no table has it',
  ]);
  expect(calls.map(({ input }) => input.ResourceARN)).not.toContain('arn:alarm:staging-neon-up-critical');
});

test('the alarms of an environment whose name begins with that of this one are its own', async () => {
  const named = 'production-eu-neon-up-critical';
  const { clients, calls } = stubs({
    ...answers,
    DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: named, AlarmArn: `arn:alarm:${named}` }] }),
  });
  const facts = await look(
    clients,
    { ...expected, neighbours: [...expected.neighbours, 'production-eu'] },
    NOW,
  );
  expect(facts.alarms).toEqual({ value: [] });
  expect(calls.flatMap(({ input }) => input.ResourceARN ?? [])).toEqual([]);
});
