import { applicationsOf } from '../../../model/applications/application';
import { applicationBody } from '../../../stacks/applications/body';
import { boardBody } from '../../../stacks/boards/body';
import { checkDashboard } from '../../../stacks/dashboard/check';
import { environment as fixture } from '../../fixtures/environments';
import { environmentStack } from '../../support/stacks/stack';
import { alarmsOf } from '../../support/stacks/synthesized';

jest.mock('../../../thresholds/application/applications', () =>
  jest.requireActual('../../fixtures/applications'),
);

const ACCOUNT = '123456789012';
const watched = fixture('production', {
  applications: ['checkout'],
  dashboards: [{ name: 'shop', rows: ['checkout.*Checkout', 'neon.Up'] }],
});
const [application] = applicationsOf(watched);
if (!application) throw new Error('there is no application');
const alarms = alarmsOf(application);
const alarm = (name: string) => {
  const found = alarms.get(`production-checkout-${name}`);
  if (!found) throw new Error(`there is no alarm ${name} among ${[...alarms.keys()]}`);
  return found;
};
const inShop = { namespace: 'Shop', dimensions: { service: 'checkout', stage: 'production' } };

test('each row with alarms has one for each of its thresholds', () => {
  expect([...alarms.keys()].sort()).toEqual(
    [
      'heartbeat-critical',
      'heartbeat-warning',
      'order-errors-critical',
      'order-errors-warning',
      'slow-checkout-warning',
    ].map((name) => `production-checkout-${name}`),
  );
});

test('an alarm on a percentile has exactly these arguments', () => {
  const { alarm_description: description, ...rest } = alarm('slow-checkout-warning');
  expect(rest).toEqual({
    alarm_name: 'production-checkout-slow-checkout-warning',
    ...inShop,
    metric_name: 'checkout.duration',
    extended_statistic: 'p99.9',
    evaluate_low_sample_count_percentiles: 'ignore',
    period: 60,
    threshold: 1500,
    comparison_operator: 'GreaterThanThreshold',
    evaluation_periods: 5,
    datapoints_to_alarm: 5,
    treat_missing_data: 'ignore',
    alarm_actions: [expect.stringContaining(':alerts')],
    ok_actions: [expect.stringContaining(':alerts')],
    tags: { Service: 'checkout', Category: 'performance', Severity: 'warning' },
  });
  expect(description).toBe(
    'The time from a confirmed order to the answer, of the slowest thousandth. | ' +
      'WARNING when p99.9 of SlowCheckout of Checkout in production is above 1.5 s in 5 periods of 1 minute in a row; values and times are in the reason for the state change. | ' +
      'Do first: Open a trace of a slow order. | ' +
      'Runbook: docs/runbook.md#checkout-slow-checkout | ' +
      'Dashboard: https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/production-checkout-monitoring-dashboard',
  );
});

test('events per minute are metric math over a sum, and its text has the first command of the runbook', () => {
  const errors = alarm('order-errors-critical');
  expect(errors).toMatchObject({
    threshold: 20,
    metric_query: [
      { id: 'm1', metric: { ...inShop, metric_name: 'OrderErrors', stat: 'Sum', period: 300 } },
      {
        id: 'rate',
        expression: 'm1 / (PERIOD(m1) / 60)',
        label: 'OrderErrors per minute',
        return_data: true,
      },
    ],
    evaluation_periods: 3,
    datapoints_to_alarm: 2,
  });
  expect(errors.alarm_description).toMatch(
    /^Customers cannot buy\. \| CRITICAL when OrderErrors of Checkout in production is above 20 per minute in 2 of 3 periods of 5 minutes/,
  );
  expect(errors.alarm_description).toContain('/aws/lambda/$ENVIRONMENT-checkout --since 15m');
});

test('a row may have dimensions of its own, or none, and any simple statistic', () => {
  expect(alarm('heartbeat-critical')).toMatchObject({
    metric_name: 'Heartbeat',
    dimensions: {},
    statistic: 'SampleCount',
    period: 3600,
    comparison_operator: 'LessThanThreshold',
    evaluation_periods: 2,
    treat_missing_data: 'breaching',
  });
});

test('an environment changes numbers, and takes alarms away', () => {
  const [changed] = applicationsOf({
    ...watched,
    applications: [
      {
        name: 'checkout',
        overrides: { OrderErrors: { warning: 8 }, Heartbeat: { alarm: 'off', reason: 'No job here.' } },
      },
    ],
  });
  const own = changed ? alarmsOf(changed) : new Map();
  expect(own.get('production-checkout-order-errors-warning')).toMatchObject({ threshold: 8 });
  expect(own.get('production-checkout-order-errors-critical')).toMatchObject({ threshold: 20 });
  expect([...own.keys()].some((name) => name.includes('heartbeat'))).toBe(false);
});

