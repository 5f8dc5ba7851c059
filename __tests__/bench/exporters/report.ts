import { of, type Round, ratio, show, table } from '../measure';

export type Contestants = Readonly<Record<'ours' | 'installed' | 'tuned', Round[]>>;

/** How a quantity is shown: an exact count, a time with quartiles, a mean of a coarse count, or a maximum. */
type Kind = 'count' | 'time' | 'mean' | 'most';
export type Quantities = readonly (readonly [label: string, name: string, kind: Kind])[];

/** The quantities that are measured for every database. */
export const common: Quantities = [
  ['connections opened', 'connections', 'count'],
  ['bytes to and from the database', 'bytes', 'count'],
  ['processor time of the server, all its processes, ms', 'server', 'mean'],
  ['from start to end, ms', 'ms', 'time'],
  ['the same, and nothing delivered, ms', 'alone', 'time'],
  ['processor time of the collector, ms', 'own', 'mean'],
  ['bytes delivered (to AWS; to Prometheus)', 'delivered', 'count'],
  ['peak memory of the collector, MB', 'peak', 'most'],
];

/** A table with one line per quantity of one collection; the ratios are ours to theirs. */
export function compare(quantities: Quantities, { ours, installed, tuned }: Contestants): string {
  const lines = quantities.map(([label, name, kind]) => [
    label,
    ...[ours, installed, tuned].map((rounds) => tell(rounds, name, kind)),
    ...[installed, tuned].map((rounds) => compared(ours, rounds, name, kind)),
  ]);
  const head = ['one collection', 'ours', 'as installed', 'tuned', 'ours ÷ installed', 'ours ÷ tuned'];
  return table(head, lines);
}

function tell(rounds: readonly Round[], name: string, kind: Kind): string {
  if (kind === 'time') return show(of(rounds, name), 2);
  if (kind === 'mean') return mean(rounds, name).toFixed(2);
  return kind === 'most' ? most(rounds, name).toFixed(0) : of(rounds, name).median.toFixed(0);
}

function compared(ours: readonly Round[], theirs: readonly Round[], name: string, kind: Kind): string {
  const figure = {
    count: () => of(ours, name).median / of(theirs, name).median,
    time: () => ratio(ours, theirs, name).median,
    mean: () => mean(ours, name) / mean(theirs, name),
    most: () => most(ours, name) / most(theirs, name),
  }[kind]();
  return Number.isFinite(figure) ? figure.toFixed(2) : '–';
}

function mean(rounds: readonly Round[], name: string): number {
  return rounds.reduce((sum, round) => sum + (round[name] ?? Number.NaN), 0) / rounds.length;
}

function most(rounds: readonly Round[], name: string): number {
  return Math.max(...rounds.map((round) => round[name] ?? Number.NaN));
}
