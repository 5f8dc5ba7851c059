import type { NoBill, VendorBill } from './line';
import { total } from './money';
import type { Period } from './period';
import { estimates, grandSums, type Rounded, rounded, type Sums, sumsOf } from './rounded';

/** US dollars with two decimals. */
const usd = (cent: bigint): number => Number(cent) / 100;
const usdOf = (sums: Sums) => ({
  estimate: usd(sums.estimate),
  billed: usd(sums.billed),
  ours: usd(sums.ours),
  remainder: usd(sums.remainder),
});

/** Estimates and bills of some days, for programs: the shape is in docs/bill.md. Every sum is that of its lines, to the cent. */
export function actualJson(
  period: Period,
  environments: readonly string[],
  bills: readonly (VendorBill | NoBill)[],
): string {
  const known = bills.flatMap((bill) => ('absent' in bill ? [] : [{ ...bill, lines: rounded(bill.lines) }]));
  const answer = {
    ...{ currency: 'USD', period, environments },
    sum: usdOf(grandSums(known.map(({ lines }) => lines))),
    bills: known.map(({ title, lines, notes }) => ({
      vendor: title,
      sum: usdOf(sumsOf(lines)),
      lines: linesOf(lines),
      notes,
    })),
    absent: Object.fromEntries(
      bills.flatMap((bill) => ('absent' in bill ? [[bill.title, bill.absent]] : [])),
    ),
  };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

function linesOf(lines: readonly Rounded[]) {
  const expected = estimates(lines.map(({ line }) => line));
  return lines.map(({ line, ours, rest }, i) => {
    const estimate = expected[i];
    return {
      label: line.label,
      oursBy: line.toldBy,
      estimate: estimate === undefined ? null : usd(estimate),
      ...{ billed: usd(total(ours) + rest), ours: usd(total(ours)), remainder: usd(rest) },
      byEnvironment: Object.fromEntries(
        line.ours.flatMap(({ environment }, part) =>
          environment === undefined ? [] : [[environment, usd(ours[part] ?? 0n)]],
        ),
      ),
    };
  });
}
