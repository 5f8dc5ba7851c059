import type { Entry } from '../../../model/environment';
import { diagnose, exitCodeFor } from '../../../reports/doctor/diagnose';
import type { Facts } from '../../../reports/doctor/facts';
import { environment } from '../../fixtures/environments';
import { ago, expectedIn, factsOf, healthy, row, silent, type Values } from '../../fixtures/healthy-facts';

type Healthy = Values;
const production = expectedIn(environment('production'));
const FUNCTION = 'macro-ai-production-neon-monitoring';
const ALARM = 'production-neon-slow-queries-critical';

/** What is said of an environment after a change of its facts, one line for each finding. */
function findings(change: (facts: Healthy) => Partial<Values>, fields: Partial<Entry> = {}): string[] {
  const expected = expectedIn(environment('production', fields));
  const facts = healthy(expected);
  return linesOf(diagnose(expected, factsOf({ ...facts, ...change(facts) })));
}
const linesOf = (said: ReturnType<typeof diagnose>): string[] =>
  said.flatMap(({ name, findings: found, unknown }) => [
    ...found.map(({ grade, subject, what }) => `${name}: ${grade} ${subject} ${what}`),
    ...(unknown === undefined ? [] : [`${name}: ${unknown}`]),
  ]);

/** The same list with a change of the one of that name. */
const change = <T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  by: Partial<T>,
): T[] => {
  if (!all.some((one) => one.name === name)) throw new Error(`There is no ${name}.`);
  return all.map((one) => (one.name === name ? { ...one, ...by } : one));
};
const without = <T extends { readonly name: string }>(all: readonly T[], name: string): T[] => {
  const rest = all.filter((one) => one.name !== name);
  if (rest.length === all.length) throw new Error(`There is no ${name}.`);
  return rest;
};
const entry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): Map<K, V> => {
  if (!map.has(key)) throw new Error(`There is no ${String(key)}.`);
  return new Map(map).set(key, value);
};
const minus = <K, V>(map: ReadonlyMap<K, V>, key: K): Map<K, V> => {
  const rest = new Map(map);
  if (!rest.delete(key)) throw new Error(`There is no ${String(key)}.`);
  return rest;
};

const databases = { neon: [{}, { name: 'analytics' }], upstash: [{ name: 'cache' }] };
test.each<[string, Partial<Entry>]>([
  ['one database of each service', {}],
  ['several databases', { databases }],
  ['an adaptive pace', { adaptive: true }],
  ['no dashboards', { dashboards: false }],
  ['dashboards of its own', { dashboards: [{ name: 'checkout', rows: ['neon.*'] }] }],
  ['another level', { level: 'core' }],
])('nothing is found in a healthy deployment with %s', (_, fields) => {
  expect(findings(() => ({}), fields)).toEqual([]);
});

test('what is fine is said of every check', () => {
  const said = diagnose(production, factsOf(healthy(production)));
  expect(said.map(({ fine }) => typeof fine)).toEqual(said.map(() => 'string'));
  expect(exitCodeFor(said)).toBe(0);
});

