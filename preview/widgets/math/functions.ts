import { standInBand } from './band';
import {
  combine,
  each,
  eachSeries,
  isArray,
  isSeries,
  mapSeries,
  newest,
  present,
  type Series,
  type Value,
  valueAt,
} from './values';

type Fn = (...args: readonly Value[]) => Value;
interface Definition {
  readonly least: number;
  readonly most: number;
  readonly apply: Fn;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const spread = (values: readonly number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

/**
 * SUM, AVG and the like: of a series a number, of an array a series. AWS documents for AVG that a missing value counts
 * as 0; a period without any value has no result.
 */
function reduction(how: (values: readonly number[]) => number, missing?: number): Definition {
  const ofArray = (all: readonly Series[]): Series => {
    const [first] = all;
    if (!first) throw new Error('it has no metrics to work on');
    const values = first.values.map((_, i) => {
      const at = all.map((one) => valueAt(one, first.start + i * first.periodMs));
      const there = at.filter((value) => value !== undefined);
      if (there.length === 0) return undefined;
      return how(missing === undefined ? there : at.map((value) => value ?? missing));
    });
    if (all.some((one) => one.periodMs !== first.periodMs))
      throw new Error('it combines metrics with different periods');
    return { ...first, label: '', values };
  };
  return {
    least: 1,
    most: Number.POSITIVE_INFINITY,
    apply(...args) {
      if (args.length > 1) return ofArray(args.flatMap((arg) => (isArray(arg) || isSeries(arg) ? arg : [])));
      const [value] = args;
      if (value === undefined || typeof value === 'number') return value ?? Number.NaN;
      if (isArray(value)) return ofArray(value);
      if (isSeries(value)) return how(present(value));
      throw new Error('it calculates with a text');
    },
  };
}

const one = (apply: (value: Value) => Value): Definition => ({
  least: 1,
  most: 1,
  apply: (value = Number.NaN) => apply(value),
});
const pointwise = (map: (n: number) => number): Definition => one((value) => each(value, map));
const perSeries = (map: (series: Series) => Series): Definition => one((value) => eachSeries(value, map));
const ofTime = (map: (time: Date, series: Series) => number): Definition =>
  perSeries((series) =>
    mapSeries(series, (_, i) => map(new Date(series.start + i * series.periodMs), series)),
  );

/** From each value to the one before it, which may be several periods earlier. */
function differences(how: (difference: number, seconds: number) => number): (series: Series) => Series {
  return (series) => {
    let before: { readonly value: number; readonly index: number } | undefined;
    return mapSeries(series, (value, index) => {
      const last = before;
      before = { value, index };
      return last && how(value - last.value, ((index - last.index) * series.periodMs) / 1000);
    });
  };
}

function runningSum(series: Series): Series {
  let total = 0;
  return mapSeries(series, (value) => {
    total += value;
    return total;
  });
}

function fill(series: Series, filler: Value): Series {
  if (typeof filler === 'object' && 'word' in filler) {
    if (filler.word === 'REPEAT') return repeated(series);
    if (filler.word === 'LINEAR') return interpolated(series);
    throw new Error(`FILL has the word ${filler.word}`);
  }
  const values = series.values.map((value, i) => {
    if (value !== undefined || typeof filler === 'number') return value ?? (filler as number);
    return isSeries(filler) ? valueAt(filler, series.start + i * series.periodMs) : undefined;
  });
  return { ...series, values };
}
function repeated(series: Series): Series {
  let last: number | undefined;
  const values = series.values.map((value) => {
    last = value ?? last;
    return last;
  });
  return { ...series, values };
}
function interpolated({ values, ...series }: Series): Series {
  const known = values.flatMap((value, i) => (value === undefined ? [] : [{ i, value }]));
  let next = 0;
  return {
    ...series,
    values: values.map((value, i) => {
      while (known[next] && (known[next]?.i ?? 0) < i) next++;
      const [before, after] = [known[next - 1], known[next]];
      if (value !== undefined || !before || !after) return value;
      return before.value + ((after.value - before.value) * (i - before.i)) / (after.i - before.i);
    }),
  };
}

/** IF(condition, then, otherwise): anything but 0 is true. Without a third argument there is no value otherwise. */
function choose(condition: Value, yes: Value, no?: Value): Value {
  if (typeof condition === 'number') return condition !== 0 ? yes : (no ?? Number.NaN);
  if (!isSeries(condition)) throw new Error('IF needs a metric or a number as its condition');
  const at = (value: Value | undefined, index: number): number | undefined => {
    if (value === undefined || typeof value === 'number') return value;
    if (isSeries(value)) return valueAt(value, condition.start + index * condition.periodMs);
    throw new Error('IF chooses between metrics or numbers');
  };
  return mapSeries(condition, (value, i) => at(value !== 0 ? yes : no, i));
}

function sorted(all: Value, by: Value = 0, order: Value = 0, most: Value = Number.POSITIVE_INFINITY): Value {
  const word = (value: Value) => (typeof value === 'object' && 'word' in value ? value.word : '');
  const how = reductions[word(by)];
  if (!isArray(all) || !how) throw new Error('SORT needs an array and AVG, MIN, MAX or SUM');
  const key = (series: Series) => how.apply(series) as number;
  const sign = word(order) === 'ASC' ? 1 : -1;
  return [...all]
    .sort((a, b) => sign * (key(a) - key(b)))
    .slice(0, typeof most === 'number' ? most : undefined);
}

/** Without an end it is one series, as in CloudWatch. */
function slice(all: Value, from: Value, to?: Value): Value {
  if (!isArray(all) || typeof from !== 'number') throw new Error('SLICE needs an array and a number');
  return typeof to === 'number' ? all.slice(from, to) : (all[from] ?? Number.NaN);
}

const reductions: Readonly<Record<string, Definition>> = {
  AVG: reduction(mean, 0),
  SUM: reduction(sum),
  MIN: reduction((values) => Math.min(...values)),
  MAX: reduction((values) => Math.max(...values)),
  STDDEV: reduction(spread),
};

const asSeries = (value: Value): readonly Series[] =>
  isArray(value) ? value : isSeries(value) ? [value] : [];

/** The functions that are exact here, with the number of their arguments. PERIOD and METRICS know the graph, see evaluate.ts. */
export const functions: Readonly<Record<string, Definition>> = {
  ...reductions,
  ABS: pointwise(Math.abs),
  CEIL: pointwise(Math.ceil),
  FLOOR: pointwise(Math.floor),
  LOG: pointwise(Math.log),
  LOG10: pointwise(Math.log10),
  DIFF: perSeries(differences((difference) => difference)),
  DIFF_TIME: perSeries(differences((_, seconds) => seconds)),
  RATE: perSeries(differences((difference, seconds) => difference / seconds)),
  RUNNING_SUM: perSeries(runningSum),
  FILL: {
    least: 2,
    most: 2,
    apply: (value = 0, filler = 0) => eachSeries(value, (one) => fill(one, filler)),
  },
  IF: { least: 2, most: 3, apply: (condition = 0, yes = 0, no) => choose(condition, yes, no) },
  FIRST: one((value) => (isArray(value) ? (value[0] ?? Number.NaN) : value)),
  LAST: one((value) => (isArray(value) ? (value.at(-1) ?? Number.NaN) : value)),
  METRIC_COUNT: one((value) => asSeries(value).length),
  DATAPOINT_COUNT: one((value) => sum(asSeries(value).map((series) => present(series).length))),
  REMOVE_EMPTY: one((value) => asSeries(value).filter((series) => newest(series) !== undefined)),
  SORT: { least: 2, most: 4, apply: (all = 0, by, order, most) => sorted(all, by, order, most) },
  SLICE: { least: 2, most: 3, apply: (all = 0, from = 0, to) => slice(all, from, to) },
  TIME_SERIES: one((value) => value),
  EPOCH: ofTime((time) => time.getTime() / 1000),
  MINUTE: ofTime((time) => time.getUTCMinutes()),
  HOUR: ofTime((time) => time.getUTCHours()),
  // Monday is 1, Sunday is 7.
  DAY: ofTime((time) => time.getUTCDay() || 7),
  DATE: ofTime((time) => time.getUTCDate()),
  MONTH: ofTime((time) => time.getUTCMonth() + 1),
  YEAR: ofTime((time) => time.getUTCFullYear()),
  // CloudWatch's model is not published: the labels say that this is a stand-in.
  ANOMALY_DETECTION_BAND: { least: 1, most: 2, apply: (of = 0, width = 2) => standInBand(of, width) },
  '[]': { least: 0, most: Number.POSITIVE_INFINITY, apply: (...args) => args.flatMap(asSeries) },
};

/** Functions that CloudWatch has, with the reason why they have no result here. */
export const unavailable: Readonly<Record<string, string>> = {
  SEARCH: 'SEARCH looks for metrics in an AWS account',
  INSIGHT_RULE_METRIC: 'INSIGHT_RULE_METRIC needs a Contributor Insights rule in an AWS account',
  DB_PERF_INSIGHTS: 'DB_PERF_INSIGHTS needs a database of Amazon RDS',
  SERVICE_QUOTA: 'SERVICE_QUOTA needs an AWS account',
  LAMBDA: 'LAMBDA calls a function of an AWS account',
};

const truth = (holds: boolean) => (holds ? 1 : 0);
/** Comparisons give 1 or 0. */
const signs: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
  OR: (a, b) => truth(a !== 0 || b !== 0),
};

export function calculate(sign: string, left: Value, right: Value): Value {
  const how = signs[sign];
  if (!how) throw new Error(`it has the sign ${sign}`);
  return combine(left, right, how);
}
