import { joined, table } from '../../markdown';
import type { NoBill, VendorBill } from './line';
import { dollars, total } from './money';
import { daysIn, daysOfMonth, isWhole, type Period } from './period';
import { estimates, grandSums, type Rounded, rounded, type Sums, sumsOf } from './rounded';

const NUMBERS = ['estimate>', 'billed>', 'ours>', 'remainder>'];

const cellsOf = (sums: Sums): string[] => Object.values(sums).map(dollars);
const bold = (cells: readonly string[]): string[] => cells.map((text) => `**${text}**`);

function linesOf(lines: readonly Rounded[]): string {
  const expected = estimates(lines.map(({ line }) => line));
  return table(
    ['Line of the bill', 'ours by', ...NUMBERS],
    [
      ...lines.map(({ line, ours, rest }, i) => {
        const estimate = expected[i];
        return [
          line.label,
          line.toldBy === 'nothing' ? '–' : line.toldBy,
          estimate === undefined ? '–' : dollars(estimate),
          ...[total(ours) + rest, total(ours), rest].map(dollars),
        ];
      }),
      ['**sum**', '', ...bold(cellsOf(sumsOf(lines)))],
    ],
  );
}

/** What tags say of each environment. */
function byEnvironment(lines: readonly Rounded[]): string {
  const parts = lines.flatMap(({ line, ours }) =>
    line.ours.map(({ environment }, i) => ({ environment, cent: ours[i] ?? 0n })),
  );
  const names = [...new Set(parts.flatMap(({ environment }) => environment ?? []))];
  if (names.length === 0) return '';
  const of = (name: string | undefined): string =>
    dollars(total(parts.filter(({ environment }) => environment === name).map(({ cent }) => cent)));
  return table(
    ['Ours', 'billed>'],
    [...names.map((name) => [name, of(name)]), ['all of them, what tags cannot tell apart', of(undefined)]],
  );
}

/** Estimates and bills of some days as a document. Every sum is that of its lines, to the cent. */
export function actualDocument(
  period: Period,
  environments: readonly string[],
  bills: readonly (VendorBill | NoBill)[],
): string {
  const known = bills.flatMap((bill) => ('absent' in bill ? [] : [{ ...bill, lines: rounded(bill.lines) }]));
  const absent = bills.flatMap((bill) => ('absent' in bill ? [bill] : []));
  const days = isWhole(period)
    ? `the whole month of ${period.from.slice(0, 7)}`
    : `${daysIn(period)} of ${daysOfMonth(period)} days of ${period.from.slice(0, 7)}, before ${period.to}`;
  return joined(
    `# Estimate and bills`,
    `US dollars for ${days} (UTC), with the estimate of the same days. Environments: ${environments.join(', ')}.`,
    table(
      ['Bill', ...NUMBERS],
      [
        ...known.map(({ title, lines }) => [title, ...cellsOf(sumsOf(lines))]),
        ...(known.length > 1
          ? [['**sum**', ...bold(cellsOf(grandSums(known.map(({ lines }) => lines))))]]
          : []),
      ],
    ),
    absent.map(({ title, absent: why }) => `Without ${title}: ${why}.`),
    ...known.flatMap(({ title, lines, notes }) => [
      `## ${title}`,
      linesOf(lines),
      byEnvironment(lines),
      ...notes,
    ]),
  );
}
