import { joined, table } from '../../markdown';
import type { BillLine, NoBill, VendorBill } from './line';
import { cents, dollars } from './money';
import { daysIn, daysOfMonth, isWhole, type Period } from './period';

/** A line in whole cents; the cents of a bill add up to its own. */
interface Rounded {
  readonly line: BillLine;
  readonly ours: readonly bigint[];
  readonly rest: bigint;
}

const sum = (all: readonly bigint[]): bigint => all.reduce((result, one) => result + one, 0n);
const oursIn = (lines: readonly Rounded[]): bigint => sum(lines.flatMap(({ ours }) => ours));
const restIn = (lines: readonly Rounded[]): bigint => sum(lines.map(({ rest }) => rest));

function rounded(lines: readonly BillLine[]): Rounded[] {
  const atoms = cents(lines.flatMap(({ ours, rest }) => [...ours.map(({ amount }) => amount), rest]));
  let at = 0;
  return lines.map((line) => {
    const ours = atoms.slice(at, at + line.ours.length);
    at += line.ours.length + 1;
    return { line, ours, rest: atoms[at - 1] ?? 0n };
  });
}

/** The estimates of a bill in whole cents, in the order of its lines. */
function estimates(lines: readonly BillLine[]): (bigint | undefined)[] {
  const known = cents(lines.map(({ estimate = 0n }) => estimate));
  return lines.map(({ estimate }, i) => (estimate === undefined ? undefined : known[i]));
}

const NUMBERS = ['estimate>', 'billed>', 'ours>', 'remainder>'];

function sumsOf(lines: readonly Rounded[]): string[] {
  const estimate = sum(estimates(lines.map(({ line }) => line)).map((cent) => cent ?? 0n));
  return [estimate, oursIn(lines) + restIn(lines), oursIn(lines), restIn(lines)].map(dollars);
}

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
          ...[sum(ours) + rest, sum(ours), rest].map(dollars),
        ];
      }),
      ['**sum**', '', ...sumsOf(lines).map((text) => `**${text}**`)],
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
    dollars(sum(parts.filter(({ environment }) => environment === name).map(({ cent }) => cent)));
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
        ...known.map(({ title, lines }) => [title, ...sumsOf(lines)]),
        ...(known.length > 1 ? [['**sum**', ...grandSums(known.map(({ lines }) => lines))]] : []),
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

function grandSums(bills: readonly (readonly Rounded[])[]): string[] {
  const estimate = sum(
    bills.flatMap((lines) => estimates(lines.map(({ line }) => line)).map((cent) => cent ?? 0n)),
  );
  const [ours, rest] = [sum(bills.map(oursIn)), sum(bills.map(restIn))];
  return [estimate, ours + rest, ours, rest].map((cent) => `**${dollars(cent)}**`);
}
