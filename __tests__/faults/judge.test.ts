import { fault, good, observation } from './example';
import { judge } from './judge';
import { planted } from './planted';
import type { Accepted, Observation, ObservedRun } from './play';

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
  ['a fault that no call met', { met: false }, /no call met the fault/],
  ['a secret', { said: `x${planted.token}x` }, /planted token is revealed/],
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
