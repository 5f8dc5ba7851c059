import type { RowFact } from '../../../reports/doctor/facts';
import { findings, without } from '../../fixtures/diagnosed';
import { environment } from '../../fixtures/environments';
import { ago, expectedIn, silent } from '../../fixtures/healthy-facts';

jest.mock('../../../thresholds/application/applications', () =>
  jest.requireActual('../../fixtures/applications'),
);

const fields = { applications: ['checkout'] } as const;
const ERRORS = 'checkout OrderErrors';
const expected = expectedIn(environment('production', fields));
const said = (fact: RowFact) => findings(({ rows }) => ({ rows: new Map(rows).set(ERRORS, fact) }), fields);

test('rows, alarms and the dashboard of an application are expected', () => {
  expect(expected.rows.find(({ key }) => key === ERRORS)).toMatchObject({
    ...{ namespace: 'Shop', metric: 'OrderErrors', statistic: 'Sum' },
    dimensions: { service: 'checkout', stage: 'production' },
  });
  expect(expected.rows.find(({ row }) => row === 'SlowCheckout')).toMatchObject({
    ...{ metric: 'checkout.duration', statistic: 'p99.9' },
  });
  expect(findings(() => ({}), fields)).toEqual([]);
  const ALARM = 'production-checkout-order-errors-warning';
  expect(findings(({ alarms }) => ({ alarms: without(alarms, ALARM) }), fields)).toEqual([
    expect.stringContaining(`fault ${ALARM} is not there`),
  ]);
  expect(expected.dashboards.filter((name) => name.includes('checkout'))).toHaveLength(1);
});

test('a metric that was never published is a fault, with the nearest dimensions that are', () => {
  expect(said(silent())).toEqual([
    'rows: fault checkout OrderErrors was never published: there is no OrderErrors in Shop',
  ]);
  expect(
    said(silent({ elsewhere: [{ service: 'checkout', stage: 'Production' }, { service: 'other' }] })),
  ).toEqual([
    'rows: fault checkout OrderErrors is published, but not with service=checkout, stage=production: the nearest in Shop is service=checkout, stage=Production',
  ]);
});

test('one that has had no value for a while is a note: perhaps nothing happened', () => {
  expect(said(silent({ before: ago(60 * 24) }))).toEqual([
    expect.stringMatching(/^rows: note checkout OrderErrors has had no value for /),
  ]);
});
