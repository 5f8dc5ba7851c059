import type { Environment } from '../../model/environment';
import { type Charge, chargesOf } from './charges';
import { type Item, prices } from './prices';

/** A charge with its list price, US dollars a month. */
export interface Line extends Charge {
  readonly usd: number;
}

/** What an account does not pay for an item, US dollars a month; never more than the item costs. */
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
  /** What is left when each account has used its free tier once. */
  readonly totalUsd: number;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const priceOf = (item: Item, quantity: number): number => (quantity / prices[item].per) * prices[item].usd;

/** The bill for these charges alone: whatever else the accounts do is not known here. */
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
  // Floating point: what is wholly free may otherwise come out as a negative trillionth.
  const totalUsd = Math.max(0, listUsd - sum(allowances.map(({ usd }) => usd)));
  return { lines, allowances, listUsd, totalUsd };
}

/** What these environments cost a month. */
export function cost(environments: readonly Environment[]): Bill {
  return bill(environments.flatMap(chargesOf));
}

/** The list price of the lines that a condition picks. */
export function usdOf(lines: readonly Line[], pick: (line: Line) => boolean = () => true): number {
  return sum(lines.filter(pick).map(({ usd }) => usd));
}
