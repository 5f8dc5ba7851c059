import { diagnose } from '../../../reports/doctor/diagnose';
import { ALARM, change, FUNCTION, findings, linesOf, without } from '../../fixtures/diagnosed';
import { environment } from '../../fixtures/environments';
import { ago, expectedIn, factsOf, healthy, POLICY, type Values } from '../../fixtures/healthy-facts';

describe('a fault', () => {
  test.each<[what: string, change: (facts: Values) => Partial<Values>, said: string]>([
    [
      'an alarm that is missing',
      ({ alarms }) => ({ alarms: without(alarms, ALARM) }),
      `alarms: fault ${ALARM} is not there`,
    ],
    [
      'an alarm whose actions are off',
      ({ alarms }) => ({ alarms: change(alarms, ALARM, { actionsEnabled: false }) }),
      `alarms: fault ${ALARM} tells nobody: its actions are off`,
    ],
    [
      'an alarm that tells another topic',
      ({ alarms }) => ({ alarms: change(alarms, ALARM, { actions: ['arn:other'] }) }),
      `alarms: fault ${ALARM} does not tell the topic of its environment`,
    ],
    [
      'an alarm that does not say that it is over',
      ({ alarms }) => ({ alarms: change(alarms, ALARM, { oks: ['arn:other'] }) }),
      `alarms: fault ${ALARM} does not tell the topic of its environment that it is over`,
    ],
    [
      'an alarm that sees nothing of a row with values',
      ({ alarms }) => ({
        alarms: change(alarms, ALARM, { state: 'INSUFFICIENT_DATA', reason: 'Unchecked', since: ago(120) }),
      }),
      `alarms: fault ${ALARM} has insufficient data for 2 hours, although SlowQueries has values (Unchecked)`,
    ],
    [
      'a topic that is missing',
      ({ topic, alarms }) => ({ topic: { ...topic, arn: undefined, subscriptions: [] }, alarms }),
      'topic: fault production-monitoring-alerts is not there: alarms tell nobody',
    ],
    [
      'a topic whose policy was replaced',
      ({ topic }) => ({ topic: { ...topic, policy: POLICY.replace('cloudwatch', 'budgets') } }),
      'topic: fault production-monitoring-alerts does not let CloudWatch publish: nobody hears the alarms',
    ],
    [
      'a topic whose policy refuses',
      ({ topic }) => ({ topic: { ...topic, policy: POLICY.replace('Allow', 'Deny') } }),
      'topic: fault production-monitoring-alerts does not let CloudWatch publish: nobody hears the alarms',
    ],
    [
      'a topic whose policy allows something else',
      ({ topic }) => ({ topic: { ...topic, policy: POLICY.replace('Publish', 'Subscribe') } }),
      'topic: fault production-monitoring-alerts does not let CloudWatch publish: nobody hears the alarms',
    ],
    [
      'a topic without subscription',
      ({ topic }) => ({ topic: { ...topic, subscriptions: [] } }),
      'topic: fault production-monitoring-alerts has no subscription: nobody hears the alarms',
    ],
    [
      'a topic whose only subscription is not confirmed, without what may be secret in it',
      ({ topic }) => ({
        topic: {
          ...topic,
          subscriptions: [{ confirmed: false, protocol: 'https', endpoint: 'https://example.com/canary' }],
        },
      }),
      'topic: fault production-monitoring-alerts waits for https example.com to confirm: nobody hears the alarms',
    ],
    [
      'a dashboard that is missing',
      ({ dashboards }) => ({
        dashboards: dashboards.filter((name) => name !== 'production-neon-monitoring-dashboard'),
      }),
      'dashboards: fault production-neon-monitoring-dashboard is not there',
    ],
    [
      'a state table that is missing',
      () => ({ state: { tables: [], visited: new Set<string>() } }),
      'state: fault macro-ai-production-monitoring-state is not there: counters have nothing to compare with',
    ],
    [
      'a database without a state',
      ({ state }) => ({ state: { ...state, visited: new Set(['upstash/production']) } }),
      'state: fault neon has no item in macro-ai-production-monitoring-state: no visit has succeeded yet',
    ],
    [
      'a state that is locked',
      ({ lock }) => ({ lock: { ...lock, lock: { id: '8a1f', who: 'ann@laptop', since: '2026-01-02' } } }),
      'lock: fault macro-ai/production/terraform.tfstate is locked by ann@laptop since 2026-01-02: nobody else can deploy',
    ],
    [
      'a state that is not in the bucket',
      ({ lock }) => ({ lock: { ...lock, hasState: false } }),
      'lock: fault macro-ai/production/terraform.tfstate is not in the bucket: Terraform does not know what is deployed',
    ],
    [
      'a function of an environment that no table has',
      ({ functions }) => ({
        functions: [
          ...functions,
          ...functions.slice(0, 1).map((one) => ({
            ...{ ...one, name: 'macro-ai-old-one-neon-monitoring', variables: { ENVIRONMENT: 'old-one' } },
          })),
        ],
      }),
      'strays: fault macro-ai-old-one-neon-monitoring belongs to old-one, which environments.ts does not have in us-east-1',
    ],
    [
      'a topic of an environment that no table has',
      ({ topic }) => ({ topic: { ...topic, others: ['old-monitoring-alerts'] } }),
      'strays: fault old-monitoring-alerts belongs to old, which environments.ts does not have in us-east-1',
    ],
    [
      'a state table of an environment that no table has',
      ({ state }) => ({ state: { ...state, tables: [...state.tables, 'macro-ai-old-monitoring-state'] } }),
      'strays: fault macro-ai-old-monitoring-state belongs to old, which environments.ts does not have in us-east-1',
    ],
    [
      'a shard that no table has',
      ({ rules }) => ({
        rules: [...rules, ...rules.slice(0, 1).map((one) => ({ ...one, name: `${FUNCTION}-2` }))],
      }),
      `strays: fault ${FUNCTION}-2 is deployed, and no table has it`,
    ],
    [
      'an alarm of a database that no table has',
      ({ alarms }) => ({
        alarms: [
          ...alarms,
          ...alarms.slice(0, 1).map((one) => ({ ...one, name: 'production-neon-gone-up-critical' })),
        ],
      }),
      'strays: fault production-neon-gone-up-critical is deployed, and no table has it',
    ],
    [
      'a dashboard of databases that no table has',
      ({ dashboards }) => ({ dashboards: [...dashboards, 'production-neon-databases-monitoring-dashboard'] }),
      'strays: fault production-neon-databases-monitoring-dashboard is deployed, and no table has it',
    ],
  ])('is %s: it is found, and nothing else', (_, changed, said) => {
    expect(findings(changed)).toEqual([said]);
  });

  test('is a subscription of the table that the topic does not have', () => {
    const subscriptions = [{ protocol: 'email' as const, endpoint: 'night@example.com' }];
    expect(findings(() => ({}), { subscriptions })).toEqual([
      expect.stringContaining('topic: fault production-monitoring-alerts is not subscribed by email'),
    ]);
  });

  test('is chat that is not authorized, until AWS has subscribed it', () => {
    const chat = { slack: { workspace: 'T0123456789', channel: 'C0123456789' } };
    expect(findings(() => ({}), { chat })).toEqual([
      'chat: fault production-monitoring-alerts does not reach Slack: Amazon Q Developer is not subscribed',
    ]);
    const endpoint = 'https://global.sns-api.chatbot.amazonaws.com';
    const heard = ({ topic }: Values) => ({
      topic: { ...topic, subscriptions: [{ confirmed: true, protocol: 'https', endpoint }] },
    });
    expect(findings(heard, { chat })).toEqual([]);
    const expected = expectedIn(environment('production', { chat }));
    const emulated = { ...factsOf(healthy(expected)), emulated: true };
    expect(linesOf(diagnose(expected, emulated))).toEqual([
      'chat: note production-monitoring-alerts Slack could not be looked at: the emulator has no chat',
    ]);
  });
});

