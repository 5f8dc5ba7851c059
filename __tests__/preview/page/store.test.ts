import { MOST_CHANGES, MOST_RUNS } from '../../../preview/web/protocol';
import { change, run, snapshot, storeOf } from './sessions';

const valuesOf = (points: readonly { value: number }[] | undefined) => points?.map(({ value }) => value);

describe('runs', () => {
  test('are found by service and metric, those of the snapshot and those that came later', () => {
    const store = storeOf({ runs: [run(1_000, { Up: 1 }), run(2_000, { Keys: 7 }, { service: 'upstash' })] });
    store.apply({ type: 'run', ...run(4_000, { Up: 0, Sessions: 3 }) });
    expect(valuesOf(store.points('neon', 'Up'))).toEqual([1, 0]);
    expect(valuesOf(store.points('neon', 'Sessions'))).toEqual([3]);
    expect(valuesOf(store.points('upstash', 'Keys'))).toEqual([7]);
    expect(store.points('upstash', 'Up')).toBeUndefined();
    expect(store.points('third', 'Up')).toBeUndefined();
  });

  test('that were published late take their place in time', () => {
    const store = storeOf({ runs: [run(1_000, { Up: 1 }), run(3_000, { Up: 3 })] });
    const late = { Up: [{ at: 2_000, value: 2, unit: 'Count', seen: 5_000 }] };
    store.apply({ type: 'run', ...run(5_000, {}, { published: late }) });
    expect(valuesOf(store.points('neon', 'Up'))).toEqual([1, 2, 3]);
  });

  test('are what Lambda counts', () => {
    const error = { errorType: 'NetworkError', message: 'nothing listens' };
    const store = storeOf({ runs: [run(1_000, {}), run(4_000, {}, { error, durationMs: 90 })] });
    expect(valuesOf(store.lambda('neon', 'Invocations'))).toEqual([1, 1]);
    expect(valuesOf(store.lambda('neon', 'Errors'))).toEqual([0, 1]);
    expect(valuesOf(store.lambda('neon', 'Duration'))).toEqual([40, 90]);
    expect(store.lambda('neon', 'Throttles')).toBeUndefined();
  });

  test('are bounded, the oldest go first, and each service has its own', () => {
    const store = storeOf({ runs: [run(1, { Keys: 7 }, { service: 'upstash' })] });
    for (let i = 0; i < 3 * MOST_RUNS; i++) store.apply({ type: 'run', ...run(i * 1_000, { Up: i }) });
    const values = valuesOf(store.points('neon', 'Up')) ?? [];
    expect(values.length).toBeLessThanOrEqual(MOST_RUNS);
    expect(values.length).toBeGreaterThan(MOST_RUNS / 2);
    expect(values.at(-1)).toBe(3 * MOST_RUNS - 1);
    expect(store.lambda('neon', 'Invocations')).toHaveLength(values.length);
    expect(store.lines('neon').length).toBeLessThanOrEqual(MOST_RUNS);
    expect(valuesOf(store.points('upstash', 'Keys'))).toEqual([7]);
  });
});

describe('a snapshot', () => {
  test('replaces all that was known', () => {
    const store = storeOf({ runs: [run(1_000, { Up: 1 })], changes: [change('a', 1, 'ALARM')] });
    store.apply({ type: 'sickness', id: 'lock', state: 'sick' });
    store.apply({ type: 'snapshot', ...snapshot, startedAt: 9_000, runs: [run(9_000, { Keys: 1 })] });
    expect(store.points('neon', 'Up')).toBeUndefined();
    expect(store.changes).toEqual([]);
    expect(store.lastChange('production', 'a')).toBeUndefined();
    expect(store.sicknessOf('lock').state).toBe('healthy');
    expect(store.snapshot?.startedAt).toBe(9_000);
  });

  test('says what is sick', () => {
    const store = storeOf({ sick: [{ id: 'lock', state: 'sick' }] });
    expect(store.sicknessOf('lock').state).toBe('sick');
    store.apply({ type: 'sickness', id: 'lock', state: 'healthy', problem: 'PostgreSQL is stopped.' });
    expect(store.sicknessOf('lock').problem).toBe('PostgreSQL is stopped.');
  });
});

describe('changes', () => {
  test('are bounded, and the last one of each alarm stays', () => {
    const store = storeOf({ changes: [change('quiet', 1, 'OK')] });
    const flapping = Array.from({ length: MOST_CHANGES + 5 }, (_, i) => change('flapping', i + 2, 'ALARM'));
    store.apply({ type: 'changes', changes: flapping });
    expect(store.changes).toHaveLength(MOST_CHANGES);
    expect(store.lastChange('production', 'quiet')?.to).toBe('OK');
    expect(store.lastChange('production', 'flapping')?.at).toBe(MOST_CHANGES + 6);
    expect(store.lastChange('staging', 'flapping')).toBeUndefined();
  });
});

test('the newest and the oldest run are known', () => {
  const store = storeOf();
  expect([store.lastRun(), store.oldestRun]).toEqual([undefined, undefined]);
  store.apply({ type: 'run', ...run(2_000, {}) });
  store.apply({ type: 'run', ...run(3_000, {}, { service: 'upstash' }) });
  expect([store.lastRun()?.at, store.oldestRun]).toEqual([3_000, 2_000]);
});
