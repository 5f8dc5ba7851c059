/** The median of a set of measurements, with its quartiles. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** The measurements of one round of a subject, by name. */
export type Round = Readonly<Record<string, number>>;
type Subject = () => Round | Promise<Round>;

/** @throws {Error} if there are no measurements */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (q: number) => sorted[Math.round(q * (sorted.length - 1))] as number;
  return { low: quantile(0.25), median: quantile(0.5), high: quantile(0.75) };
}

/**
 * Lets the subjects take turns in an order that rotates every round, so that a busy moment of the machine affects all of
 * them.
 * @param warmUp initial rounds that do not count
 * @returns the rounds of every subject; rounds with the same index ran one after the other
 */
export async function interleave<Name extends string>(
  subjects: Readonly<Record<Name, Subject>>,
  rounds: number,
  warmUp = 1,
): Promise<Record<Name, Round[]>> {
  const names = Object.keys(subjects) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as Round[]])) as Record<Name, Round[]>;
  for (let i = -warmUp; i < rounds; i++)
    for (const name of i % 2 === 0 ? names : [...names].reverse()) {
      const round = await subjects[name]();
      if (i >= 0) measured[name].push(round);
    }
  return measured;
}

/** One quantity of a subject over its rounds. */
export function of(rounds: readonly Round[], quantity: string): Spread {
  return spread(rounds.map((round) => round[quantity] ?? Number.NaN));
}

/** The ratio of two subjects in one quantity, taken within each round, so that the machine's load cancels out. */
export function ratio(ours: readonly Round[], theirs: readonly Round[], quantity: string): Spread {
  return spread(
    ours.map((round, i) => (round[quantity] ?? Number.NaN) / (theirs[i]?.[quantity] ?? Number.NaN)),
  );
}

/** The duration of a call in milliseconds. */
export async function timed(call: () => unknown): Promise<number> {
  const started = performance.now();
  await call();
  return performance.now() - started;
}

/** A median with its quartiles, for display: `12.3 (11.9–12.8)`. */
export function show({ low, median, high }: Spread, digits = 1): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
