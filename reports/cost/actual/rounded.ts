import type { BillLine } from './line';
import { cents, total } from './money';

/** A line in whole cents; the cents of a bill add up to its own. */
export interface Rounded {
  readonly line: BillLine;
  readonly ours: readonly bigint[];
  readonly rest: bigint;
}

const oursIn = (lines: readonly Rounded[]): bigint => total(lines.flatMap(({ ours }) => ours));
const restIn = (lines: readonly Rounded[]): bigint => total(lines.map(({ rest }) => rest));

export function rounded(lines: readonly BillLine[]): Rounded[] {
  const atoms = cents(lines.flatMap(({ ours, rest }) => [...ours.map(({ amount }) => amount), rest]));
  let at = 0;
  return lines.map((line) => {
    const ours = atoms.slice(at, at + line.ours.length);
    at += line.ours.length + 1;
    return { line, ours, rest: atoms[at - 1] ?? 0n };
  });
}

/** The estimates of a bill in whole cents, in the order of its lines. */
export function estimates(lines: readonly BillLine[]): (bigint | undefined)[] {
  const known = cents(lines.map(({ estimate = 0n }) => estimate));
  return lines.map(({ estimate }, i) => (estimate === undefined ? undefined : known[i]));
}

/** The sums of lines, each that of its cents. */
export interface Sums {
  readonly estimate: bigint;
  readonly billed: bigint;
  readonly ours: bigint;
  readonly remainder: bigint;
}

export function sumsOf(lines: readonly Rounded[]): Sums {
  const [ours, remainder] = [oursIn(lines), restIn(lines)];
  const estimate = total(estimates(lines.map(({ line }) => line)).map((cent) => cent ?? 0n));
  return { estimate, billed: ours + remainder, ours, remainder };
}

/** The sums of several bills. */
export function grandSums(bills: readonly (readonly Rounded[])[]): Sums {
  const all = bills.map(sumsOf);
  const of = (key: keyof Sums): bigint => total(all.map((one) => one[key]));
  return { estimate: of('estimate'), billed: of('billed'), ours: of('ours'), remainder: of('remainder') };
}
