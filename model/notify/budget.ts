import * as v from 'valibot';
import { closed, listOf, number, oneOf } from '../checks/schema';

/** What a month may cost, and whom to tell when. */
export const budget = closed({
  /** US dollars per calendar month. */
  monthlyDollars: number,
  /** Percentages of it at which the topic is told of what was spent; by default 80 and 100. */
  at: v.exactOptional(listOf(number)),
  /** Whose cost: what is tagged with the environment's name (the default), or everything in the account. */
  of: v.exactOptional(oneOf(['environment', 'account'])),
});
export type Budget = v.InferOutput<typeof budget>;

const DEFAULT_PERCENTS: readonly number[] = [80, 100];

/** The percentages at which a budget tells, ascending. */
export const percentsOf = ({ at = DEFAULT_PERCENTS }: Budget): readonly number[] =>
  [...at].sort((a, b) => a - b);

/** Whether it sees the cost of what has the environment's tag only. */
export const isByTag = ({ of = 'environment' }: Budget): boolean => of === 'environment';

/** The tag that tells the environments' costs apart. It is on all resources. */
export const COST_TAG = 'Environment';

/** A tag as a filter of AWS Budgets names it: `user:Environment$production`. */
export const tagFilter = (environment: string): string => `user:${COST_TAG}$${environment}`;
