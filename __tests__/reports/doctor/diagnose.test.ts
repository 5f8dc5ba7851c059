import type { Entry } from '../../../model/environment';
import { diagnose, exitCodeFor } from '../../../reports/doctor/diagnose';
import type { Facts } from '../../../reports/doctor/facts';
import { ALARM, change, entry, FUNCTION, findings, linesOf, production } from '../../fixtures/diagnosed';
import { ago, factsOf, healthy, silent, type Values } from '../../fixtures/healthy-facts';

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

describe('a note', () => {
  test.each<[what: string, change: (facts: Values) => Partial<Values>, said: readonly string[]]>([
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
  const only = (rows: Values['rows'], kept: readonly string[]) =>
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
      topic: { arn: undefined, subscriptions: [], policy: undefined, others: [] },
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

  test('and Terraform has a state of it, it was destroyed, or the region or the account is wrong', () => {
    const todo = diagnose(production, nothing(true))[0]?.findings[0]?.todo;
    expect(todo).toContain('If it was destroyed, deploy it: npm run deploy -- production;');
    expect(todo).toContain('check that region in environments.ts');
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