test('a secret of a named database is stored for it, and what all have in common for the environment', () => {
  const expected = expectedIn(environment('production', { databases: { neon: [{ name: 'analytics' }] } }));
  const secrets = { stored: new Map<string, string>(), problems: new Map<string, readonly string[]>() };
  const [said] = diagnose(expected, factsOf({ ...healthy(expected), secrets }));
  const neon = said?.findings.filter(({ subject }) => subject.startsWith('neon')) ?? [];
  expect(neon.map(({ subject, what, todo }) => [subject, what, todo])).toEqual([
    [
      'neon/analytics',
      'NEON_CONNECTION_STRING is not stored',
      'Store it: npm run secrets -- production analytics',
    ],
    ['neon', 'NEON_API_KEY is not stored', 'Store it: npm run secrets -- production'],
    ['neon', 'NEON_PROJECT_ID is not stored', 'Store it: npm run secrets -- production'],
  ]);
});

test('what to do names the database', () => {
  const expected = expectedIn(
    environment('production', { databases: { neon: [{}, { name: 'analytics' }] } }),
  );
  const facts = factsOf({ ...healthy(expected), state: { tables: [expected.table], visited: new Set() } });
  const found = diagnose(expected, facts).flatMap(({ findings }) => findings);
  expect(found.map(({ subject, todo }) => [subject, todo.replace(/^.*: /, '')])).toEqual([
    ['neon', 'npm run invoke -- production neon'],
    ['neon/analytics', 'npm run invoke -- production neon analytics'],
    ['upstash', 'npm run invoke -- production upstash'],
  ]);
});