describe('a fault', () => {
  const NEON = '/macro-ai/production/neon-connection-string';
  test.each<[what: string, change: (facts: Healthy) => Partial<Values>, said: string]>([
    [
      'a secret that is not stored',
      ({ secrets }) => ({ secrets: { ...secrets, stored: minus(secrets.stored, NEON) } }),
      'secrets: fault neon NEON_CONNECTION_STRING is not stored',
    ],
    [
      'a secret that is not encrypted',
      ({ secrets }) => ({ secrets: { ...secrets, stored: entry(secrets.stored, NEON, 'String') } }),
      'secrets: fault neon NEON_CONNECTION_STRING is stored as String, which is not encrypted',
    ],
    [
      'a secret that cannot be used',
      ({ secrets }) => ({ secrets: { ...secrets, problems: new Map([['neon', ['It is no URL.']]]) } }),
      'secrets: fault neon It is no URL',
    ],
    [
      'a function that is missing',
      ({ functions }) => ({ functions: without(functions, FUNCTION) }),
      `functions: fault ${FUNCTION} is not deployed`,
    ],
    [
      'other code',
      ({ functions }) => ({ functions: change(functions, FUNCTION, { sha256: 'other' }) }),
      `functions: fault ${FUNCTION} runs other code than that of this checkout`,
    ],
    [
      'other variables, whose values are not said',
      ({ functions }) => ({
        functions: change(functions, FUNCTION, {
          variables: { ...functions[0]?.variables, NEON_API_KEY: 'canary', MORE: 'canary' },
        }),
      }),
      `functions: fault ${FUNCTION} has other settings than the tables of this checkout: MORE, NEON_API_KEY`,
    ],
    [
      'reserved concurrency of 0',
      ({ functions }) => ({ functions: change(functions, FUNCTION, { reserved: 0 }) }),
      `functions: fault ${FUNCTION} may not run: its reserved concurrency is 0`,
    ],
    [
      'a rule that is missing',
      ({ rules }) => ({ rules: without(rules, FUNCTION) }),
      `schedules: fault ${FUNCTION} is not there: nothing starts its runs`,
    ],
    [
      'a rule that is off',
      ({ rules }) => ({ rules: change(rules, FUNCTION, { enabled: false }) }),
      `schedules: fault ${FUNCTION} is off: nothing starts its runs`,
    ],
    [
      'another rate',
      ({ rules }) => ({ rules: change(rules, FUNCTION, { expression: 'rate(1 hour)' }) }),
      `schedules: fault ${FUNCTION} runs at rate(1 hour) and not at rate(5 minutes)`,
    ],
    [
      'no target',
      ({ rules }) => ({ rules: change(rules, FUNCTION, { targets: [] }) }),
      `schedules: fault ${FUNCTION} has no target: its runs start nothing`,
    ],
    [
      'two targets',
      ({ rules }) => {
        const [target] = rules[0]?.targets ?? [];
        return { rules: change(rules, FUNCTION, { targets: target ? [target, target] : [] }) };
      },
      `schedules: fault ${FUNCTION} has 2 targets: each run is started more than once`,
    ],
    [
      'another function',
      ({ rules }) => ({
        rules: change(rules, FUNCTION, { targets: [{ arn: 'arn:other', template: undefined }] }),
      }),
      `schedules: fault ${FUNCTION} starts arn:other and not its function`,
    ],
    [
      'other databases',
      ({ rules }) => ({
        rules: change(rules, FUNCTION, {
          targets: [{ arn: rules[0]?.targets[0]?.arn ?? '', template: '{"databases":{}}' }],
        }),
      }),
      `schedules: fault ${FUNCTION} hands over other databases or settings than the table has`,
    ],
    [
      'a database that is not visited any more',
      ({ rows }) => ({ rows: entry(rows, 'neon Up', row(1, 120)) }),
      'runs: fault neon has not been visited for 115 minutes',
    ],
    [
      'a database that was visited days ago',
      ({ rows }) => ({
        rows: new Map(
          [...rows].map(([key, one]) => [
            key,
            key.startsWith('neon ') ? silent({ before: ago(3 * 1440) }) : one,
          ]),
        ),
      }),
      'runs: fault neon has not been visited for 3 days',
    ],
    [
      'a database that was never visited',
      ({ rows }) => ({
        rows: new Map([...rows].map(([key, one]) => [key, key.startsWith('neon ') ? silent() : one])),
      }),
      'runs: fault neon has not been visited in 15 days',
    ],
    [
      'a database that could not be reached',
      ({ rows }) => ({ rows: entry(rows, 'neon Up', row(0)) }),
      'runs: fault neon could not be reached, or its readings not be published, in the last run',
    ],
    [
      'a run that failed',
      ({ runs }) => {
        const point = { value: 1, at: ago(5) };
        return { runs: entry(runs, FUNCTION, { invocations: [point], errors: [point], throttles: [] }) };
      },
      `runs: fault ${FUNCTION} failed in its last run`,
    ],
    [
      'a run that was not started',
      ({ runs }) => {
        const throttles = [{ value: 1, at: ago(5) }];
        return { runs: entry(runs, FUNCTION, { invocations: [], errors: [], throttles }) };
      },
      `runs: fault ${FUNCTION} was throttled: Lambda did not start its last run`,
    ],
    [
      'a row that has stopped',
      ({ rows }) => ({ rows: entry(rows, 'neon DatabaseSize', silent({ before: ago(600) })) }),
      'rows: fault neon DatabaseSize has had no value for 10 hours',
    ],
    [
      'a row with other dimensions, of which the nearest is named',
      ({ rows }) => ({
        rows: entry(
          rows,
          'neon DatabaseSize',
          silent({ elsewhere: [{ Service: 'x' }, { Environment: 'Production' }, { Environment: 'prod' }] }),
        ),
      }),
      'rows: fault neon DatabaseSize is published, but not with Environment=production: the nearest in Neon/Monitoring is Environment=Production',
    ],
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
          ...functions.slice(0, 1).map((one) => ({ ...one, name: 'macro-ai-old-one-neon-monitoring' })),
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
    const heard = ({ topic }: Healthy) => ({
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

describe('a note', () => {
  test.each<[what: string, change: (facts: Healthy) => Partial<Values>, said: readonly string[]]>([
    [
      'an alarm in ALARM',
      ({ alarms }) => ({ alarms: change(alarms, ALARM, { state: 'ALARM', reason: 'High', since: ago(7) }) }),
      [`alarms: note ${ALARM} is in ALARM for 7 minutes: High`],
    ],
    [
      'a row that never had a value, and why its alarm has none',
      ({ rows, alarms }) => ({
        rows: entry(rows, 'neon SlowQueries', silent()),
        alarms: change(alarms, ALARM, { state: 'INSUFFICIENT_DATA' }),
      }),
      [
        'rows: note neon SlowQueries has never had a value',
        `alarms: note ${ALARM} has insufficient data for 17 hours: SlowQueries has never had a value`,
      ],
    ],
    [
      'a quotient that has stopped',
      ({ rows }) => ({ rows: entry(rows, 'upstash CacheHitRate', silent({ before: ago(300) })) }),
      ['rows: note upstash CacheHitRate has had no value for 5 hours'],
    ],
  ])('is %s', (_, changed, said) => {
    expect(findings(changed)).toEqual(said);
    const facts = healthy(production);
    expect(exitCodeFor(diagnose(production, factsOf({ ...facts, ...changed(facts) })))).toBe(0);
  });
});

describe('no finding', () => {
  const only = (rows: Healthy['rows'], kept: readonly string[]) =>
    new Map(
      [...rows].map(([key, one]) => {
        const [id, name = ''] = key.split(' ');
        return [key, id === 'neon' && !kept.includes(name) ? silent({ before: ago(400) }) : one] as const;
      }),
    );
  const known = ['Up', 'ApiErrors', 'ComputeActive', 'ComputeLimit', 'ComputeQuotaPercent'];

  test('is what a database does not tell while it sleeps', () => {
    expect(findings(({ rows }) => ({ rows: only(rows, known) }))).toEqual([]);
    // Where nobody asks the control plane, it never sleeps.
    const stopped = findings(({ rows }) => ({ rows: only(rows, known) }), { neonApi: false });
    expect(stopped.length).toBeGreaterThan(5);
    // Nothing of the control plane, either: it does not sleep.
    expect(findings(({ rows }) => ({ rows: only(rows, ['Up', 'ApiErrors']) })).length).toBeGreaterThan(5);
  });

  test('is a new alarm that was not evaluated yet', () => {
    const fresh = { state: 'INSUFFICIENT_DATA', configured: ago(3) };
    expect(findings(({ alarms }) => ({ alarms: change(alarms, ALARM, fresh) }))).toEqual([]);
  });

  test('is a run that failed before one that did not', () => {
    const run = {
      invocations: [{ value: 1, at: ago(5) }],
      errors: [
        { value: 0, at: ago(5) },
        { value: 1, at: ago(10) },
      ],
      throttles: [],
    };
    expect(findings(({ runs }) => ({ runs: entry(runs, FUNCTION, run) }))).toEqual([]);
  });

  test('is what the other environments of the region have', () => {
    const names = [
      'macro-ai-staging-neon-monitoring',
      'macro-ai-something-else',
      'macro-ai-staging-upstash-monitoring-2',
    ];
    expect(
      findings(({ functions }) => ({
        functions: [
          ...functions,
          ...names.flatMap((name) => functions.slice(0, 1).map((one) => ({ ...one, name }))),
        ],
      })),
    ).toEqual([]);
  });
});

describe('where nothing is deployed', () => {
  const nothing = (hasState: boolean): Facts =>
    factsOf({
      ...healthy(production),
      ...{ functions: [], rules: [], alarms: [], rows: new Map() },
      topic: { arn: undefined, subscriptions: [], others: [] },
      lock: { hasState, lock: undefined },
    });

  test('that is the one finding, and the exit code is 1', () => {
    const said = diagnose(production, nothing(false));
    expect(linesOf(said)).toEqual([
      'deployment: fault production is not deployed in us-east-1: there is no function, no schedule, no alarm and no topic of it',
    ]);
    expect(said[0]?.findings[0]?.todo).toContain('npm run deploy -- production');
    expect(exitCodeFor(said)).toBe(1);
  });

  test('and Terraform has a state of it, the region or the account is wrong', () => {
    expect(diagnose(production, nothing(true))[0]?.findings[0]?.todo).toContain(
      'check that region in environments.ts',
    );
  });
});

test('what could not be read is said of the checks that need it, and sets exit code 2 beside faults', () => {
  const facts = healthy(production);
  const locked = { ...facts, lock: { hasState: false, lock: undefined } };
  const said = diagnose(production, factsOf(locked, { secrets: 'Not allowed.', topic: 'No topic.' }));
  expect(linesOf(said)).toEqual([
    'secrets: Not allowed.',
    'alarms: No topic.',
    'topic: No topic.',
    'chat: No topic.',
    'lock: fault macro-ai/production/terraform.tfstate is not in the bucket: Terraform does not know what is deployed',
    'strays: No topic.',
  ]);
  expect(exitCodeFor(said)).toBe(2);
});
