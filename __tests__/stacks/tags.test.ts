import { environment as fixture } from '../fixtures/environments';
import { environmentStack } from '../support/stacks/stack';

const tags = { Feature: 'checkout', CostCenter: '42' };
const terraform = environmentStack(
  fixture('production', {
    tags,
    chat: {
      slack: { workspace: 'T0123456789', channel: 'C0123456789' },
      teams: {
        tenant: '0a1b2c3d-1111-2222-3333-444455556666',
        team: '0a1b2c3d-aaaa-bbbb-cccc-444455556666',
        channel: '19:abc@thread.tacv2',
      },
    },
    budget: { monthlyDollars: 25 },
    databases: { neon: [{}, { name: 'analytics' }] },
    dashboards: [{ name: 'mine', rows: ['neon.*'] }],
    subscriptions: [
      { protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:123456789012:function:notify' },
    ],
  }),
);
const types = Object.keys(terraform.resource);

/** What the provider's schema has of a type, by its bindings: `tags`, and `tags_all`, through which `default_tags` reach it. */
async function schemaOf(type: string): Promise<{ readonly tags: boolean; readonly all: boolean }> {
  const module = await import(`@cdktf/provider-aws/lib/${type.replace(/^aws_/, '').replaceAll('_', '-')}`);
  const found = Object.values<{ tfResourceType?: string; prototype?: object }>(module).find(
    ({ tfResourceType }) => tfResourceType === type,
  );
  const has = (name: string) =>
    Object.getOwnPropertyDescriptor(found?.prototype ?? {}, name)?.get !== undefined;
  if (!found) throw new Error(`the provider has no ${type}`);
  return { tags: has('tags'), all: has('tagsAll') };
}

test('the tags of an environment are among the default tags of its only provider', () => {
  expect(terraform.provider.aws).toHaveLength(1);
  expect(terraform.provider.aws[0]).toMatchObject({ default_tags: [{ tags }] });
});

test('every type of an environment that can be tagged takes the default tags', async () => {
  const schemas = await Promise.all(types.map(async (type) => ({ type, ...(await schemaOf(type)) })));
  const taggable = schemas.filter(({ tags }) => tags);
  expect(taggable.filter(({ all }) => !all)).toEqual([]);
  expect(taggable.map(({ type }) => type)).toEqual(
    expect.arrayContaining([
      'aws_budgets_budget',
      'aws_chatbot_slack_channel_configuration',
      'aws_chatbot_teams_channel_configuration',
      'aws_cloudwatch_metric_alarm',
      'aws_lambda_function',
      'aws_iam_role',
    ]),
  );
  // A wrong name of a getter would find nothing, or everything.
  expect(await schemaOf('aws_cloudwatch_dashboard')).toEqual({ tags: false, all: false });
});

test('no resource sets a tag of its own in the place of one of the environment', () => {
  const own = types.flatMap((type) =>
    Object.values(terraform.resource[type] ?? {}).flatMap(({ tags: set }) => Object.keys(Object(set))),
  );
  expect(new Set(own)).toEqual(new Set(['Service', 'Category', 'Severity']));
});
