import fc from 'fast-check';
import { baselineOf, derive } from '../../../handlers/driver/derive';
import { MOST_MEMBERS, samplesOf, turnOf, withSample } from '../../../handlers/driver/members';
import { count, type Reading, type Snapshot } from '../../../handlers/driver/readings';
import type { State } from '../../../handlers/lib/state';
import type { Row } from '../../../thresholds/row';

const MINUTE = 60_000;
const INTERVAL = 5 * MINUTE;
const START = 1_700_000_100_000 - (1_700_000_100_000 % INTERVAL);
const readers = { Events: count<Snapshot<'events'>>('events') };
const rows = { Events: { unit: 'Count' } as Row };

/** A run in one slot, answered by one member: its reading, and the state for the next run. */
function run(state: State, i: number, member: string, events: number): { reading: Reading; state: State } {
  const slot = START + i * INTERVAL;
  const now: Snapshot<'events'> = {
    ...{ identity: 'a', member, takenAt: slot + 1_000 },
    ...{ counters: { events }, gauges: {} },
  };
  const samples = samplesOf(state);
  const around = { slot, intervalMs: INTERVAL };
  const { Events: reading } = derive(rows, readers, now, turnOf(samples, now), around);
  if (!reading) throw new Error('no reading');
  const next = withSample(samples, { baseline: baselineOf(now), slot }, INTERVAL);
  return { reading, state: { ...next, unsent: [] } };
}
/** What is published for each slot, by its number, over a series of answers: [slot, member, events]. */
function published(answers: readonly (readonly [slot: number, member: string, events: number])[]) {
  let state: State = { unsent: [] };
  const values: [slot: number, value: number][] = [];
  for (const [i, member, events] of answers) {
    const one = run(state, i, member, events);
    state = one.state;
    if (one.reading.is !== 'measured') continue;
    const { value, span = [] } = one.reading;
    for (const at of span) values.push([(at - START) / INTERVAL, value / span.length]);
  }
  return { values, state };
}

test('members that take turns are each compared with themselves, and every slot is counted once', () => {
  // One member counts 10 in a slot, the other 30. Their counters are far apart.
  const answers = Array.from({ length: 8 }, (_, i): [number, string, number] =>
    i % 2 === 0 ? [i, 'one', 5_000 + 10 * i] : [i, 'two', 30 * i],
  );
  expect(published(answers).values).toEqual([
    [2, 10],
    [3, 30],
    [4, 10],
    [5, 30],
    [6, 10],
    [7, 30],
  ]);
});

test('a member that answers twice in a row is counted exactly the second time', () => {
  const { values } = published([
    [0, 'one', 100],
    [1, 'two', 7],
    [2, 'one', 120],
    [3, 'one', 155],
  ]);
  expect(values).toEqual([
    [2, 10],
    [3, 35],
  ]);
});

test('slots in which no run was are counted too', () => {
  const { values } = published([
    [0, 'one', 0],
    [1, 'two', 0],
    [5, 'one', 50],
  ]);
  expect(values).toEqual([2, 3, 4, 5].map((slot) => [slot, 10]));
});

test('a member that has not answered before, or not for long, is not compared with another', () => {
  let { state } = published([[0, 'one', 5_000]]);
  const first = run(state, 1, 'two', 9_000);
  expect(first.reading).toEqual({
    is: 'absent',
    reason: expect.stringMatching(/another member of the database answered/),
  });
  state = first.state;
  for (let i = 2; i < 20; i++) ({ state } = run(state, i, 'two', 9_000 + i));
  expect(state.members).toBeUndefined();
  expect(run(state, 20, 'one', 6_000).reading).toMatchObject({ is: 'absent' });
});

test('a second run in a slot that another member was counted for counts nothing again', () => {
  const { state } = published([
    [0, 'one', 0],
    [1, 'two', 0],
    [2, 'one', 20],
  ]);
  expect(run(state, 2, 'two', 50).reading).toEqual({
    is: 'absent',
    reason: 'another member of the database has been counted for this slot',
  });
});

test('the kept samples are bounded', () => {
  const { state } = published(Array.from({ length: 2 * MOST_MEMBERS }, (_, i) => [0, `member ${i}`, i]));
  expect(samplesOf(state)).toHaveLength(MOST_MEMBERS);
});

test('whoever answers when: no count is negative or more than a member counted, and no slot is counted twice', () => {
  const step = fc.record({
    skipped: fc.integer({ min: 0, max: 3 }),
    member: fc.constantFrom('one', 'two', 'three'),
    grown: fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000)),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), (steps) => {
      const counters: Record<string, number> = { one: 1e9, two: 5, three: 70_000 };
      let slot = 0;
      const answers = steps.map(({ skipped, member, grown }): [number, string, number] => {
        slot += 1 + skipped;
        // Each grows at most by 1,000 in a slot.
        Object.keys(counters).forEach((name, i) => {
          counters[name] = (counters[name] ?? 0) + (grown[i] ?? 0) * (1 + skipped);
        });
        return [slot, member, counters[member] ?? 0];
      });
      const { values } = published(answers);
      expect(new Set(values.map(([at]) => at)).size).toBe(values.length);
      for (const [, value] of values) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1_000 + 1e-6);
      }
    }),
  );
});
