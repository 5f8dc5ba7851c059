import type { Table } from '../../thresholds/row';
import { type Baseline, isPublishable, type Previous } from '../lib/state';
import {
  Absent,
  type DetailOf,
  type Interval,
  map,
  type Reader,
  type Reading,
  type Snapshot,
} from './readings';
import { slotsBetween } from './slots';

/** Rates over shorter intervals are noise; such intervals come from duplicate runs. */
const SHORTEST_MS = 1_000;
const TOO_SHORT = new Absent('less than a second since the previous sample');
const HOUR_MS = 3_600_000;

export interface DeriveContext {
  readonly slot: number;
  readonly intervalMs: number;
  /** Why there is no previous sample, if not because this is the first run. */
  readonly noPrevious?: string;
}

/** The milliseconds between two samples, or why nothing can be derived between them. */
function elapsed(previous: Previous | undefined, now: Snapshot, context: DeriveContext): number | Absent {
  if (!previous)
    return new Absent(context.noPrevious ?? 'first run: the next one has a sample to compare with');
  const before = previous.baseline;
  if (before.identity !== now.identity)
    return new Absent('the counters started over (restart, reset, or another member answered)');
  const fell = Object.entries(before.counters).find(([name, was]) => {
    const is = now.counters[name];
    return typeof is === 'number' && is < was;
  });
  if (fell) return new Absent(`the counters were reset (${fell[0]} fell)`);
  const ms = now.takenAt - before.takenAt;
  if (ms < 0) return new Absent('the clock went backwards since the previous sample');
  // With an interval of more than an hour, the sample of the previous run must still count.
  const oldest = Math.max(HOUR_MS, 1.5 * context.intervalMs);
  if (ms > oldest) return new Absent(`the previous sample is ${Math.round(ms / 60_000)} minutes old`);
  // A count is spread over slots. Slots come from the collector's clock, samples from the database's.
  if (context.slot - previous.slot > 2 * oldest)
    return new Absent(
      'the clocks of the collector and the database have drifted apart since the previous sample',
    );
  return ms;
}

/** The interval between two samples. If nothing can be derived over it, every growth is absent. */
function intervalOf<S extends Snapshot>(
  previous: Previous<DetailOf<S>> | undefined,
  now: S,
  ms: number | Absent,
): Interval<S> {
  const before = previous?.baseline;
  return {
    before,
    now,
    seconds: ms instanceof Absent ? Number.NaN : ms / 1000,
    delta(counter) {
      const from = before?.counters[counter];
      return map(now.counters[counter] ?? new Absent(`${counter} is not reported`), (to) => {
        if (ms instanceof Absent) return ms;
        if (from === undefined) return new Absent(`${counter} was not reported by the previous sample`);
        return to - from;
      });
    },
  };
}

/**
 * Derives the readings of one visit. Pure.
 * @param rows the rows to read; `readers` has one reader for each
 */
export function derive<S extends Snapshot>(
  rows: Table,
  readers: Readonly<Record<string, Reader<S>>>,
  now: S,
  previous: Previous<DetailOf<S>> | undefined,
  context: DeriveContext,
): Record<string, Reading> {
  const ms = elapsed(previous, now, context);
  const tooShort = typeof ms === 'number' && ms < SHORTEST_MS;
  const counting = intervalOf(previous, now, ms);
  const rating = tooShort ? intervalOf(previous, now, TOO_SHORT) : counting;
  const counted = typeof ms === 'number' && previous;
  const span = counted ? slotsBetween(previous.slot, context.slot, context.intervalMs) : [context.slot];
  const read = (reader: Reader<S>) =>
    reader.of === 'gauge'
      ? reader.read(now)
      : reader.of === 'count'
        ? counting.delta(reader.counter)
        : reader.read(rating);
  const readings: Record<string, Reading> = {};
  for (const [name, row] of Object.entries(rows)) {
    const reader = readers[name];
    if (!reader) continue;
    const value = read(reader);
    if (value instanceof Absent) readings[name] = { is: 'absent', reason: value.reason };
    else if (!isPublishable(value)) readings[name] = { is: 'absent', reason: `not a valid value: ${value}` };
    else if (reader.of === 'count') readings[name] = { is: 'measured', value, unit: row.unit, span };
    else readings[name] = { is: 'measured', value, unit: row.unit };
  }
  return readings;
}

/** The part of a snapshot that the next run compares with: the counters that were reported, and no gauges. */
export function baselineOf<Detail>(snapshot: Snapshot<string, object, Detail>): Baseline<Detail> {
  const { identity, takenAt, counters, detail } = snapshot;
  const reported = Object.entries(counters).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    identity,
    takenAt,
    counters: Object.fromEntries(reported),
    ...(detail !== undefined && { detail }),
  };
}
