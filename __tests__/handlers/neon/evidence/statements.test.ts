import fc from 'fast-check';
import { baselineOf } from '../../../../handlers/driver/derive';
import { Journal } from '../../../../handlers/lib/journal';
import type { Baseline } from '../../../../handlers/lib/state';
import { evidence, LARGEST_BYTES } from '../../../../handlers/neon/evidence';
import { MOST_SHOWN } from '../../../../handlers/neon/evidence/redact';
import { topStatements } from '../../../../handlers/neon/evidence/statements';
import { parseSample, type Statistics } from '../../../../handlers/neon/sample';
import { type NeonDetail, type NeonSnapshot, snapshotOf } from '../../../../handlers/neon/snapshot';
import type { NeonTarget } from '../../../../handlers/neon/target';
import { fuzz } from '../../../support/fuzz/fuzz';
import { postgresSample } from '../../../support/fuzz/samples';

const target = { host: 'h', port: 1, database: 'd', user: 'watcher', slowQueryMs: 1_000 } as NeonTarget;
const compute = { computeActive: 1, computeLimit: 1, computeQuota: 1, connectMs: 1 };
const START = Number(postgresSample.now);

/** `[entry, calls, milliseconds, since]`: each call took the same time. */
type Entry = readonly [entry: string, calls: number, ms: number, since?: number | null];

function taken(entries: readonly Entry[], seconds: number, change: Partial<Statistics> = {}, sees = true) {
  const tracked = entries.map(
    ([id, calls, ms, since = null]) =>
      [id, calls, ms, ms ** 2 / calls, ms / calls, ms / calls, since] as const,
  );
  const sums = (n: 1 | 2) => tracked.reduce((sum, one) => sum + one[n], 0);
  const statistics = {
    ...{ calls: sums(1), milliseconds: sums(2), entries: entries.length, slow: [], groups: [] },
    ...{ most: 5_000, reset: null, dealloc: 0, tracked: tracked.slice(0, 200) },
    ...change,
  };
  const sample = {
    ...postgresSample,
    ...{ seesAll: sees, identified: true, queryId: 'on', now: START + 1_000 * seconds },
    statements: JSON.stringify(statistics),
  };
  return snapshotOf(parseSample(sample), target, compute, {}, new Journal());
}
const kept = (entries: readonly Entry[], change?: Partial<Statistics>) =>
  baselineOf(taken(entries, 0, change)) as Baseline<NeonDetail>;
const top = (was: Baseline<NeonDetail> | undefined, now: NeonSnapshot) => topStatements(was, now);

test('the top five by time, summed over users and databases, with all digits of their ids', () => {
  const was = kept([
    ['1.1.9223372036854775807', 10, 100],
    ['1.2.9223372036854775807', 1, 50],
    ['1.1.-9223372036854775808', 5, 5],
    ['1.1.3', 5, 5],
  ]);
  const now = taken(
    [
      ['1.1.9223372036854775807', 20, 200],
      ['1.2.9223372036854775807', 4, 200],
      ['2.1.9223372036854775807', 2, 100],
      ['1.1.-9223372036854775808', 6, 6],
      ['1.1.3', 5, 5],
      ...[4, 5, 6, 7].map((n): Entry => [`1.1.${n}`, 1, n / 3]),
    ],
    60,
  );
  const grown = 350 + 1 + 22 / 3;
  expect(top(was, now)).toEqual([
    {
      id: '9223372036854775807',
      calls: 15,
      meanMs: 23.333,
      totalMs: 350,
      share: Number((350 / grown).toFixed(4)),
    },
    { id: '7', calls: 1, meanMs: 2.333, totalMs: 2.333, share: expect.any(Number) },
    { id: '6', calls: 1, meanMs: 2, totalMs: 2, share: expect.any(Number) },
    { id: '5', calls: 1, meanMs: 1.667, totalMs: 1.667, share: expect.any(Number) },
    { id: '4', calls: 1, meanMs: 1.333, totalMs: 1.333, share: expect.any(Number) },
  ]);
});

