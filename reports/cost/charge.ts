import type { Item } from './prices';

/** A monthly quantity of an item, and what causes it. */
export interface Charge {
  readonly environment: string;
  /** The account whose free tier it uses: its id, or `default` if the environment does not name one. */
  readonly account: string;
  readonly service: string;
  /** The row that causes it; undefined for what a collector needs regardless of its rows. */
  readonly row?: string;
  readonly item: Item;
  readonly quantity: number;
}
