import { collectorsByService } from '../../../model/collector';
import type { Environment } from '../../../model/environment';
import { HOURS_PER_MONTH } from '../../../thresholds/service';
import { type ServiceName, serviceOf } from '../../../thresholds/services';
import { averageMinutes } from '../assumptions';
import { bill } from '../bill';
import { chargesOf, rhythmOf } from '../charges';
import type { Item } from '../prices';
import { usageOf } from '../usage';
import { type Exact, exactNumber } from './money';
import { daysIn, daysOfMonth, type Period } from './period';

/** What an item costs in some days, by the estimate: at list price, and after the free tier. */
export interface Expected {
  readonly list: Exact;
  readonly net: Exact;
}

/** The estimate of each item of these environments for a part of a month. */
export function expectedOf(
  environments: readonly Environment[],
  period: Period,
): ReadonlyMap<Item, Expected> {
  const ofMonth = daysIn(period) / daysOfMonth(period);
  const ofHours = (daysIn(period) * 24) / HOURS_PER_MONTH;
  const charges = environments.flatMap(chargesOf).map((charge) => ({
    ...charge,
    quantity: charge.quantity * (usageOf[charge.item].monthly ? ofMonth : ofHours),
  }));
  const { lines, allowances } = bill(charges);
  const found = [...new Set(lines.map(({ item }) => item))];
  const sum = (all: readonly { readonly item: Item; readonly usd: number }[], item: Item): number =>
    all.filter((one) => one.item === item).reduce((usd, one) => usd + one.usd, 0);
  return new Map(
    found.map((item) => {
      const list = sum(lines, item);
      // Rounding could make what is free as a whole negative.
      const net = Math.max(0, list - sum(allowances, item));
      return [item, { list: exactNumber(list), net: exactNumber(net) }];
    }),
  );
}

/**
 * What the vendor of a service charges in these days for visits to all databases, in the worst case.
 * @param plan one that has a price in its table
 */
export function expectedElsewhere(
  environments: readonly Environment[],
  service: ServiceName,
  plan: string,
  period: Period,
): Exact {
  const { columns, lines } = serviceOf(service).elsewhere;
  const column = columns.findIndex((one) => one.plan === plan);
  const collectors = new Map(collectorsByService(environments)).get(service) ?? [];
  const usd = collectors.reduce((sum, { environment, choices }) => {
    const collectionMinutes = averageMinutes(rhythmOf(environment));
    const [line = []] = lines({ collectionMinutes, hoursPerMonth: daysIn(period) * 24, options: choices });
    return sum + Number(line[column] ?? 0);
  }, 0);
  return exactNumber(usd);
}
