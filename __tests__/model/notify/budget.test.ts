import { validateEnvironments } from '../../../model/checks/environments';
import { remarksOf } from '../../../model/checks/remarks';
import { percentsOf, tagFilter } from '../../../model/notify/budget';
import { environment, tables } from '../../fixtures/environments';

const [, , production] = tables.environments;
const check = (budget: unknown, more: object = {}) =>
  validateEnvironments([{ ...production, ...more, budget } as never], 'macro-ai').map(
    ({ at, problem, fix }) => `${at.replace('production: ', '')} ${problem}: ${fix}`,
  );

test.each([
  [{ monthlyDollars: 25 }],
  [{ monthlyDollars: 0.01, at: [100] }],
  [{ monthlyDollars: 19.99, at: [120, 80], of: 'account' }],
  [{ monthlyDollars: 1e9, at: [1, 2, 3, 4, 5, 6, 7, 8, 9, 1000], of: 'environment' }],
])('valid: %j', (budget) => expect(check(budget)).toEqual([]));

const percentages = 'use whole percentages from 1 to 1000';
test.each([
  [
    { monthlyDollars: 0 },
    'budget.monthlyDollars is 0: use US dollars from 0.01 to 1000000000, with at most two decimals',
  ],
  [{ monthlyDollars: -5 }, 'budget.monthlyDollars is -5: use US dollars'],
  [{ monthlyDollars: 0.001 }, 'budget.monthlyDollars is 0.001: use US dollars'],
  [{ monthlyDollars: 1e21 }, 'budget.monthlyDollars is 1e+21: use US dollars'],
  [{ monthlyDollars: Number.NaN }, 'budget.monthlyDollars is NaN: use a number'],
  [{ monthlyDollars: '25' }, 'budget.monthlyDollars is "25": use a number'],
  [{ at: [80] }, 'budget.monthlyDollars is missing: use a number'],
  [
    { monthlyDollars: 25, at: [] },
    'budget.at is empty: nobody would be told: use percentages such as [80, 100], or remove it',
  ],
  [{ monthlyDollars: 25, at: [0.8] }, `budget.at has 0.8: ${percentages}, such as 80`],
  [{ monthlyDollars: 25, at: [0] }, `budget.at has 0: ${percentages}`],
  [{ monthlyDollars: 25, at: [1001] }, `budget.at has 1001: ${percentages}`],
  [{ monthlyDollars: 25, at: [80, 100, 80] }, 'budget.at has 80 more than once: remove all but one'],
  [
    { monthlyDollars: 25, at: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
    'budget.at has 11 percentages: use at most 10',
  ],
  [{ monthlyDollars: 25, of: 'team' }, 'budget.of is "team": use one of environment, account'],
  [{ monthlyDollars: 25, limit: 3 }, 'budget.limit is not a known field'],
])('refused: %j', (budget, says) => {
  expect(check(budget)).toEqual([expect.stringContaining(says)]);
});

test.each([
  ['cn-north-1', 'AWS bills China in CNY'],
  ['us-gov-west-1', 'AWS Budgets is not in GovCloud'],
])('%s has no budget in US dollars', (region, why) => {
  expect(check({ monthlyDollars: 25 }, { region })).toEqual([
    expect.stringContaining(`budget is set in ${region}, and ${why}`),
  ]);
});

test('percentages are told in ascending order; without any, 80 and 100', () => {
  expect(percentsOf({ monthlyDollars: 1, at: [120, 9, 80] })).toEqual([9, 80, 120]);
  expect(percentsOf({ monthlyDollars: 1 })).toEqual([80, 100]);
});

test('the filter has the form of AWS Budgets', () => {
  expect(tagFilter('production')).toBe('user:Environment$production');
});

test('what a budget by tag cannot see is said; one of the account sees everything', () => {
  const said = (budget: object) => remarksOf(environment('production', { budget } as never)).join('\n');
  expect(said({ monthlyDollars: 25 })).toContain(
    'activated as a cost allocation tag in the management account',
  );
  expect(said({ monthlyDollars: 25 })).toContain(
    'Custom metrics, the largest line of the bill, have no tags',
  );
  expect(said({ monthlyDollars: 25, of: 'account' })).not.toContain('budget');
});
