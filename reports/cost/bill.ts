import type { Environment } from '../../model/environment';
import { type Charge, chargesOf } from './charges';
import { type Item, prices } from './prices';

/** A charge with its list price in US dollars per month. */
export interface Line extends Charge {
  readonly usd: number;
}

/** An account's free tier for an item in US dollars per month; never more than the item costs. */
export interface Allowance {
  readonly account: string;
  readonly item: Item;
  readonly quantity: number;
  readonly usd: number;
}

export interface Bill {
  readonly lines: readonly Line[];
  readonly allowances: readonly Allowance[];
  /** The sum of the lines. */
  readonly listUsd: number;
  /** The rest after the free tier of each account. */
  readonly totalUsd: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const priceOf = (item: Item, quantity: number): number => (quantity / prices[item].per) * prices[item].usd;

/** The bill for these charges only; other usage of the accounts is not known here. */
export function bill(charges: readonly Charge[]): Bill {
  const lines = charges.map((charge) => ({ ...charge, usd: priceOf(charge.item, charge.quantity) }));
  const accounts = [...new Set(charges.map(({ account }) => account))].sort();
  const allowances = accounts.flatMap((account) =>
    (Object.keys(prices) as Item[]).flatMap((item): Allowance[] => {
      const used = sum(lines.filter((l) => l.account === account && l.item === item).map((l) => l.quantity));
      const quantity = Math.min(used, prices[item].free);
      return quantity > 0 ? [{ account, item, quantity, usd: priceOf(item, quantity) }] : [];
    }),
  );
  const listUsd = sum(lines.map(({ usd }) => usd));
  // Rounding errors could otherwise make a fully free bill slightly negative.
  const totalUsd = Math.max(0, listUsd - sum(allowances.map(({ usd }) => usd)));
  return { lines, allowances, listUsd, totalUsd };
}

/** The monthly cost of these environments. */
export function cost(environments: readonly Environment[]): Bill {
  return bill(environments.flatMap(chargesOf));
}

/** The list price of the lines that match a condition. */
export function usdOf(lines: readonly Line[], pick: (line: Line) => boolean = () => true): number {
  return sum(lines.filter(pick).map(({ usd }) => usd));
}
