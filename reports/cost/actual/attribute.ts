import { name as plain } from '../../markdown';
import { type Item, prices } from '../prices';
import { itemOn, usageOf } from '../usage';
import type { Cost } from './aws';
import type { Expected } from './expected';
import { type BillLine, billed, byEstimate, others } from './line';
import { type Exact, total } from './money';

/** AWS's bill, and of it what has the tag of the project. */
export interface AwsBill {
  readonly all: readonly Cost[];
  readonly tagged: readonly Cost[];
}

/** Services that are none of ours are listed as far as they are large. */
const MOST_SERVICES = 8;

const sum = (costs: readonly Cost[]): Exact => total(costs.map(({ amount }) => amount));

/** Whether the bill knows the tags: they must have been activated, and their resources used since. */
export const knowsTags = ({ tagged }: AwsBill): boolean => tagged.some(({ environment }) => environment);

/**
 * Every line of the bill, each as ours, as something else, or in part. The sum of the lines is that of the bill, whatever the
 * tags and the estimate say.
 * @param environments the names of those that are compared
 */
export function attributed(
  bill: AwsBill,
  expected: ReadonlyMap<Item, Expected>,
  environments: readonly string[],
): BillLine[] {
  const byTag = knowsTags(bill);
  const ours = (Object.keys(usageOf) as Item[]).flatMap((item): BillLine[] => {
    const costs = bill.all.filter(({ service, type }) => itemOn(service, type) === item);
    const estimate = expected.get(item)?.net;
    // What costs nothing and was not expected is no line.
    if (sum(costs) === 0n && estimate === undefined) return [];
    const { label } = prices[item];
    const isTold = byTag && usageOf[item].tagged;
    if (!isTold && estimate === undefined) return [others(label, sum(costs))];
    if (!isTold) return [byEstimate(label, sum(costs), estimate ?? 0n)];
    const tagged = bill.tagged.filter(({ service, type }) => itemOn(service, type) === item);
    const parts = environments.flatMap((environment) => {
      const own = tagged.filter((cost) => cost.environment === environment);
      return own.length > 0 ? [{ environment, amount: sum(own) }] : [];
    });
    const rest = sum(costs) - total(parts.map(({ amount }) => amount));
    return [{ label, toldBy: 'tag', estimate: estimate ?? 0n, ours: parts, rest }];
  });
  return [...ours, ...remainder(bill.all.filter(({ service, type }) => itemOn(service, type) === undefined))];
}

/** What is for none of our items: of our services in a line each, then the largest others, then all that is left. */
function remainder(costs: readonly Cost[]): BillLine[] {
  const own: readonly string[] = [...new Set(Object.values(usageOf).map(({ service }) => service))];
  const services = [...new Set(costs.map(({ service }) => service))].map((service) => ({
    service,
    line: others(
      own.includes(service) ? `${service}, other usage` : plain(service),
      sum(costs.filter((cost) => cost.service === service)),
    ),
  }));
  const ofOurs = services.filter(({ service }) => own.includes(service));
  const size = ({ line }: { readonly line: BillLine }): Exact =>
    billed(line) < 0n ? -billed(line) : billed(line);
  const ofOthers = services
    .filter(({ service }) => !own.includes(service))
    .sort((a, b) => (size(a) === size(b) ? a.service.localeCompare(b.service) : size(a) > size(b) ? -1 : 1));
  const small = ofOthers.slice(MOST_SERVICES);
  return [
    ...[...ofOurs, ...ofOthers.slice(0, MOST_SERVICES)].map(({ line }) => line),
    ...(small.length > 0
      ? [others(`${small.length} other services`, total(small.map(({ line }) => billed(line))))]
      : []),
  ];
}
