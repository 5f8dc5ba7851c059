import { environment as fixture } from '../fixtures/environments';
import { environmentStack, only, statements, type Terraform } from '../support/stacks/stack';

const production = fixture('production');
const slack = { workspace: 'T0123456789', channel: 'C0123456789' };
const teams = {
  tenant: '0a1b2c3d-1111-2222-3333-444455556666',
  team: '0a1b2c3d-aaaa-bbbb-cccc-444455556666',
  channel: '19:abc@thread.tacv2',
};
const budget = { monthlyDollars: 25, at: [100, 80] };

const topicArn = expect.stringMatching(/^\$\{aws_sns_topic\..*\.arn\}$/);
const named = (terraform: Terraform, sid: string) => statements(terraform).filter((one) => one.sid === sid);

describe('chat', () => {
  const both = environmentStack({ ...production, chat: { slack, teams } });
  const shared = (app: string) => ({
    configuration_name: `macro-ai-production-${app}`,
    iam_role_arn: expect.stringMatching(/^\$\{aws_iam_role\.chat_role_.*\.arn\}$/),
    sns_topic_arns: [topicArn],
    guardrail_policy_arns: [
      expect.stringMatching(/^arn:\$\{.*partition\}:iam::aws:policy\/CloudWatchReadOnlyAccess$/),
    ],
    logging_level: 'ERROR',
    user_authorization_required: false,
  });

  test('each channel has exactly these arguments', () => {
    expect(only(both.resource, 'aws_chatbot_slack_channel_configuration')).toEqual({
      ...shared('slack'),
      slack_team_id: slack.workspace,
      slack_channel_id: slack.channel,
    });
    expect(only(both.resource, 'aws_chatbot_teams_channel_configuration')).toEqual({
      ...shared('teams'),
      tenant_id: teams.tenant,
      team_id: teams.team,
      channel_id: '19%3aabc%40thread.tacv2',
    });
  });

  test('they share a role that only the service may use, and that reads CloudWatch and nothing else', () => {
    const roles = Object.values(both.resource.aws_iam_role ?? {}).filter(({ name }) =>
      `${name}`.endsWith('-chat'),
    );
    expect(roles).toEqual([
      {
        name: 'macro-ai-production-chat',
        description: 'What the chat channels of production may read',
        assume_role_policy: expect.stringContaining('chat_trust'),
      },
    ]);
    expect(named(both, 'ReadMetricsAndAlarms')).toEqual([
      {
        sid: 'ReadMetricsAndAlarms',
        actions: ['cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*'],
        resources: ['*'],
      },
    ]);
    const trusts = statements(both).filter((one) => JSON.stringify(one).includes('chatbot.amazonaws.com'));
    expect(trusts).toEqual([
      {
        actions: ['sts:AssumeRole'],
        principals: [{ type: 'Service', identifiers: ['chatbot.amazonaws.com'] }],
      },
    ]);
    expect(JSON.stringify(both)).not.toMatch(/AdministratorAccess|PowerUser/);
  });

  test('one of them comes without the other', () => {
    const kinds = (chat: object) =>
      Object.keys(environmentStack({ ...production, chat }).resource).filter((type) => /chatbot/.test(type));
    expect(kinds({ slack })).toEqual(['aws_chatbot_slack_channel_configuration']);
    expect(kinds({ teams })).toEqual(['aws_chatbot_teams_channel_configuration']);
  });

  test('the output says what is done by hand, once for each app', () => {
    expect(both.output).toMatchObject({
      chat_slack: {
        value: expect.stringMatching(/C0123456789.*authorize the workspace T0123456789.*\/invite/),
      },
      chat_teams: { value: expect.stringContaining(`authorize the tenant ${teams.tenant}`) },
    });
    expect(environmentStack({ ...production, chat: { slack } }).output).not.toHaveProperty('chat_teams');
    expect(environmentStack(production).output).not.toHaveProperty('chat_slack');
  });

  test('what gets no channel synthesizes as before, and so does everything for an emulator, which has no chat', () => {
    expect(JSON.stringify(environmentStack(production))).not.toMatch(/chat/i);
    expect(environmentStack({ ...production, chat: { slack, teams }, budget }, true).resource).toEqual(
      environmentStack(production, true).resource,
    );
  });
});

describe('budget', () => {
  const stack = environmentStack({ ...production, budget });
  const notification = (threshold: number) => ({
    comparison_operator: 'GREATER_THAN',
    notification_type: 'ACTUAL',
    threshold,
    threshold_type: 'PERCENTAGE',
    subscriber_sns_topic_arns: [topicArn],
  });

  test('has exactly these arguments, and its notifications ascend', () => {
    expect(only(stack.resource, 'aws_budgets_budget')).toEqual({
      name: 'macro-ai-production-monitoring',
      budget_type: 'COST',
      time_unit: 'MONTHLY',
      limit_amount: '25',
      limit_unit: 'USD',
      cost_filter: [{ name: 'TagKeyValue', values: ['user:Environment$production'] }],
      notification: [notification(80), notification(100)],
      depends_on: [expect.stringMatching(/^aws_sns_topic_policy\./)],
    });
  });

  test('of the account has no filter', () => {
    const account = environmentStack({ ...production, budget: { ...budget, of: 'account' } });
    expect(only(account.resource, 'aws_budgets_budget')).not.toHaveProperty('cost_filter');
  });

  test('may publish to the topic, for this account only; without one, the policy has CloudWatch alone', () => {
    expect(named(stack, 'BudgetsOfThisAccount')).toEqual([
      {
        sid: 'BudgetsOfThisAccount',
        actions: ['sns:Publish'],
        principals: [{ type: 'Service', identifiers: ['budgets.amazonaws.com'] }],
        resources: [expect.stringMatching(/:sns:us-east-1:\$\{.*\}:production-monitoring-alerts$/)],
        condition: [
          {
            test: 'StringEquals',
            variable: 'aws:SourceAccount',
            values: [expect.stringMatching(/account_id\}$/)],
          },
          {
            test: 'ArnLike',
            variable: 'aws:SourceArn',
            values: [expect.stringMatching(/^arn:\$\{.*\}:budgets::\$\{.*account_id\}:\*$/)],
          },
        ],
      },
    ]);
    expect(JSON.stringify(environmentStack(production))).not.toMatch(/budget/i);
  });
});
