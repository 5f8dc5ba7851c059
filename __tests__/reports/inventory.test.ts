import type { Environment } from '../../model/environment';
import { bill, cost, usdOf } from '../../reports/cost/bill';
import { planCharges } from '../../reports/plan/charges';
import { parsePlan } from '../../reports/plan/parse';
import { environments } from '../fixtures/environments';
import { planBetween } from '../support/stacks/planned';

const [feature, , production] = environments as [Environment, Environment, Environment];

test.each<[string, Environment]>([
  ['feature', feature],
  ['production', production],
  [
    'an environment without the Neon API, every minute',
    { ...production, neonApi: false, collectionMinutes: 1 },
  ],
  ['an environment with a namespace of its own', { ...production, namespace: 'own' }],
  [
    'an environment with several databases',
    {
      ...production,
      databases: {
        neon: [{}, { name: 'a', level: 'core', limits: { databaseGigabytes: 5 } }, { name: 'b' }],
        upstash: [{ name: 'c' }],
      },
    },
  ],
  [
    'an environment with many databases and no dashboards',
    {
      ...feature,
      dashboards: false,
      databases: {
        neon: Array.from({ length: 60 }, (_, i) => ({
          name: `tenant-${i}`,
          level: i % 2 ? 'extended' : 'core',
        })),
      },
    },
  ],
  [
    'an environment with forecasts of several databases',
    { ...production, forecast: true, databases: { neon: [{}, { name: 'a', level: 'core' }, { name: 'b' }] } },
  ],
  ['an environment whose pace adapts', { ...production, adaptive: true }],
  ['an hourly one', { ...feature, collectionMinutes: 60 }],
])('the plan of %s costs the same as the table of environments', (_, of) => {
  const plan = parsePlan(planBetween(undefined, of), 'x.json');
  const planned = bill(planCharges(plan, 'after', [of]));
  const table = cost([of]);
  for (const line of table.lines) {
    const alike = ({ item, row, service }: typeof line) =>
      item === line.item && row === line.row && (row === undefined || service === line.service);
    expect([line.item, line.row, usdOf(planned.lines, alike)]).toEqual([
      line.item,
      line.row,
      expect.closeTo(usdOf(table.lines, alike), 9),
    ]);
  }
  expect(planned.totalUsd).toBeCloseTo(table.totalUsd, 9);
  expect(bill(planCharges(plan, 'before', [of])).listUsd).toBe(0);
});
