import { type InsightsQuery, parseInsights } from '../../../model/alarms/insights';
import type { ExpressionLine, Line, MetricLine, MetricWidget } from '../body/model';
import type { MetricRef, SourcePoint } from '../data';
import { compileExpression, type Expression, type Scope, seriesOf } from '../math/evaluate';
import { isSeries, type Series, type Value } from '../math/values';
import { bucketed, type Grid, gridOf, wholeRange } from './buckets';
import { paletteColor } from './colors';
import { type Queried, queriedSeries } from './insights';
import { type Statistic, statisticOf } from './statistics';

/** Where the points come from. */
export type Points = (metric: MetricRef) => readonly SourcePoint[] | undefined;

/** A line with its values. */
export interface Curve {
  readonly line: Line;
  readonly label: string;
  readonly color: string;
  readonly series: Series;
}
export interface Evaluated {
  /** What is drawn, in the order of the body. */
  readonly curves: readonly Curve[];
  /** What cannot be drawn and why, in sentences. */
  readonly problems: readonly string[];
}
/** The moment at which a graph ends, its length and its pace. */
export interface Window {
  readonly now: number;
  readonly rangeMs: number;
  readonly scale: number;
}
export interface Graph {
  /** @param names the values of a dimension, among which queries look */
  evaluate(points: Points, window: Window, names?: Queried['names']): Evaluated;
}

type Prepared =
  | { readonly line: MetricLine; readonly statistic: Statistic | string }
  | { readonly line: ExpressionLine; readonly expression: Expression | string }
  | { readonly line: ExpressionLine; readonly query: InsightsQuery };

/** The result of a function, or the message of what it threw. */
function attempt<Result>(how: () => Result): Result | string {
  try {
    return how();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function prepare(line: Line): Prepared {
  if (line.kind === 'metric') return { line, statistic: attempt(() => statisticOf(line.stat)) };
  const query = parseInsights(line.expression);
  return query ? { line, query } : { line, expression: attempt(() => compileExpression(line.expression)) };
}

const shortened = (expression: string): string =>
  expression.length > 60 ? `${expression.slice(0, 60)}…` : expression;
const nameOf = (line: Line): string =>
  line.label ?? (line.kind === 'metric' ? line.ref.metric : (line.id ?? shortened(line.expression)));

/** A query without a label names its series by what it groups them by. */
function labelIn(one: Prepared, { label }: Series, count: number): string {
  const { line } = one;
  if ('query' in one && one.query.first !== undefined)
    return line.label === undefined ? label : `${line.label} ${label}`;
  return count > 1 && label !== '' ? `${nameOf(line)} ${label}` : nameOf(line);
}

/** Reads the statistics and expressions of a widget once, so that it can be evaluated every second. */
export function graphOf({ lines, wholeRange: whole }: MetricWidget): Graph {
  const prepared = lines.map(prepare);
  const uncolored = lines.filter((line) => line.visible && line.color === undefined);
  return {
    evaluate(points, window, names) {
      const run = new Run(prepared, { points, names: names ?? (() => []) }, window, whole);
      const curves: Curve[] = [];
      for (const one of prepared) {
        const { line } = one;
        const series = run.drawn(one);
        if (!line.visible) continue;
        series.forEach((each, i) => {
          const label = labelIn(one, each, series.length);
          const index = uncolored.indexOf(line) + i;
          curves.push({ line, label, color: line.color ?? paletteColor(index), series: each });
        });
      }
      return { curves, problems: run.problems };
    },
  };
}

/** One evaluation of all lines, each of them once. */
class Run {
  readonly #problems = new Set<string>();
  readonly #byId = new Map<string, Prepared>();
  readonly #values = new Map<Prepared, Value | undefined>();
  readonly #grids = new Map<number, Grid>();

  constructor(
    readonly prepared: readonly Prepared[],
    readonly source: Queried,
    readonly window: Window,
    readonly whole: boolean,
  ) {
    for (const one of prepared)
      if (one.line.id !== undefined && !this.#byId.has(one.line.id)) this.#byId.set(one.line.id, one);
  }

  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** The series that a line draws; none if it cannot be drawn. */
  drawn(one: Prepared): readonly Series[] {
    const value = this.#value(one);
    if (value === undefined) return [];
    const like = (): Series => ({ ...this.#empty(this.#anyPeriod()), label: '' });
    const series = attempt(() => seriesOf(value, isSeries(value) ? value : like()));
    if (typeof series !== 'string') return series;
    this.#problems.add(`"${nameOf(one.line)}" has no result here: ${series}.`);
    return [];
  }

  #value(one: Prepared): Value | undefined {
    if (this.#values.has(one)) return this.#values.get(one);
    // An expression that leads back to itself finds no value.
    this.#values.set(one, undefined);
    const value = this.#evaluated(one);
    this.#values.set(one, value);
    return value;
  }

  #evaluated(one: Prepared): Value | undefined {
    if ('statistic' in one) return this.#metric(one.line, one.statistic);
    if ('query' in one) return queriedSeries(one.query, this.source, this.#grid(one.line.period));
    return this.#expression(one);
  }

  #metric(line: MetricLine, statistic: Statistic | string): Value | undefined {
    if (typeof statistic === 'string') {
      this.#problems.add(`"${nameOf(line)}" is not simulated here: ${statistic}.`);
      return undefined;
    }
    const points = this.source.points(line.ref);
    if (points === undefined)
      this.#problems.add(`Nothing publishes ${line.ref.metric} of ${line.ref.namespace} here.`);
    return bucketed(points ?? [], statistic, this.#grid(line.period), nameOf(line));
  }

  #expression({ line, expression }: Extract<Prepared, { expression: unknown }>): Value | undefined {
    const value =
      typeof expression === 'string' ? expression : attempt(() => expression.evaluate(this.#scope(line)));
    if (typeof value !== 'string') return value;
    this.#problems.add(`"${nameOf(line)}" (${shortened(line.expression)}) has no result here: ${value}.`);
    return undefined;
  }

  #scope(of: Line): Scope {
    return {
      series: (id) => {
        const one = this.#byId.get(id);
        if (!one || one.line === of) throw new Error(`"${id}" is not the id of another line of this graph`);
        const value = this.#value(one);
        if (value === undefined) throw new Error(`"${id}" has no result`);
        return value;
      },
      metrics: (containing) =>
        this.prepared.flatMap((one) => {
          if (!('statistic' in one) || !(one.line.id ?? '').includes(containing)) return [];
          const value = this.#value(one);
          return value !== undefined && isSeries(value) ? [value] : [];
        }),
    };
  }

  #grid(period: number): Grid {
    const { now, rangeMs, scale } = this.window;
    const grid =
      this.#grids.get(period) ??
      (this.whole ? wholeRange(rangeMs, now) : gridOf(period, scale, rangeMs, now));
    this.#grids.set(period, grid);
    return grid;
  }
  #empty(period: number): Omit<Series, 'label'> {
    const { start, periodMs, count } = this.#grid(period);
    return { start, periodMs, values: new Array<undefined>(count).fill(undefined) };
  }
  /** A constant is drawn with the periods of the graph's metrics. */
  #anyPeriod(): number {
    return this.prepared.find((one) => 'statistic' in one)?.line.period ?? 300;
  }
}
