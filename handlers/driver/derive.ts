import type { Table, Unit } from '../../thresholds/row';
import { type Baseline, isPublishable, type Previous } from '../lib/state';
import { isTurned, oldestMs, type Turn } from './members';
import { type Pace, visitMs } from './pace/pace';
import {
  Absent,
  type DetailOf,
  type Interval,
  map,
  type Reader,
  type Reading,
  type Snapshot,
  type Span,
  type Value,
} from './readings';
import { slotsBetween } from './slots';

/** Rates over shorter intervals are noise; such intervals come from duplicate runs. */
const SHORTEST_MS = 1_000;
const TOO_SHORT = new Absent('less than a second since the previous sample');
const COUNTED = new Absent('another member of the database has been counted for this slot');

export interface DeriveContext {
  readonly slot: number;
  readonly intervalMs: number;
  /** How often the database is visited; undefined where every run visits. */
  readonly pace?: Pace | undefined;
  /** Why there is no previous sample, if not because this is the first run. */
  readonly noPrevious?: string;
  /** Counters whose growth is not known, because a part of their source was reset; with the reason. */
  readonly resets?: Readonly<Partial<Record<string, string>>>;
}

/** The milliseconds between two samples, or why nothing can be derived between them. */
export function elapsed(
  turn: Turn<unknown> | undefined,
  now: Snapshot,
  context: DeriveContext,
): number | Absent {
  if (!turn) return new Absent(context.noPrevious ?? 'first run: the next one has a sample to compare with');
  const { previous, members } = turn;
  const before = previous.baseline;
  if (before.identity !== now.identity)
    return new Absent('the counters started over (restart, reset, or another server)');
  if (before.member !== now.member)
    return new Absent(
      'the server started over, or another member of the database answered: its next answer has a sample to compare with',
    );
  const fell = Object.entries(before.counters).find(([name, was]) => {
    const is = now.counters[name];
    // Of a counter whose source was reset in part, the reason is known.
    return typeof is === 'number' && is < was && context.resets?.[name] === undefined;
  });
  if (fell) return new Absent(`the counters were reset (${fell[0]} fell)`);
  const ms = now.takenAt - before.takenAt;
  if (ms < 0) return new Absent('the clock went backwards since the previous sample');
  const oldest = oldestMs(visitMs(context), members);
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
  resets: DeriveContext['resets'] = {},
): Interval<S> {
  const before = previous?.baseline;
  return {
    before,
    now,
    seconds: ms instanceof Absent ? Number.NaN : ms / 1000,
    delta(counter) {
      const from = before?.counters[counter];
      return map(now.counters[counter] ?? new Absent(`${counter} is not reported`, true), (to) => {
        if (ms instanceof Absent) return ms;
        if (from === undefined) return new Absent(`${counter} was not reported by the previous sample`);
        const reset = resets[counter];
        if (reset !== undefined) return new Absent(reset);
        return to - from;
      });
    },
  };
}

/** A value, and for a count the slots that it covers. */
interface Found {
  readonly value: Value;
  readonly span?: Span;
}

/**
 * The growth of a counter since the newest sample. If another member answered meanwhile, the growth of this one is of a
 * longer time, of which a part has been counted: then it is its growth per second, times the slots that are left.
 */
function countOf(
  grown: Value,
  turn: Turn<unknown> | undefined,
  now: Snapshot,
  ms: number | Absent,
  { slot, intervalMs }: DeriveContext,
): Found {
  if (!turn || ms instanceof Absent) return { value: grown, span: [slot] };
  const span = slotsBetween(Math.max(turn.previous.slot, turn.newestSlot), slot, intervalMs);
  if (!isTurned(turn, now)) return { value: grown, span };
  if (slot <= turn.newestSlot) return { value: COUNTED, span };
  return { value: map(grown, (n) => (n / ms) * intervalMs * span.length), span };
}

/**
 * Derives the readings of one visit. Pure.
 * @param rows the rows to read; `readers` has one reader for each
 * @param turn what to compare with; undefined on a first run
 */
export function derive<S extends Snapshot>(
  rows: Table,
  readers: Readonly<Record<string, Reader<S>>>,
  now: S,
  turn: Turn<DetailOf<S>> | undefined,
  context: DeriveContext,
): Record<string, Reading> {
  const ms = elapsed(turn, now, context);
  const tooShort = typeof ms === 'number' && ms < SHORTEST_MS;
  const counting = intervalOf(turn?.previous, now, ms, context.resets);
  const rating = tooShort ? intervalOf(turn?.previous, now, TOO_SHORT) : counting;
  const read = (reader: Reader<S>): Found => {
    if (reader.of === 'count') return countOf(counting.delta(reader.counter), turn, now, ms, context);
    return { value: reader.of === 'gauge' ? reader.read(now) : reader.read(rating) };
  };
  const readings: Record<string, Reading> = {};
  for (const [name, { unit }] of Object.entries(rows)) {
    const reader = readers[name];
    if (!reader) continue;
    const { value, span } = read(reader);
    readings[name] = readingOf(value, unit, span);
  }
  return readings;
}

/** A value as a reading; absent if it is none, or none that can be published. */
export function readingOf(value: Value, unit: Unit, span?: Span): Reading {
  if (value instanceof Absent) {
    const { reason, lasting } = value;
    return { is: 'absent', reason, ...(lasting && { lasting }) };
  }
  if (!isPublishable(value)) return { is: 'absent', reason: `not a valid value: ${value}` };
  return { is: 'measured', value, unit, ...(span && { span }) };
}

/** The part of a snapshot that the next run compares with: the counters that were reported, and no gauges. */
export function baselineOf<Detail>(snapshot: Snapshot<string, object, Detail>): Baseline<Detail> {
  const { identity, member, takenAt, counters, detail } = snapshot;
  const reported = Object.entries(counters).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    identity,
    ...(member !== undefined && { member }),
    takenAt,
    counters: Object.fromEntries(reported),
    ...(detail !== undefined && { detail }),
  };
}