describe('one whose growth is not known is left out', () => {
  const others = Array.from({ length: 120 }, (_, n): Entry => [`1.1.${1_000 + n}`, 100, 100]);
  const grown = others.map(([id, calls, ms]): Entry => [id, calls + 1, ms + 1]);
  const ids = (was: Baseline<NeonDetail>, now: NeonSnapshot) => {
    const found = top(was, now) ?? [];
    return 'absent' in found ? [found.absent] : found.map(({ id }) => id);
  };

  test('it may be an old one that the previous sample did not keep', () => {
    expect(ids(kept(others), taken([...grown, ['1.1.1', 500, 9_000]], 60))).not.toContain('1');
    // The server knows that it is new.
    const now = taken([...grown, ['1.1.1', 500, 9_000, START + 1]], 60);
    expect(ids(kept(others), now)[0]).toBe('1');
    // Or that it is not.
    expect(ids(kept(others), taken([...grown, ['1.1.1', 500, 9_000, START - 1]], 60))).not.toContain('1');
  });

  test('where the previous sample had kept all, it is new', () => {
    expect(ids(kept(others.slice(0, 50)), taken([...grown.slice(0, 50), ['1.1.1', 5, 9_000]], 60))?.[0]).toBe(
      '1',
    );
  });

  test('a part of it is known: only as much may be unknown as makes no difference', () => {
    const was = kept([['1.1.1', 1_000, 1_000], ...others]);
    const is: Entry = ['1.1.1', 2_000, 2_000];
    expect(ids(was, taken([is, ['1.2.1', 11, 11], ...grown], 60))).not.toContain('1');
    expect(ids(was, taken([is, ['1.2.1', 9, 9], ...grown], 60))[0]).toBe('1');
  });

  test('of a slow one it is enough that it was a candidate', () => {
    const slow = [['1.1.1', 2, 4_000, 8e6, 2_000, 2_000, null]] as const;
    const later = [['1.1.1', 3, 6_000, 12e6, 2_000, 2_000, null]] as const;
    const was = kept(others, { slow, calls: 20_000, milliseconds: 20_000 });
    const now = taken(grown, 60, { slow: later, calls: 21_000, milliseconds: 24_000 });
    expect(top(was, now)).toMatchObject([{ id: '1', calls: 1, totalMs: 2_000, share: 0.5 }, {}, {}, {}, {}]);
    const since = [['1.1.1', 3, 6_000, 12e6, 2_000, 2_000, START + 5]] as const;
    const again = taken(grown, 60, { slow: since, calls: 21_000, milliseconds: 24_000 });
    expect(ids(was, again)).not.toContain('1');
  });
});

describe('there is nothing to say', () => {
  const one: readonly Entry[] = [['1.1.1', 10, 100]];
  const more: readonly Entry[] = [['1.1.1', 20, 300]];
  test.each<[string, Baseline<NeonDetail> | undefined, NeonSnapshot]>([
    ['on a first run', undefined, taken(more, 60)],
    ['without statements', kept(one), taken(one, 60)],
    ['after a reset of all', kept(one), taken(more, 60, { reset: '1790000000.5' })],
    ['after a reset of a part', kept([...one, ['1.1.2', 5_000, 5_000]]), taken(more, 60)],
    [
      'after evictions of much',
      kept(one, { entries: 5_000 }),
      taken(more, 60, { dealloc: 9, entries: 5_000 }),
    ],
    ['after a sample without statistics', { ...kept(one), counters: {} }, taken(more, 60)],
  ])('%s', (_, was, now) => {
    expect(top(was, now)).toBeUndefined();
  });
});

