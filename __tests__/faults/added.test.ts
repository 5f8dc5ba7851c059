import { effects, everything, type FaultCase } from './case';
import { asVariablesSay } from './causes';
import { judge, rowsOf } from './judge';
import type { Observation, ObservedRun } from './play';

// As if TotalKeys were a row that a user has added.
jest.mock('../fixtures/design-tables.json', () => {
  const { metrics, ...design } = jest.requireActual('../fixtures/design-tables.json');
  const upstash = metrics.upstash.filter(([name]: [string]) => name !== 'TotalKeys');
  return { ...design, metrics: { ...metrics, upstash } };
});

const ADDED = 'TotalKeys';
const all = rowsOf('upstash', everything);
const faultWith = (effect: Partial<FaultCase['effect']>): FaultCase => ({
  ...{ system: 'redis', fault: 'x', service: 'upstash', breaks: asVariablesSay, failedCalls: 0 },
  ...{ sees: 'success', says: /gone/, effect: { ...effects.none, ...effect } },
});
function run(slot: number, lacking: readonly string[], metrics: object = {}): ObservedRun {
  const accepted = all
    .filter((name) => !lacking.includes(name))
    .map((name) => ({ name, slot, value: name === 'Up' ? 1 : 0 }));
  const good = { Up: { value: 1, unit: 'Count' }, ApiErrors: { value: 0, unit: 'Count' } };
  const result = { metrics: { ...good, ...metrics }, published: accepted.length, warnings: ['gone'] };
  return {
    outcome: { result } as unknown as ObservedRun['outcome'],
    ms: 1,
    accepted,
    resources: [],
    held: [],
  };
}
const observed = (broken: ObservedRun): Observation => ({
  ...{ healthy: run(0, []), broken: [broken], repaired: run(2, []), met: true, misses: 0, said: '' },
  lines: ['{"level":"INFO"}', '{"level":"INFO"}', '{"level":"INFO"}'],
});
const readingsGone = faultWith({ without: ['MemoryUsage'] });
const absent = { [ADDED]: { absent: 'the source is gone' } };

test('where a fault takes readings away, it may take those of an added row, if the result says why', () => {
  expect(judge(readingsGone, observed(run(1, ['MemoryUsage', ADDED], absent)))).toEqual([]);
  expect(judge(readingsGone, observed(run(1, ['MemoryUsage'])))).toEqual([]);
  expect(judge(readingsGone, observed(run(1, ['MemoryUsage', ADDED])))).toEqual([
    `the broken run has no ${ADDED}, and does not say why`,
  ]);
});

test('a row of the design that is not published is named', () => {
  expect(judge(readingsGone, observed(run(1, ['MemoryUsage', 'EvictedKeys'])))).toEqual([
    'the broken run publishes, for slot 1, no EvictedKeys',
  ]);
});

test('where a fault takes no reading away, an added row is published like all others', () => {
  expect(judge(faultWith({}), observed(run(1, [ADDED], absent)))).toEqual([
    `the broken run publishes, for slot 1, no ${ADDED}`,
  ]);
});
