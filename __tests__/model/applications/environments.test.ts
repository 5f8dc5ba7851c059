import { validateEnvironments } from '../../../model/checks/environments';
import type { Entry } from '../../../model/environment';
import { applications } from '../../../thresholds/application/applications';
import { tables } from '../../fixtures/environments';

jest.mock('../../../thresholds/application/applications', () => {
  const { checkout } = jest.requireActual('../../fixtures/applications');
  const { SlowCheckout: row } = checkout.rows;
  const of = (title: string, ...names: readonly string[]) => ({
    ...checkout,
    title,
    dimensions: { service: title },
    rows: Object.fromEntries(names.map((name) => [name, { ...row, metric: name }])),
  });
  return {
    applications: {
      checkout,
      order: of('order', 'ApiErrors'),
      'order-api': of('order-api', 'Errors', 'Late'),
      'a-neon': of('a-neon', 'SlowQueries'),
      long: of('long', 'L'.repeat(240)),
    },
  };
});

// After the project of the fixture, which is valid.
Object.assign(applications, { broken: { rows: [] } });

const [, , production] = tables.environments as [Entry, Entry, Entry];
const found = (...changes: readonly object[]) =>
  validateEnvironments(
    changes.map((change) => ({ ...production, ...change }) as Entry),
    'macro-ai',
  ).map(({ at, problem, fix }) => `${at} ${problem}: ${fix}`);
const watching = (...applications: readonly unknown[]) => ({ applications });
const overriding = (overrides: object) => watching({ name: 'checkout', overrides });
const AT = 'production: applications[checkout]';

test.each([
  [watching()],
  [watching('checkout')],
  [watching({ name: 'checkout' }, 'order')],
  [overriding({ OrderErrors: { warning: 8 }, SlowCheckout: { alarm: 'off', reason: 'Not yet.' } })],
  // Its own file is reported, and not the environments that name it.
  [watching('broken')],
  [{ ...watching('checkout'), dashboards: [{ name: 'shop', rows: ['checkout.*', 'neon.Up'] }] }],
])('valid: %j', (change) => {
  expect(found(change)).toEqual([]);
});

test.each<[change: object, said: string]>([
  [
    watching('basket'),
    'production: applications[basket] is not an application: use one of checkout, order, order-api, a-neon, long, broken, or add it to thresholds/application/applications.ts',
  ],
  [watching('toString'), 'production: applications[toString] is not an application'],
  [watching('checkout', 'checkout'), `${AT} is listed more than once: remove all but one`],
  [watching(7), 'production: applications[0] is 7: use a text in quotes'],
  [{ applications: 'checkout' }, 'production: applications is "checkout": use a list […]'],
  [
    watching({ name: 'checkout', level: 'core' }),
    'production: applications[0].level is not a known field: use one of name, overrides',
  ],
  [
    overriding({ Orders: { warning: 1 } }),
    `${AT}.overrides.Orders is not a row: use one of OrderErrors, SlowCheckout,`,
  ],
  [
    overriding({ TypicalCheckout: { warning: 1 } }),
    `${AT}.overrides.TypicalCheckout has no alarm: remove the override`,
  ],
  [overriding({ SlowCheckout: { critical: 9000 } }), `${AT}.overrides.SlowCheckout has no critical alarm`],
  [
    overriding({ OrderErrors: { warning: 21 } }),
    `${AT}.overrides.OrderErrors warns at 21, beyond critical at 20`,
  ],
  [
    overriding({ OrderErrors: { alarm: 'off' } }),
    'production: applications[0].overrides.OrderErrors.reason is missing: say why in one line',
  ],
  [
    overriding({ OrderErrors: { anomaly: { band: 2, side: 'both' } } }),
    'OrderErrors.anomaly is not a known field: use one of warning, critical',
  ],
  [
    { overrides: { checkout: { OrderErrors: { warning: 8 } } } },
    "production: overrides.checkout is not a known field: write it as applications: [{ name: 'checkout', overrides: {…} }]",
  ],
  [
    watching('long'),
    'production: applications[long] makes an alarm name 265 characters long; CloudWatch allows 255: shorten the name of its row',
  ],
  [
    { ...watching('checkout'), dashboards: [{ name: 'shop', rows: ['checkout.Orders'] }] },
    'production: dashboards[shop].rows[checkout.Orders] names no row: use one of OrderErrors,',
  ],
  [
    { ...watching('checkout'), dashboards: [{ name: 'shop', rows: ['checkout(*).OrderErrors'] }] },
    'names a database of an application, which has none: write checkout.OrderErrors',
  ],
  [
    { ...watching('order'), dashboards: [{ name: 'shop', rows: ['checkout.OrderErrors'] }] },
    'names no service: use one of neon, upstash, order',
  ],
])('wrong: %j', (change, said) => {
  expect(found(change)).toEqual([expect.stringContaining(said)]);
});

test('alarms and dashboards of two applications, or of a service, cannot have one name', () => {
  expect(found(watching('order', 'order-api'))).toEqual([
    'production: applications[order-api] makes the alarm name production-order-api-errors-warning, which applications[order] in production has, too: rename one of the two',
  ]);
  expect(found({ name: 'a', ...watching('a-neon') }, { name: 'a-a', ...watching() })).toEqual([
    expect.stringContaining(
      'a: applications[a-neon] makes the dashboard name a-a-neon-monitoring-dashboard, which',
    ),
  ]);
  expect(found({ name: 'a', ...watching('order-api') }, { name: 'b', ...watching('order') })).toEqual([]);
});
