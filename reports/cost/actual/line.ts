import { type Exact, total } from './money';

/** The part of a line that is ours. */
export interface Part {
  /** Undefined where the bill does not tell environments apart. */
  readonly environment?: string;
  readonly amount: Exact;
}

/** Something on a bill, and which of it is for monitoring. */
export interface BillLine {
  readonly label: string;
  /** What says which part is ours. */
  readonly toldBy: 'tag' | 'estimate' | 'nothing';
  /** For the same days; undefined where there is none. */
  readonly estimate?: Exact;
  readonly ours: readonly Part[];
  readonly rest: Exact;
}

export interface VendorBill {
  readonly title: string;
  readonly lines: readonly BillLine[];
  /** What to know of it: whole sentences. */
  readonly notes: readonly string[];
}

/** A vendor whose bill is not known, and why. */
export interface NoBill {
  readonly title: string;
  readonly absent: string;
}

export const billed = ({ ours, rest }: BillLine): Exact => total(ours.map(({ amount }) => amount)) + rest;

/** A line of which the estimate is ours, as far as it was billed. */
export function byEstimate(label: string, amount: Exact, estimate: Exact): BillLine {
  const most = amount < estimate ? amount : estimate;
  const ours = most > 0n ? most : 0n;
  return { label, toldBy: 'estimate', estimate, ours: [{ amount: ours }], rest: amount - ours };
}

/** A line of which nothing is ours. */
export const others = (label: string, rest: Exact): BillLine => ({
  label,
  toldBy: 'nothing',
  ours: [],
  rest,
});
