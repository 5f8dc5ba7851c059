import { type EnvironmentRule, type Finding, repeated } from '../checks/finding';
import { partitionOf } from '../links';

/** AWS Budgets: notifications of one budget. */
const MOST_NOTIFICATIONS = 10;
const MOST_DOLLARS = 1_000_000_000;
const MOST_PERCENT = 1000;

/** Why AWS takes no budget in US dollars there. */
const elsewhere: Readonly<Record<ReturnType<typeof partitionOf>, string | undefined>> = {
  aws: undefined,
  'aws-cn': 'AWS bills China in CNY, not in US dollars',
  'aws-us-gov':
    'AWS Budgets is not in GovCloud: its costs are on the bill of the standard account that belongs to it',
};

/** Checks the numbers of a budget. */
export const budgetRule: EnvironmentRule = function* ({ budget: set, region }) {
  if (!set) return;
  const why = elsewhere[partitionOf(region)];
  if (why !== undefined)
    yield [
      'budget',
      `is set in ${region}, and ${why}`,
      'remove it here, and watch the bill where AWS sends it',
    ];
  const { monthlyDollars: dollars, at } = set;
  const cents = Math.round(dollars * 100) / 100;
  if (!(dollars > 0 && dollars <= MOST_DOLLARS && cents === dollars))
    yield [
      'budget.monthlyDollars',
      `is ${dollars}`,
      `use US dollars from 0.01 to ${MOST_DOLLARS}, with at most two decimals`,
    ];
  if (at) yield* percentFindings(at);
};

function* percentFindings(at: readonly number[]): Iterable<Finding> {
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
}
