import type { Curve } from './graph';

/** A column of values for a chart: null is a gap, undefined only means that this line has no period that begins then. */
export type Column = readonly (number | null | undefined)[];
export interface Merged {
  /** Times in milliseconds since the epoch, oldest first. */
  readonly times: readonly number[];
  /** One per curve. */
  readonly columns: readonly Column[];
}

const timesOf = ({ series: { start, periodMs, values } }: Curve): number[] =>
  values.map((_, i) => start + i * periodMs);

/** Curves over one common list of times, although their periods may differ. */
export function merge(curves: readonly Curve[]): Merged {
  const all = curves.map(timesOf);
  const [first = []] = all;
  const same = all.every(
    (times) => times.length === first.length && times[0] === first[0] && times[1] === first[1],
  );
  if (same)
    return { times: first, columns: curves.map(({ series }) => series.values.map((value) => value ?? null)) };
  const times = [...new Set(all.flat())].sort((a, b) => a - b);
  const columns = curves.map(({ series }, i) => {
    const own = new Map(all[i]?.map((time, at) => [time, series.values[at] ?? null]));
    return times.map((time) => own.get(time));
  });
  return { times, columns };
}

/** Each column with those before it below it. A gap of one line counts as 0 for the others. */
export function stack(columns: readonly Column[]): Column[] {
  let below: readonly number[] = [];
  return columns.map((column) => {
    const sums = column.map((value, i) => (below[i] ?? 0) + (value ?? 0));
    below = sums;
    return column.map((value, i) => (value === null || value === undefined ? value : (sums[i] ?? null)));
  });
}

/** Values with a gap on both sides: a line through one point cannot be seen, so they are drawn as dots. */
export function lonely(column: Column): number[] {
  const has = (i: number): boolean => {
    for (let at = i; at >= 0 && at < column.length; at--)
      if (column[at] !== undefined) return column[at] !== null;
    return false;
  };
  const next = (i: number): boolean => {
    for (let at = i; at < column.length; at++) if (column[at] !== undefined) return column[at] !== null;
    return false;
  };
  return column.flatMap((value, i) =>
    value === null || value === undefined || has(i - 1) || next(i + 1) ? [] : [i],
  );
}

/** The limits of an axis: the body's where it names them, else what holds all values and annotations. */
export function axisRange(
  values: readonly number[],
  { min, max }: { readonly min: number | undefined; readonly max: number | undefined },
): [low: number, high: number] {
  const lowest = values.length > 0 ? Math.min(...values) : 0;
  const highest = values.length > 0 ? Math.max(...values) : 1;
  let low = min ?? lowest;
  let high = max ?? highest;
  // A fixed limit beyond all values leaves no room: the axis then continues on the other side of it.
  if (high <= low)
    [low, high] =
      max !== undefined && min === undefined ? [max - 1, max] : [low, low + Math.max(1, Math.abs(low) * 0.1)];
  const room = (high - low) * 0.08;
  return [min ?? (lowest >= 0 ? Math.max(0, low - room) : low - room), max ?? high + room];
}
