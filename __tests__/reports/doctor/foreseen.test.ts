import { change, entry, findings, without } from '../../fixtures/diagnosed';
import { environment } from '../../fixtures/environments';
import { ago, expectedIn } from '../../fixtures/healthy-facts';

const FORECAST = 'macro-ai-production-forecast';
const forecast = { forecast: true } as const;

test('the function of the forecast, its schedule and its alarms are expected', () => {
  const expected = expectedIn(environment('production', forecast));
  expect(expected.functions.map(({ name }) => name)).toContain(FORECAST);
  expect(expected.rules.find(({ name }) => name === FORECAST)).toMatchObject({
    ...{ function: FORECAST, expression: expect.stringMatching(/^cron\(/) },
    template: expect.stringContaining('DatabaseSize'),
  });
  expect(findings(() => ({}), forecast)).toEqual([]);
  expect(findings(({ rules }) => ({ rules: change(rules, FORECAST, { enabled: false }) }), forecast)).toEqual(
    [`schedules: fault ${FORECAST} is off: nothing starts its runs`],
  );
});

describe('a forecast that has not run for a day', () => {
  const idle = { invocations: [], errors: [], throttles: [] };
  const said = (minutes: number) =>
    findings(
      ({ runs, functions }) => ({
        runs: entry(runs, FORECAST, idle),
        functions: change(functions, FORECAST, { modified: ago(minutes) }),
      }),
      forecast,
    );
  test('is a fault', () => {
    expect(said(26 * 60)).toEqual([`runs: fault ${FORECAST} has not run for a day`]);
  });
  test('is none on its first day', () => {
    expect(said(23 * 60)).toEqual([]);
  });
});

test('an anomaly alarm without data has yet to learn', () => {
  const overrides = { neon: { ActiveConnections: { anomaly: { band: 2, side: 'above' } } } } as const;
  const LEARNS = 'production-neon-active-connections-anomaly';
  const state = { state: 'INSUFFICIENT_DATA', since: ago(600) };
  expect(findings(({ alarms }) => ({ alarms: change(alarms, LEARNS, state) }), { overrides })).toEqual([
    `alarms: note ${LEARNS} has insufficient data for 10 hours: CloudWatch has not learnt yet what is usual for ActiveConnections`,
  ]);
});

test('one that the table no longer has is a stray', () => {
  const { functions } = { functions: expectedIn(environment('production', forecast)).functions };
  const left = functions.find(({ name }) => name === FORECAST);
  if (!left) throw new Error('there is no forecast');
  const fact = { ...left, arn: 'arn:x', reserved: undefined, modified: undefined };
  expect(findings((facts) => ({ functions: [...facts.functions, fact] }))).toEqual([
    `strays: fault ${FORECAST} is deployed, and no table has it`,
  ]);
});

test('a forecast alarm without data is a note: a forecast may be absent for a reason', () => {
  const ALARM = 'production-neon-database-size-forecast-critical';
  const said = findings(
    ({ alarms }) => ({ alarms: change(alarms, ALARM, { state: 'INSUFFICIENT_DATA', reason: 'Unchecked' }) }),
    forecast,
  );
  expect(said).toEqual([expect.stringMatching(`^alarms: note ${ALARM} has insufficient data`)]);
});

describe.each([
  ['us-east-1', 'production-monitoring-alerts'],
  ['eu-west-1', 'production-uptime-alerts'],
])('uptime checks of an environment in %s', (region, topic) => {
  const checks = { region, uptime: [{ name: 'shop', url: 'https://www.example.com/' }] } as const;
  const expected = expectedIn(environment('production', checks));
  const [alarm] = expected.uptime?.alarms ?? [];

  test('their alarms tell a topic in us-east-1', () => {
    expect(expected.uptime?.topic).toBe(topic);
    expect(findings(() => ({}), checks)).toEqual([]);
  });

  test('a missing alarm, one that is deaf, and one that has begun are said', () => {
    const name = alarm?.name ?? '';
    expect(
      findings(({ uptime }) => ({ uptime: { ...uptime, alarms: without(uptime.alarms, name) } }), checks),
    ).toEqual([`uptime: fault ${name} is not there`]);
    const changed = (by: object) =>
      findings(({ uptime }) => ({ uptime: { ...uptime, alarms: change(uptime.alarms, name, by) } }), checks);
    expect(changed({ actions: ['arn:other'] })).toEqual([
      `uptime: fault ${name} does not tell the topic of its environment`,
    ]);
    expect(changed({ state: 'ALARM', reason: 'Down.', since: ago(5) })).toEqual([
      expect.stringMatching(`^uptime: note ${name} is in ALARM`),
    ]);
  });
});

test('a topic in us-east-1 that nobody hears is named', () => {
  const checks = {
    region: 'eu-west-1',
    uptime: [{ name: 'shop', url: 'https://www.example.com/' }],
  } as const;
  const said = findings(
    ({ uptime }) => ({ uptime: { ...uptime, topic: { ...uptime.topic, subscriptions: [] } } }),
    checks,
  );
  expect(said).toContain(
    'uptime: fault production-uptime-alerts has no subscription: nobody hears the alarms',
  );
});
