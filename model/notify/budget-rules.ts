import { type EnvironmentRule, repeated } from '../checks/finding';

/** AWS Budgets: notifications of one budget. */
const MOST_NOTIFICATIONS = 10;
const MOST_DOLLARS = 1_000_000_000;
const MOST_PERCENT = 1000;

/** Checks the numbers of a budget. */
export const budgetRule: EnvironmentRule = function* ({ budget: set }) {
  if (!set) return;
  const { monthlyDollars: dollars, at } = set;
  const cents = Math.round(dollars * 100) / 100;
  if (!(dollars > 0 && dollars <= MOST_DOLLARS && cents === dollars))
    yield [
      'budget.monthlyDollars',
      `is ${dollars}`,
      `use US dollars from 0.01 to ${MOST_DOLLARS}, with at most two decimals`,
    ];
  if (!at) return;
  if (at.length === 0)
    yield ['budget.at', 'is empty: nobody would be told', 'use percentages such as [80, 100], or remove it'];
  if (at.length > MOST_NOTIFICATIONS)
    yield ['budget.at', `has ${at.length} percentages`, `use at most ${MOST_NOTIFICATIONS}`];
  for (const twice of repeated(at.map(String)))
    yield ['budget.at', `has ${twice} more than once`, 'remove all but one'];
  for (const percent of new Set(at))
    if (!(Number.isInteger(percent) && percent >= 1 && percent <= MOST_PERCENT))
      yield [
        'budget.at',
        `has ${percent}`,
        percent > 0 && percent <= 2 && !Number.isInteger(percent)
          ? `use whole percentages from 1 to ${MOST_PERCENT}, such as ${Math.round(percent * 100)}`
          : `use whole percentages from 1 to ${MOST_PERCENT}`,
      ];
};
