/** The values of consecutive periods; undefined where there are no data. */
export interface Series {
  readonly label: string;
  /** When the first period begins, in milliseconds since the epoch. */
  readonly start: number;
  readonly periodMs: number;
  readonly values: readonly (number | undefined)[];
}
/** A word such as REPEAT, or a quoted text. */
export interface Word {
  readonly word: string;
}
export type Value = number | Series | readonly Series[] | Word;

export const isSeries = (value: Value): value is Series =>
  typeof value === 'object' && 'values' in value && 'periodMs' in value;
export const isArray = (value: Value): value is readonly Series[] => Array.isArray(value);

type Pointwise = (a: number, b: number) => number;

/** JSON has no NaN, and a graph no infinity: a division by zero has no result. */
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

export function mapSeries(series: Series, map: (value: number, index: number) => number | undefined): Series {
  return {
    ...series,
    values: series.values.map((value, i) => {
      const result = value === undefined ? undefined : map(value, i);
      return result === undefined ? undefined : finite(result);
    }),
  };
}

/** Both have the same periods, so that a value has a counterpart. */
export function aligned(a: Series, b: Series): void {
  if (a.periodMs !== b.periodMs) throw new Error('it combines metrics with different periods');
}

/** The value of the period that begins at the same time. */
export function valueAt(series: Series, start: number): number | undefined {
  const index = Math.round((start - series.start) / series.periodMs);
  return series.values[index];
}

/**
 * Combines two values point by point. Where one has no data, the result has none.
 * @throws {Error} if the values cannot be combined
 */
export function combine(a: Value, b: Value, how: Pointwise): Value {
  if (typeof a === 'number' && typeof b === 'number') return how(a, b);
  if (isArray(a)) {
    if (isArray(b)) throw new Error('it combines two arrays of series');
    return a.map((one) => combine(one, b, how) as Series);
  }
  if (isArray(b)) return b.map((one) => combine(a, one, how) as Series);
  if (isSeries(a) && isSeries(b)) {
    aligned(a, b);
    return mapSeries(a, (value, i) => {
      const other = valueAt(b, a.start + i * a.periodMs);
      return other === undefined ? undefined : how(value, other);
    });
  }
  if (isSeries(a) && typeof b === 'number') return mapSeries(a, (value) => how(value, b));
  if (typeof a === 'number' && isSeries(b)) return mapSeries(b, (value) => how(a, value));
  throw new Error('it calculates with a text');
}

/** Applies a function to each value of a number, a series or an array of series. */
export function each(value: Value, map: (n: number) => number): Value {
  if (typeof value === 'number') return map(value);
  if (isArray(value)) return value.map((one) => mapSeries(one, map));
  if (isSeries(value)) return mapSeries(value, map);
  throw new Error('it calculates with a text');
}
/** Applies a function to a series, or to each series of an array. */
export function eachSeries(value: Value, map: (series: Series) => Series): Value {
  if (isArray(value)) return value.map(map);
  if (isSeries(value)) return map(value);
  throw new Error('it needs a metric where it has a number or a text');
}

/** The values that there are. */
export function present(series: Series): number[] {
  return series.values.filter((value) => value !== undefined);
}

/** The newest value that there is. */
export function newest(series: Series): number | undefined {
  return series.values.findLast((value) => value !== undefined);
}