test('a role that may not see all is told what to run', () => {
  const blind = taken([['1.1.1', 20, 300]], 60, {}, false);
  expect(top(kept([['1.1.1', 10, 100]]), blind)).toEqual({
    absent: 'statements cannot be told apart; run: GRANT pg_monitor TO "watcher" WITH INHERIT TRUE',
  });
  const none = { ...postgresSample, schema: null, statements: null };
  const without = snapshotOf(parseSample(none), target, compute, {}, new Journal());
  expect(top(undefined, without)).toEqual({ absent: expect.stringContaining('CREATE EXTENSION') });
});

test('whatever grew, a share is a share, and the costliest comes first', () => {
  const entry = fc.tuple(
    fc.constantFrom('1.1.1', '1.2.1', '1.1.2', '1.1.-3', '2.1.4', '1.1.5', '1.1.6', '1.1.7'),
    fc.integer({ min: 1, max: 1e6 }),
    fc.float({ min: 0, max: 2 ** 30, noNaN: true }),
    fc.constantFrom(null, START - 1, START + 1),
  );
  const entries = fc.uniqueArray(entry, { selector: ([id]) => id, maxLength: 8 });
  fuzz([entries, entries], (was, is) => {
    const found = top(kept(was), taken(is, 60)) ?? [];
    if ('absent' in found) throw new Error(found.absent);
    expect(found.length).toBeLessThanOrEqual(5);
    expect(found.map(({ totalMs }) => totalMs)).toEqual(
      found.map(({ totalMs }) => totalMs).toSorted((a, b) => b - a),
    );
    for (const { calls, meanMs, totalMs, share } of found) {
      expect(calls).toBeGreaterThan(0);
      expect(totalMs).toBeGreaterThanOrEqual(0);
      expect(Math.abs(meanMs * calls - totalMs)).toBeLessThanOrEqual(0.0006 * calls);
      expect(share >= 0 && share <= 1).toBe(true);
    }
  });
});

test('the largest possible evidence is small', () => {
  const ids = Array.from({ length: 5 }, (_, n) => `-922337203685477580${n}`);
  const now = taken(
    ids.map((id): Entry => [`4294967295.4294967295.${id}`, 1e15, 1e15]),
    60,
  );
  const PID = 4_194_304;
  // Three or four bytes each, and the longest that JSON has for what is left in a text.
  for (const letter of ['漢', '"', '\ud83d\ude00']) {
    const long = letter.repeat(MOST_SHOWN / letter.length);
    const who = { user: long, application: long, state: long };
    const session = (n: number) => ({ pid: PID - n, id: ids[0] ?? null, seconds: 1e9, ...who });
    const sessions = {
      ...{ hidden: undefined, unasked: undefined },
      waiters: Array.from({ length: 50 }, (_, n) => ({
        ...{ pid: PID - n, id: ids[0] ?? null, counted: true, ms: 1e12 },
        by: Array.from({ length: 100 }, (_, m) => PID - 1_000 - m),
      })),
      blockers: Array.from({ length: 50 }, (_, n) => ({
        ...session(1_000 + n),
        waits: false,
        backend: long,
      })),
      waits: Array.from({ length: 10 }, (_, n) => ({ event: `${n}${long}`, sessions: 1e6 })),
      longest: Array.from({ length: 5 }, (_, n) => session(n)),
      awake: Array.from({ length: 5 }, (_, n) => ({ ...session(n), sessions: 1e6 })),
    };
    const texts = new Map(ids.map((id) => [id, long]));
    const seen = evidence({
      before: kept([]),
      now: { ...now, gauges: { ...now.gauges, texts, sessions } },
      seconds: 60,
      readings: { SlowQueries: { is: 'measured', value: 1e15, unit: 'Count' } },
    });
    expect(Buffer.byteLength(JSON.stringify(seen))).toBeLessThan(LARGEST_BYTES);
    expect(seen).toMatchObject({
      statements: expect.any(Array),
      rootBlockers: expect.any(Array),
      longest: expect.any(Array),
    });
    expect(seen.blocked?.length).toBeGreaterThan(5);
    expect(seen.advice?.length).toBeGreaterThan(0);
  }
});
