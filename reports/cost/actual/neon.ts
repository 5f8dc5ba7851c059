import * as v from 'valibot';
import { UsageError } from '../../../model/usage-error';
import {
  FREE_PUBLIC_GIGABYTES,
  NEON_HOURS_PER_MONTH,
  type NeonPlan,
  plans,
} from '../../../thresholds/neon/prices';
import { type Answer, checked, usage, words } from './answers';
import { type BillLine, byEstimate, others } from './line';
import { type Exact, exactNumber, ONE, quotient, times, total } from './money';

const project = v.object({
  project: v.object({
    id: words,
    org_id: v.optional(words),
    owner: v.object({ subscription_type: words }),
    compute_time_seconds: v.optional(usage, 0),
  }),
});
export type NeonProject = v.InferOutput<typeof project>['project'] & { readonly plan: string };

/** @throws {UsageError} if it is no answer about a project */
export function projectOf(answer: Answer): NeonProject {
  const found = checked(answer, project).project;
  // Such as launch_v3, and free_v3.
  return { ...found, plan: found.owner.subscription_type.replace(/_.*/, '').toLowerCase() };
}

export const isFree = ({ plan }: NeonProject): boolean => plan === 'free';

/** How many bytes, seconds and hours have one price, and which; the time in which branches are free, if it is that. */
const metrics: Readonly<
  Record<string, { readonly label: string; readonly per: number; readonly price: keyof NeonPlan }>
> = {
  compute_unit_seconds: { label: 'compute', per: 3600, price: 'computeHour' },
  root_branch_bytes_month: { label: 'storage', per: NEON_HOURS_PER_MONTH * 1e9, price: 'storageMonth' },
  child_branch_bytes_month: {
    label: 'storage of branches',
    per: NEON_HOURS_PER_MONTH * 1e9,
    price: 'storageMonth',
  },
  instant_restore_bytes_month: {
    label: 'instant restore',
    per: NEON_HOURS_PER_MONTH * 1e9,
    price: 'restoreMonth',
  },
  snapshot_storage_bytes_month: {
    label: 'snapshots',
    per: NEON_HOURS_PER_MONTH * 1e9,
    price: 'snapshotMonth',
  },
  public_network_transfer_bytes: { label: 'public transfer', per: 1e9, price: 'publicGigabyte' },
  private_network_transfer_bytes: { label: 'private transfer', per: 1e9, price: 'privateGigabyte' },
  extra_branches_month: { label: 'extra branches', per: NEON_HOURS_PER_MONTH, price: 'branchMonth' },
};
/** What Neon is asked for. */
export const metricNames: readonly string[] = Object.keys(metrics);

const consumption = v.object({
  projects: v.array(
    v.object({
      project_id: words,
      periods: v.array(
        v.object({
          consumption: v.array(
            v.object({
              timeframe_start: v.pipe(words, v.isoTimestamp('use a time such as 2026-11-01T00:00:00Z')),
              timeframe_end: v.pipe(words, v.isoTimestamp('use a time such as 2026-11-02T00:00:00Z')),
              metrics: v.array(
                v.object({
                  metric_name: v.picklist(metricNames, 'there is no price for this metric'),
                  value: usage,
                }),
              ),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type Consumption = v.InferOutput<typeof consumption>;

/** @throws {UsageError} if it is no answer about consumption */
export const consumptionOf = (answer: Answer): Consumption => checked(answer, consumption);

/** The price list of a project's plan. @throws {UsageError} if the plan has none that is public */
export function planOf({ id, plan }: NeonProject): NeonPlan {
  const found: NeonPlan | undefined = Object.hasOwn(plans, plan)
    ? plans[plan as keyof typeof plans]
    : undefined;
  if (found) return found;
  throw new UsageError(
    `The Neon project ${id} has the plan ${plan}, of which no price is known here (${Object.keys(plans).join(', ')} and free are): leave it out of NEON_PROJECT_ID.`,
  );
}

/** Usage that has a price: in whole units × 10¹⁸, of one metric of a project. */
interface Used {
  readonly project: NeonProject;
  readonly metric: string;
  readonly amount: Exact;
}

const HOUR_MS = 3_600_000;

function usedBy(projects: readonly NeonProject[], answers: readonly Answer[]): Used[] {
  return answers.flatMap((answer) =>
    consumptionOf(answer).projects.flatMap(({ project_id, periods }) => {
      const found = projects.find(({ id }) => id === project_id);
      if (!found)
        throw new UsageError(
          `${answer.file}: project_id: there is no answer about the project ${project_id} itself.`,
        );
      return periods.flatMap((period) =>
        period.consumption.flatMap(({ timeframe_start, timeframe_end, metrics: values }) => {
          const hours = (Date.parse(timeframe_end) - Date.parse(timeframe_start)) / HOUR_MS;
          return values.map(({ metric_name, value }): Used => {
            const free = metric_name === 'extra_branches_month' ? planOf(found).freeBranches * hours : 0;
            return { project: found, metric: metric_name, amount: exactNumber(Math.max(0, value - free)) };
          });
        }),
      );
    }),
  );
}

/**
 * Neon's bill for these projects, from what they used and the list prices: Neon's API has no dollars.
 * @param estimateOf what the visits of all databases cost on a plan
 */
export function neonLines(
  projects: readonly NeonProject[],
  answers: readonly Answer[],
  estimateOf: (plan: string) => Exact,
): BillLine[] {
  const used = usedBy(projects, answers);
  const paid = projects.filter((one) => !isFree(one));
  const share = (part: readonly NeonProject[], plan: string): Exact =>
    quotient(estimateOf(plan) * BigInt(part.length), BigInt(projects.length));
  const lines = Object.entries(metrics).flatMap(([metric, { label, per, price }]): BillLine[] => {
    const own = used.filter((one) => one.metric === metric);
    if (own.length === 0) return [];
    let free =
      metric === 'public_network_transfer_bytes' ? BigInt(FREE_PUBLIC_GIGABYTES) * BigInt(per) * ONE : 0n;
    const amounts = own.map(({ project: of, amount }) => {
      const deducted = amount < free ? amount : free;
      free -= deducted;
      return quotient(times(amount - deducted, exactNumber(planOf(of)[price])), BigInt(per));
    });
    if (metric !== 'compute_unit_seconds') return total(amounts) > 0n ? [others(label, total(amounts))] : [];
    const estimates = Object.keys(plans).map((plan) =>
      share(
        paid.filter((one) => one.plan === plan),
        plan,
      ),
    );
    return [byEstimate(label, total(amounts), total(estimates))];
  });
  const free = projects.filter(isFree);
  return [...lines, ...(free.length > 0 ? [others(`${free.length} on the Free plan`, 0n)] : [])];
}
