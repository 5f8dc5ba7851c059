import type { WatchedApplication } from '../../model/applications/shape';
import type { BacktestResult } from '../../model/backtest/result';
import { remarksOf } from '../../model/checks/remarks';
import type { Environment } from '../../model/environment';
import { unfitFor } from '../../reports/changes/backtest';
import { cost, usdOf } from '../../reports/cost/bill';
import { chargesOf } from '../../reports/cost/charges';
import { costDocument } from '../../reports/cost/document';
import { metricsDocument } from '../../reports/metrics';
import { planCharges } from '../../reports/plan/charges';
import { parsePlan } from '../../reports/plan/parse';
import { runbookDocument } from '../../reports/runbook';
import { applications } from '../../thresholds/application/applications';
import { environment, environments } from '../fixtures/environments';
import { planBetween } from '../support/stacks/planned';
import { review, under } from './plan/reports';

jest.mock('../../thresholds/application/applications', () => jest.requireActual('../fixtures/applications'));

const without = environment('production');
const watching = (overrides: WatchedApplication['overrides'] & {} = {}): Environment => ({
  ...without,
  applications: [{ name: 'checkout', overrides }],
});
const usual = watching();
const changed = watching({
  OrderErrors: { warning: 8 },
  Heartbeat: { alarm: 'off', reason: 'No job here.' },
});
const own = (charges: ReturnType<typeof chargesOf>) =>
  charges.filter(({ service }) => service === 'checkout');

describe('the price', () => {
  test('is that of the alarms and of a dashboard, and not of the metrics', () => {
    expect(usdOf(cost([usual]).lines) - usdOf(cost([without]).lines)).toBeCloseTo(5 * 0.1 + 3);
    expect(own(chargesOf(usual)).some(({ item }) => item === 'metric')).toBe(false);
    expect(own(chargesOf({ ...usual, dashboards: false })).map(({ item }) => item)).toEqual(
      Array(5).fill('alarmMetric'),
    );
    expect(own(chargesOf(changed)).filter(({ item }) => item === 'alarmMetric')).toHaveLength(3);
  });

  test('is shown apart, with what the application itself pays', () => {
    // Two rows see one metric.
    expect(costDocument([usual])).toContain('| checkout in production | 5 | 5 | 3.50 | 3 | 0.90 |');
    expect(costDocument([without])).not.toContain('## Applications');
  });

  test('is the same for a plan as for the table', () => {
    const charged = (side: 'before' | 'after') =>
      planCharges(parsePlan(planBetween(without, usual), 'x'), side, [usual]).reduce(
        (sum, { item, quantity }) => (item === 'alarmMetric' ? sum + quantity : sum),
        0,
      );
    expect(charged('after') - charged('before')).toBe(5);
  });
});

describe('the plan report', () => {
  const rows = (from: Environment | undefined, to: Environment | undefined) =>
    under('Rows and thresholds', review(planBetween(from, to)));

  test('names rows and thresholds as for the databases', () => {
    expect(rows(usual, changed)).toEqual([
      'OrderErrors warning 5 → 8 per minute (fires later)',
      'Heartbeat removed: warning below 1, critical below 1',
    ]);
    expect(rows(without, usual)).toEqual([
      'Heartbeat added: warning below 1, critical below 1',
      'OrderErrors added: warning above 5 per minute, critical above 20 per minute',
      'SlowCheckout added: warning above 1.5 s',
    ]);
    expect(rows(usual, without).join()).toContain('SlowCheckout removed: warning above 1.5 s');
  });

  test('takes a back-test, which has no alarms of applications', () => {
    const plan = parsePlan(planBetween(without, usual), 'x');
    const ofServices = unfitFor(plan, { alarms: [] } as unknown as BacktestResult);
    expect(ofServices.length).toBeGreaterThan(0);
    expect(ofServices.join()).not.toContain('checkout');
  });

  test('still reads the alarms of an application that is no longer in the table', () => {
    const plan = planBetween(usual, without);
    const { checkout } = applications as Record<string, unknown>;
    Reflect.deleteProperty(applications, 'checkout');
    try {
      expect(under('Rows and thresholds', review(plan)).join()).toContain(
        'checkout.duration removed: warning above 1,500',
      );
    } finally {
      Object.assign(applications, { checkout });
    }
  });
});

describe('the documents', () => {
  const runbook = runbookDocument([usual, environment('staging', { applications: ['checkout'] })]);
  const metrics = metricsDocument([changed]);

  test('the runbook has an entry for each row with alarms, under the anchor that the alarm links to', () => {
    expect(runbook).toContain('## Checkout\n');
    for (const heading of ['Checkout order errors', 'Checkout slow checkout', 'Checkout heartbeat'])
      expect(runbook).toContain(`### ${heading}\n`);
    expect(runbook).not.toContain('### Checkout typical checkout');
    expect(runbook).toContain(
      '- In production, staging, critical: OrderErrors above 20 per minute, in 2 of 3 periods of 5 minutes.',
    );
    expect(runbook).toContain(
      '- In production, staging, warning: p99.9 of SlowCheckout above 1.5 s, in 5 periods of 1 minute in a row.',
    );
    expect(runbook).toContain('Customers cannot buy. The checkout ends orders with an error.');
    expect(runbook).toContain('**First:** Open a trace of a slow order.');
    expect(runbook).toContain('- A release is broken. Roll it back.');
  });

  test('the reference has each row with its metric, and what the environment changes', () => {
    expect(metrics).toContain(
      '**SlowCheckout** (Milliseconds). The time from a confirmed order to the answer, of the slowest thousandth. Metric `checkout.duration` in `Shop`, with `service` = `checkout`, `stage` = `production` in production. Evaluated: p99.9 of each period of 1 min.',
    );
    expect(metrics).toContain('Metric `Heartbeat` in `Shop`, with no dimensions in production.');
    expect(metrics).toContain('- In production, warning: OrderErrors above 8 per minute');
    expect(metrics).toContain('- In production, no alarm. No job here.');
    expect(metrics).toContain('- In production, no alarm. SlowCheckout sees what customers wait for.');
  });

  test('say nothing of applications where none is watched', () => {
    for (const text of [
      runbookDocument(environments),
      metricsDocument(environments),
      costDocument(environments),
    ])
      expect(text).not.toMatch(/## Checkout|checkout in production|OrderErrors/);
  });
});

test('their alarms count in the quota of a region', () => {
  const databases = { neon: Array.from({ length: 2000 }, (_, i) => ({ name: `t-${i}` })) };
  const many = { ...usual, level: 'core' as const, databases, groupedAlarmsAbove: 5000 };
  const counted = (one: Environment) => /has (\d+) alarms/.exec(remarksOf(one).join('\n'))?.[1];
  const { applications: _, ...alone } = many;
  expect(Number(counted(many)) - Number(counted(alone))).toBe(5);
});
