/** @param values at least one */
export type Statistic = (values: readonly number[]) => number;

const sum: Statistic = (values) => values.reduce((total, value) => total + value, 0);
const byName: Readonly<Record<string, Statistic>> = {
  Sum: sum,
  Average: (values) => sum(values) / values.length,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  SampleCount: (values) => values.length,
};

/**
 * A percentile, interpolated between the closest ranks. It is exact for CloudWatch with one value in a period; with
 * several, AWS does not publish how it interpolates.
 */
function percentile(share: number): Statistic {
  return (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    const rank = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(rank)] ?? 0, sorted[Math.ceil(rank)] ?? 0];
    return low + (high - low) * (rank - Math.floor(rank));
  };
}

/** `PR(10:20)`: the percentage of values within the limits, either of which may be left out. */
function percentileRank(low: string, high: string): Statistic {
  const [from, to] = [
    low === '' ? Number.NEGATIVE_INFINITY : Number(low),
    high === '' ? Number.POSITIVE_INFINITY : Number(high),
  ];
  return (values) => (100 * values.filter((value) => value >= from && value <= to).length) / values.length;
}

/**
 * A statistic of CloudWatch ("Statistics definitions") over raw values.
 * @throws {Error} if it is unknown, or AWS does not publish how it is computed
 */
export function statisticOf(name: string): Statistic {
  const simple = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (simple) return simple;
  const ranked = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/i.exec(name);
  if (ranked) return percentile(Number(ranked[1]) / 100);
  const within = /^PR\((-?\d*\.?\d*):(-?\d*\.?\d*)\)$/i.exec(name);
  if (within) return percentileRank(within[1] ?? '', within[2] ?? '');
  if (/^(?:IQM|(?:tm|wm|tc|ts)(?:\d|\())/i.test(name))
    throw new Error(`the statistic ${name} cuts values off in a way that AWS does not publish`);
  throw new Error(`"${name.slice(0, 40)}" is not a statistic of CloudWatch`);
}
