import { type Account, BACKLOG, sumOf } from './books';
import type { Story } from './run';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
/** Spread counts are fractions; their sums are whole except for the last digits. */
const round = (n: number) => String(Math.round(n * 1e6) / 1e6);
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');
const list = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, n]) => n > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');

/** The result of a long run, in Markdown. */
export function report(service: string, seed: number, story: Story): string {
  const { books, totals, checkpoints, outcomes, met, invocations, processes, seconds } = story;
  const accounts = Object.entries(books.accounts).filter(([name]) => totals.some((one) => name in one));
  const line = (name: string, { published, repeated, expired, absent }: Account) => {
    const sums = [sumOf(name, totals), published, sum(Object.values(absent)), books.unasked(name, totals)];
    return [name, ...[...sums, expired, books.difference(name, totals), repeated].map(round)];
  };
  const { published = 0, expired = 0, dropped = 0 } = books.accounts[BACKLOG] ?? {};
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2);
  return [
    `### ${service}, seed ${seed}`,
    `${invocations} invocations in ${Math.round(seconds)} s, in one long-lived process and ${processes - 1} short-lived ones. Outcomes: ${list(outcomes)}.`,
    `Faults, in runs: ${list(met)}.`,
    `Intervals: ${list(books.intervals)}.`,
    `Values of the backlogs: ${published} published, ${dropped} dropped for lack of room, ${expired} dropped after 12 h.`,
    table(
      [
        ...['metric', 'truth', 'published', 'declared absent', 'not asked for'],
        ...['dropped after 12 h', 'difference', 'sent again'],
      ],
      accounts.map(([name, account]) => line(name, account)),
    ),
    table(
      ['after invocation', ...checkpoints.map(({ invocations: n }) => String(n))],
      [
        ['heap, MB', ...checkpoints.map(({ heap }) => megabytes(heap))],
        ['memory of the process, MB', ...checkpoints.map(({ rss }) => megabytes(rss))],
        ['open files and sockets', ...checkpoints.map(({ descriptors }) => descriptors)],
        ['resources that keep a process alive', ...checkpoints.map(({ resources }) => resources.length)],
        ['connections open elsewhere', ...checkpoints.map(({ open }) => sum(Object.values(open)))],
      ],
    ),
  ].join('\n\n');
}
