import type { Environment } from '../../model/environment';
import { serviceNames, serviceOf } from '../../thresholds/services';
import { averageMinutes } from '../cost/assumptions';
import { bill, type Line, usdOf } from '../cost/bill';
import { elsewhereTable, type Watched } from '../cost/elsewhere';
import { name, table, usd } from '../markdown';
import { planCharges } from './charges';
import { type Schedule, schedules } from './inventory';
import type { Plan } from './parse';

/** What a plan costs at AWS per month, at list price, before and after it. */
export interface Cost {
  readonly before: number;
  readonly after: number;
}

/** A plan of a part of the stack, or one that lists no resources, says nothing of what the rest costs. */
export const isPriced = ({ recordsOnly, complete, failed }: Plan): boolean =>
  complete && !failed && !recordsOnly;

interface Bills {
  readonly of: (plan: Plan) => Cost;
  readonly total: Cost;
}

/** The bills of these plans together: environments in one account share its free tier. */
export function bills(plans: readonly Plan[], environments: readonly Environment[]): Bills {
  const side = (which: 'before' | 'after') =>
    bill(plans.flatMap((plan) => planCharges(plan, which, environments)));
  const [before, after] = [side('before'), side('after')];
  const of = (lines: readonly Line[], { environment }: Plan) =>
    usdOf(lines, (line) => line.environment === environment);
  return {
    of: (plan) => ({ before: of(before.lines, plan), after: of(after.lines, plan) }),
    total: { before: before.totalUsd, after: after.totalUsd },
  };
}

/** `16.85 → 17.05`, or one number if nothing changes. */
export function priced({ before, after }: Cost): string {
  return Math.abs(after - before) < 0.005 ? usd(after) : `${usd(before)} → ${usd(after)}`;
}

/** The cost at AWS as a table. */
export function costTable(plans: readonly Plan[], { of, total }: Bills): string {
  const row = (label: string, { before, after }: Cost) => [
    label,
    usd(before),
    usd(after),
    difference(after - before),
  ];
  return table(
    ['', 'before>', 'after>', 'difference>'],
    [...plans.map((plan) => row(name(plan.environment), of(plan))), row('after the free tier', total)],
  );
}

function difference(amount: number): string {
  if (Math.abs(amount) < 0.005) return '0.00';
  return `${amount > 0 ? '+' : '−'}${usd(Math.abs(amount))}`;
}

/** What the vendors charge for being watched, a table for each service that a function of the plans collects. */
export function vendorTables(all: readonly Plan[]): string[] {
  // Where collectors stay behind, some databases are watched twice, and it cannot be told which.
  const plans = all.filter(({ stranded }) => stranded.length === 0);
  return serviceNames.flatMap((service) => {
    const watched = plans.flatMap((plan) => {
      const on = (side: 'before' | 'after') =>
        [...schedules(plan.changes, side).values()].filter((one) => one.service === service);
      return sides(name(plan.environment), on('before'), on('after'));
    });
    return watched.length === 0
      ? []
      : [
          `Because it is watched, ${serviceOf(service).title} charges at most:`,
          elsewhereTable('', service, watched),
        ];
  });
}

/** One line if nothing changes. */
function sides(environment: string, before: readonly Schedule[], after: readonly Schedule[]): Watched[] {
  const lines = (schedules: readonly Schedule[], label: string): Watched[] =>
    schedules.map(({ rhythm, options, databases }) => ({
      label: databases > 1 ? `${label}, each of ${databases} databases` : label,
      collectionMinutes: averageMinutes(rhythm),
      options,
    }));
  if (JSON.stringify(before) === JSON.stringify(after)) return lines(after, environment);
  const none = (side: readonly Schedule[], label: string) => (side.length > 0 ? lines(side, label) : []);
  return [...none(before, `${environment}, before`), ...none(after, `${environment}, after`)];
}
