import fc from 'fast-check';
import { baselineOf } from '../../../handlers/driver/derive';
import { samplesOf, turnOf } from '../../../handlers/driver/members';
import { toData } from '../../../handlers/driver/result';
import { finalReadings, readingsOf } from '../../../handlers/driver/run-readings';
import { Journal } from '../../../handlers/lib/journal';
import { MemoryStore, parseState, type State, withDetail } from '../../../handlers/lib/state';
import { service as neon } from '../../../handlers/neon';
import { parseSample } from '../../../handlers/neon/sample';
import { detailSchema, snapshotOf } from '../../../handlers/neon/snapshot';
import type { NeonTarget } from '../../../handlers/neon/target';
import { units } from '../../../thresholds/row';
import { runningCompute } from '../../support/collectors/neon';
import { inherited } from '../../support/fuzz/arbitraries';
import { fuzz, fuzzRuns } from '../../support/fuzz/fuzz';
import { jsonText } from '../../support/fuzz/mutations';
import { laterSample, postgresSample } from '../../support/fuzz/samples';
import { expectReadings, expectValue, unlessRefused } from '../../support/fuzz/sound';

const INTERVAL = 300_000;
const target = { host: 'h', port: 5432, database: 'x', user: 'watcher', slowQueryMs: 10 } as NeonTarget;
const sampled = (sample: unknown) =>
  snapshotOf(parseSample(sample), target, runningCompute, {}, new Journal());
const [before, now] = [sampled(postgresSample), sampled(laterSample)];
const slot = Math.floor(now.takenAt / INTERVAL) * INTERVAL;
const good: State = {
  previous: { baseline: baselineOf(before), slot: slot - INTERVAL },
  members: [{ baseline: { ...baselineOf(before), member: '10.0.0.2' }, slot: slot - 2 * INTERVAL }],
  lastVisit: before.takenAt,
  unsent: [{ name: 'Up', value: 1, unit: 'Count', at: slot - INTERVAL }],
};

test('any saved state is read or rejected, and what is read with any interval gives readings that may be published', () => {
  const intervals = fc.constantFrom(1_000, 60_000, INTERVAL, 3_600_000, 86_400_000);
  fuzz([jsonText(good), intervals], (text, intervalMs) => {
    const read = unlessRefused(() => {
      const state = parseState(text, 'neon/test');
      const samples = samplesOf(state).map((sample) => withDetail(sample, detailSchema, 'neon/test'));
      return { state, turn: turnOf(samples, now) };
    }, 'ProtocolError');
    if (!read) return;
    const { state, turn } = read;
    for (const { name, value } of state.unsent) {
      expect(name).not.toBe('');
      expectValue(value);
    }
    const seen = { stored: { state, revision: 'x' }, snapshot: now, ...(turn && { turn }) };
    const readings = readingsOf(neon, seen, { level: 'detailed', slot, intervalMs });
    expectReadings(readings);
    const data = toData(finalReadings(readings, new Journal(), true), slot);
    // At most as many values as an hour has slots, or one interval of a day; not a year of slots.
    expect(data.length).toBeLessThan(20_000);
    for (const { value } of data) expectValue(value);
  });
});

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0);
const nonNegative = finite.map(Math.abs);
const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...inherited));
/** What `run` can write: names are rows, values are readings, times are slots. */
const written: fc.Arbitrary<State> = fc.record(
  {
    previous: fc.record({
      baseline: fc.record({
        identity: fc.string({ unit: 'binary' }),
        takenAt: finite,
        counters: fc.dictionary(name, nonNegative),
      }),
      slot: fc.integer(),
    }),
    lastVisit: fc.integer(),
    unsent: fc.array(
      fc.record({
        name: fc.constantFrom(...Object.keys(neon.rows)),
        value: fc.double({ min: 0, max: 2 ** 360, noNaN: true }).map((n) => n + 0),
        unit: fc.constantFrom(...units),
        at: fc.integer(),
      }),
    ),
  },
  { requiredKeys: ['unsent'] },
);

test('a state is read as it was written', () =>
  fuzzRuns(
    [written],
    async (state) => {
      const store = new MemoryStore();
      await store.save('x', state, { from: undefined, to: 'a' });
      expect(await store.load('x')).toEqual({ state, revision: 'a' });
    },
    2,
  ));

describe('found by fuzzing', () => {
  test.each<[string, object]>([
    ['a value that CloudWatch refuses', { value: 1e300 }],
    ['a value below 0', { value: -1 }],
    ['a name that no metric has', { name: '' }],
  ])('%s among the unsent, for which CloudWatch would reject everything sent with it', (_, change) => {
    const state = { ...good, unsent: [{ ...good.unsent[0], ...change }] };
    expect(() => parseState(JSON.stringify(state), 'x')).toThrow('cannot be read');
  });

  test('an ancient slot with a recent sample: a count is not spread over half a century', () => {
    const previous = { baseline: baselineOf(before), slot: 0 };
    const turn = { previous, newestSlot: 0, members: 1 };
    const seen = { stored: { state: { ...good, previous }, revision: 'x' }, snapshot: now, turn };
    const { QueryThroughput } = readingsOf(neon, seen, { level: 'detailed', slot, intervalMs: INTERVAL });
    expect(QueryThroughput).toEqual({ is: 'absent', reason: expect.stringContaining('clocks') });
  });
});
