import { effects, everything, type FaultCase } from './case';
import { asVariablesSay } from './causes';
import { judge, rowsOf } from './judge';
import { planted } from './planted';
import type { Accepted, Observation, ObservedRun } from './play';

const fault: FaultCase = {
  ...{ system: 'redis', fault: 'x', service: 'upstash', breaks: asVariablesSay, failedCalls: 1 },
  ...{ sees: 'NetworkError', says: /refused/, effect: effects.notVisited },
};
const stamped = (names: readonly string[], slot: number, values: Record<string, number>): Accepted[] =>
  names.map((name) => ({ name, slot, value: values[name] ?? 0 }));
const all = rowsOf('upstash', everything);
const good = (accepted: readonly Accepted[]): ObservedRun => {
  const metrics = { Up: { value: 1, unit: 'Count' }, ApiErrors: { value: 0, unit: 'Count' } };
  const result = { metrics, published: accepted.length, warnings: [] };
  return {
    outcome: { result } as unknown as ObservedRun['outcome'],
    ms: 50,
    accepted,
    resources: [],
    held: [],
  };
};

/** A case in which everything went as promised: 3 and 5 lookups in two slots, of which the first is broken. */
const observation: Observation = {
  healthy: good(stamped(all, 0, { Up: 1 })),
  broken: [
    {
      ...good(stamped(['Up', 'ApiErrors'], 1, { Up: 0, ApiErrors: 1 })),
      outcome: { error: { name: 'NetworkError', message: 'it was refused', stack: '' } },
    },
  ],
  repaired: good([
    ...stamped(rowsOf('upstash', ['counts']), 1, { KeyspaceMisses: 4 }),
    ...stamped(all, 2, { Up: 1, KeyspaceMisses: 4 }),
  ]),
  met: true,
  misses: 8,
  lines: ['{"level":"INFO"}', '{"level":"ERROR"}', '{"level":"INFO"}'],
  said: 'nothing of importance',
};
const [broken] = observation.broken as readonly [ObservedRun];
const { repaired } = observation;
const accepting = (run: ObservedRun, change: (data: readonly Accepted[]) => readonly Accepted[]) => ({
  ...run,
  accepted: change(run.accepted),
});

test('kept promises pass', () => {
  expect(judge(fault, observation)).toEqual([]);
});

/** Everything that is checked, broken. */
test.each<[string, Partial<Observation>, RegExp]>([
  [
    'another class',
    { broken: [{ ...broken, outcome: { error: { name: 'DnsError', message: 'refused', stack: '' } } }] },
    /the invoker sees DnsError/,
  ],
  [
    'another message',
    { broken: [{ ...broken, outcome: { error: { name: 'NetworkError', message: 'no', stack: '' } } }] },
    /nothing says/,
  ],
  ['no error at all', { broken: [{ ...good(broken.accepted) }] }, /the invoker sees success/],
  ['no Up', { broken: [accepting(broken, (data) => data.filter(({ name }) => name !== 'Up'))] }, /no Up/],
  [
    'Up of 1',
    { broken: [accepting(broken, (data) => data.map((datum) => ({ ...datum, value: 1 })))] },
    /Up of the broken slot is 1, not 0/,
  ],
  [
    'a wrong number of failed calls',
    { broken: [accepting(broken, (data) => data.map((datum) => ({ ...datum, value: 0 })))] },
    /ApiErrors of the broken slot is 0, not 1/,
  ],
  [
    'an invented value',
    { broken: [accepting(broken, (data) => [...data, { name: 'TotalKeys', value: 0, slot: 1 }])] },
    /TotalKeys too/,
  ],
  [
    'a value of the wrong slot',
    { repaired: accepting(repaired, (data) => data.map((datum) => ({ ...datum, slot: 2 }))) },
    /for slot 1, no/,
  ],
  [
    'a slot that does not exist',
    { repaired: accepting(repaired, (data) => [...data, { name: 'Up', value: 1, slot: 2.5 }]) },
    /stamped with slot 2.5/,
  ],
  [
    'a value twice',
    { repaired: accepting(repaired, (data) => [...data, ...data.slice(-1)]) },
    /published twice/,
  ],
  ['a lost count', { misses: 9 }, /add up to 8; there were 9/],
  [
    'a wrong count of arrivals',
    { repaired: accepting(repaired, (data) => data.slice(1)) },
    /a run says that it published/,
  ],
  ['a run that takes too long', { broken: [{ ...broken, ms: 26_000 }] }, /takes 26000 ms/],
  ['a timer', { broken: [{ ...broken, resources: ['Timeout'] }] }, /leaves Timeout/],
  ['a connection', { repaired: { ...repaired, held: ['redis: 1'] } }, /leaves connections/],
  ['a fault that nobody met', { met: false }, /nobody met the fault/],
  ['a secret', { said: `x${planted.token}x` }, /planted token is told/],
  ['a line of a driver', { lines: [...observation.lines, '[WARN] hello'] }, /the log says \[WARN\] hello/],
  ['a missing line', { lines: observation.lines.slice(1) }, /2 log lines for 3 runs/],
  [
    'a repaired run that fails',
    { repaired: { ...repaired, outcome: broken.outcome } },
    /the repaired run fails/,
  ],
])('%s is found', (_, change, problem) => {
  expect(judge(fault, { ...observation, ...change })).toContainEqual(expect.stringMatching(problem));
});
