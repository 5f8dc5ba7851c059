import type { CounterRow, Row, Table, Unit } from '../../thresholds/row';
import type { Baseline } from '../lib/state';

/** A reading is one of four things. There is no fifth: no zero for "unknown", no default, no invented value. */
export type Reading =
  | { readonly is: 'measured'; readonly value: number; readonly unit: Unit; readonly span?: Span }
  | { readonly is: 'absent'; readonly reason: string; readonly lasting?: boolean }
  | { readonly is: 'asleep' }
  | { readonly is: 'failed'; readonly cause: string };

/** The number of a row, if it was measured. */
export function measuredIn(readings: Readonly<Record<string, Reading>>, row: string): number | undefined {
  const reading = readings[row];
  return reading?.is === 'measured' ? reading.value : undefined;
}

/** The collection slots (milliseconds since the epoch) that a count belongs to. */
export type Span = readonly number[];

/** Why there is no number, in place of one. */
export class Absent {
  /** @param lasting whether there will be none until somebody changes something: until then no alarm can fire */
  constructor(
    readonly reason: string,
    readonly lasting = false,
  ) {}
}
export type Value = number | Absent;

/**
 * What one visit to the database saw. `Counter` are the names of its counters: readers can use these and no others. A
 * counter that the database does not report is present all the same, with the reason.
 */
export interface Snapshot<Counter extends string = string, Gauges extends object = object, Detail = unknown>
  extends Omit<Baseline<Detail>, 'counters'> {
  readonly counters: Readonly<Record<Counter, Value>>;
  readonly gauges: Gauges;
}

/** The names of a snapshot's counters. */
export type CounterOf<S extends Snapshot> = keyof S['counters'] & string;
/** What a snapshot keeps for the next one besides its counters. */
export type DetailOf<S extends Snapshot> = Exclude<S['detail'], undefined>;

/** Two samples of the same counters, and the measured time between them. */
export interface Interval<S extends Snapshot> {
  /** Undefined on a first run. */
  readonly before: Baseline<DetailOf<S>> | undefined;
  readonly now: S;
  /** NaN where nothing can be derived; then every growth is absent too. */
  readonly seconds: number;
  /** Growth of a counter, or why it is not known. Every rate starts from one. */
  readonly delta: (counter: CounterOf<S>) => Value;
}

/** How a collector delivers a gauge row. */
export interface GaugeReader<S extends Snapshot> {
  readonly of: 'gauge';
  readonly read: (now: S) => Value;
}
/** How a collector delivers a counter row that is published as a count. */
export interface CountReader<S extends Snapshot> {
  readonly of: 'count';
  readonly counter: CounterOf<S>;
}
/** How a collector delivers a counter row that is published as a rate. */
export interface RateReader<S extends Snapshot> {
  readonly of: 'rate';
  readonly read: (interval: Interval<S>) => Value;
}
export type Reader<S extends Snapshot> = GaugeReader<S> | CountReader<S> | RateReader<S>;

type ReaderFor<R extends Row, S extends Snapshot> = R extends { kind: 'gauge' }
  ? GaugeReader<S>
  : R extends CounterRow & { published: 'count' }
    ? CountReader<S>
    : RateReader<S>;

/**
 * One reader per row, of the row's kind: a collector that leaves out a row, has one that is not in the table, or reads a
 * counter as a gauge does not compile. `Own` are the rows that the driver publishes itself.
 */
export type Readers<T extends Table, S extends Snapshot, Own extends string> = {
  readonly [Name in Exclude<keyof T & string, Own>]: ReaderFor<T[Name], S>;
};

/** The value at the moment of sampling. */
export function gauge<S extends Snapshot>(read: (gauges: S['gauges']) => Value): GaugeReader<S> {
  return { of: 'gauge', read: (now) => read(now.gauges) };
}
/** The growth of a counter. */
export function count<S extends Snapshot>(counter: CounterOf<S>): CountReader<S> {
  return { of: 'count', counter };
}
/** The growth of a counter per second. */
export function perSecond<S extends Snapshot>(counter: CounterOf<S>): RateReader<S> {
  return rate(({ delta, seconds }) => map(delta(counter), (grown) => grown / seconds));
}
/** Anything else that is derived from two samples. */
export function rate<S extends Snapshot>(read: (interval: Interval<S>) => Value): RateReader<S> {
  return { of: 'rate', read };
}
/** How a row is read, by its kind: what a collector's readers are made of. */
export const read = { gauge, count, perSecond, rate } as const;

/** Applies `f` to a number; an absence stays as it is. */
export function map(value: Value, f: (n: number) => Value): Value {
  return value instanceof Absent ? value : f(value);
}
