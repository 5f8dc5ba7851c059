import { beginsOrEnds } from '../../../model/notify/states';
import { parsePlan } from '../../../reports/plan/parse';
import { notifiesNobody } from '../../../reports/warnings/notifications';
import {
  A,
  alarm,
  allow,
  doc,
  from,
  MUTES,
  onTopic,
  publish,
  reviewOf,
  STOPS,
  stays,
  testFacts,
  topic,
  trust,
  WEAKENS,
} from './facts';
import { change, review, under, written } from './reports';

const SLACK = 'aws_chatbot_slack_channel_configuration';
const TEAMS = 'aws_chatbot_teams_channel_configuration';
const BUDGET = 'aws_budgets_budget';
const slack = {
  configuration_name: 'p-production-slack',
  ...{ slack_team_id: 'T0123456789', slack_channel_id: 'C0123456789' },
  sns_topic_arns: [topic],
  guardrail_policy_arns: ['arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess'],
};
const teams = {
  ...slack,
  configuration_name: 'p-production-teams',
  tenant_id: 'a',
  team_id: 'b',
  channel_id: 'c',
};
const at = (...percents: readonly number[]) => ({
  name: 'p-production-monitoring',
  ...{ limit_amount: '25', limit_unit: 'USD' },
  notification: percents.map((threshold) => ({ threshold })),
});
const all = 'arn:aws:iam::aws:policy/AdministratorAccess';

testFacts([
  [
    MUTES,
    'a channel that goes',
    SLACK,
    [slack, null],
    'the channel `p-production-slack` is **no longer told**',
    [slack, { ...slack, logging_level: 'INFO' }],
  ],
  [
    MUTES,
    'a channel without a topic',
    TEAMS,
    [teams, { ...teams, sns_topic_arns: [] }],
    'is **no longer told**: sns_topic_arns is empty',
    [teams, { ...teams, sns_topic_arns: [topic, `${topic}2`] }],
  ],
  [
    MUTES,
    'another channel',
    SLACK,
    [slack, { ...slack, slack_channel_id: 'C99999999' }],
    '`p-production-slack` tells **another channel**: slack_channel_id `C0123456789` → `C99999999`',
    [slack, { ...slack, tags: { a: 'b' } }],
  ],
  [
    MUTES,
    'a budget that goes',
    BUDGET,
    [at(80, 100), null],
    'the budget `p-production-monitoring` **is removed**: nobody is told what the month costs',
    [at(80), { ...at(80), limit_amount: '50' }],
  ],
  [
    MUTES,
    'a budget that tells less',
    BUDGET,
    [at(80, 100), at(100)],
    'no longer tells at 80 % of its 25 USD',
    [at(80), at(90)],
  ],
  [
    WEAKENS,
    'no guardrail',
    SLACK,
    [slack, { ...slack, guardrail_policy_arns: [] }],
    'commands as far as AdministratorAccess in the channel',
    [slack, { ...slack, guardrail_policy_arns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }],
  ],
  [
    WEAKENS,
    'a guardrail of everything',
    TEAMS,
    [teams, { ...teams, guardrail_policy_arns: [all] }],
    'commands as far as AdministratorAccess in the channel',
    [teams, { ...teams, guardrail_policy_arns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] }],
  ],
]);

const kept = (type: string, values: Record<string, never> | object) => ({
  ...change(type, null, null),
  change: { actions: ['no-op'], before: values, after: values },
});
const alarms = kept('aws_cloudwatch_metric_alarm', alarm({}));

test('a channel is somebody: without subscriptions, alarms notify it; without both, nobody', () => {
  const nobody = (...changes: readonly object[]) =>
    notifiesNobody(parsePlan(written([alarms, ...changes] as never), 'x.json'));
  expect(nobody()).toBe(true);
  expect(nobody(kept(SLACK, slack))).toBe(false);
  expect(nobody(kept(TEAMS, teams))).toBe(false);
  expect(nobody(kept(SLACK, { ...slack, sns_topic_arns: [] }))).toBe(true);
  expect(nobody(change(SLACK, null, slack))).toBe(false);
});

test('the last channel that goes is said as the last subscription is', () => {
  const lines = under(MUTES, review(written([alarms, change(SLACK, slack, null)] as never)));
  expect(lines[0]).toContain('**nobody is told of any alarm** after this');
});

test('AWS Budgets that may no longer publish is said, as long as there is a budget', () => {
  const budgets = allow('sns:Publish', { Principal: { Service: 'budgets.amazonaws.com' }, ...from(A) });
  const policy = change('aws_sns_topic_policy', onTopic(publish, budgets), onTopic(publish));
  const said = (...more: readonly object[]) => review(written([...stays, policy, ...more] as never));
  expect(said(kept(BUDGET, at(80)))).toContain('**AWS Budgets may no longer publish** to the topic');
  expect(said()).not.toContain('Budgets may');
  expect(said(change(BUDGET, at(80), null))).not.toContain('Budgets may');
});

test('the role of the channels runs no function: that it goes stops nothing; what it may is told as of others', () => {
  const chat = { ...trust('chatbot.amazonaws.com'), name: 'p-production-chat' };
  expect(under(STOPS, reviewOf('aws_iam_role', [chat, null]))).toEqual([]);
  const policy = (...actions: readonly string[]) => ({
    name: 'p-production-chat',
    policy: doc(allow(actions)),
  });
  expect(under(STOPS, reviewOf('aws_iam_role_policy', [policy('cloudwatch:Get*'), null]))).toEqual([]);
  expect(
    reviewOf('aws_iam_role_policy', [policy('cloudwatch:Get*'), policy('cloudwatch:Get*', 'logs:Get*')]),
  ).toContain('now `Allow logs:Get* on *`');
});

test('a new channel is named by its name, and a budget has its price', () => {
  expect(review(written([...stays, change(SLACK, null, slack)] as never))).toContain(
    `added: 1 × \`${SLACK}\` (\`p-production-slack\`)`,
  );
  expect(review(written([...stays, change(BUDGET, null, at(80))] as never))).toMatch(
    /\| production \| .* \| \+0\.61 \|/,
  );
});

test('the filter of this project mutes nobody, another one does', () => {
  const subscription = (filter_policy: string) => ({
    ...{ protocol: 'email', endpoint: 'oncall@example.com', topic_arn: topic },
    filter_policy,
    filter_policy_scope: 'MessageBody',
  });
  const lines = (filter: string) =>
    under(
      MUTES,
      review(written([change('aws_sns_topic_subscription', subscription(''), subscription(filter))])),
    );
  expect(lines(beginsOrEnds)).toEqual([]);
  expect(lines('{"NewStateValue":["OK"]}')).toEqual([
    '`email to oncall@example.com` gets only what its filter_policy lets through',
  ]);
});