describe('the dashboard', () => {
  const body = applicationBody(application, ACCOUNT);
  const graphs = body.widgets.flatMap(({ type, properties }) =>
    type === 'metric' && Object(properties).view === 'timeSeries' ? [Object(properties)] : [],
  );
  const graph = (title: string) => graphs.find((one) => one.title === title);

  test('is valid, and has a graph for each row in its section, with the period and the statistic of the row', () => {
    expect(checkDashboard(body)).toEqual([]);
    expect(graphs.map(({ title }) => title)).toEqual([
      ...['Failed orders', 'SlowCheckout', 'TypicalCheckout', 'Heartbeat'],
    ]);
    const headings = body.widgets.flatMap(({ properties }) => Object(properties).markdown ?? []);
    expect(headings).toEqual(expect.arrayContaining(['# Checkout, production', '## Checkout', '## Orders']));
    expect(graph('SlowCheckout')).toMatchObject({
      period: 60,
      metrics: [
        ['Shop', 'checkout.duration', 'service', 'checkout', 'stage', 'production', { stat: 'p99.9' }],
      ],
      annotations: { horizontal: [{ value: 1500, label: 'warning: above 1.5 s', fill: 'above' }] },
    });
    // Without alarms it is drawn as its row says, too.
    expect(graph('TypicalCheckout').metrics[0].at(-1)).toMatchObject({ stat: 'p50' });
    expect(graph('Heartbeat').metrics[0].slice(0, -1)).toEqual(['Shop', 'Heartbeat']);
  });

  test('has the states of the alarms, the number of a tile, and links to the other dashboards', () => {
    const states = body.widgets.flatMap(({ properties }) => Object(properties).alarms ?? []);
    expect(states).toHaveLength(5);
    expect(states).toContain(
      `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:production-checkout-order-errors-critical`,
    );
    expect(body.widgets).toContainEqual(
      expect.objectContaining({
        properties: expect.objectContaining({ view: 'singleValue', title: 'Failed orders', period: 300 }),
      }),
    );
    expect(JSON.stringify(body)).toContain('[Neon Postgres](');
  });

  test('of one’s own may name its rows beside those of the services', () => {
    const [board] = watched.dashboards as readonly { name: string; rows: string[] }[];
    const own = board && boardBody(board, watched, [application], ACCOUNT);
    expect(own && checkDashboard(own)).toEqual([]);
    expect(JSON.stringify(own)).toContain('"checkout.duration"');
    expect(JSON.stringify(own)).not.toContain('"OrderErrors"');
  });
});

describe('the stack', () => {
  const stack = (change: object) => environmentStack({ ...fixture('staging'), ...change });
  const without = stack({});
  const namesIn = ({ resource }: typeof without, type: string, field: string) =>
    Object.values(resource[type] ?? {}).map((one) => one[field]);
  const ALARM = 'aws_cloudwatch_metric_alarm';
  const BOARD = 'aws_cloudwatch_dashboard';

  test('has five alarms, a dashboard and an output more, and everything else is the same', () => {
    const watching = stack({ applications: ['checkout'] });
    const more = (type: string, field: string) =>
      namesIn(watching, type, field).filter((name) => !namesIn(without, type, field).includes(name));
    expect(more(ALARM, 'alarm_name')).toHaveLength(5);
    expect(more(BOARD, 'dashboard_name')).toEqual(['staging-checkout-monitoring-dashboard']);
    expect(watching.output).toMatchObject({
      checkout_application_dashboard: { value: expect.stringContaining('staging-checkout') },
    });
    // No collector: no function, no role, no schedule, no log.
    for (const type of Object.keys(watching.resource).filter((one) => one !== ALARM && one !== BOARD))
      expect([type, Object.keys(watching.resource[type] ?? {})]).toEqual([
        type,
        Object.keys(without.resource[type] ?? {}),
      ]);
  });

  test('has no dashboard of it in an environment without dashboards, and no link to one', () => {
    const dark = stack({ applications: ['checkout'], dashboards: false });
    expect(namesIn(dark, BOARD, 'dashboard_name')).toEqual([]);
    const own = Object.values(dark.resource[ALARM] ?? {}).filter(({ alarm_name: name }) =>
      `${name}`.includes('-checkout-'),
    );
    expect(own).toHaveLength(5);
    for (const { alarm_description: text } of own) expect(text).not.toContain('Dashboard:');
  });
});
