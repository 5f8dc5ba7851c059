import { effects, everything, type FaultCase } from './case';
import { asVariablesSay } from './causes';
import { rowsOf } from './judge';
import type { Accepted, Observation, ObservedRun } from './play';

export const fault: FaultCase = {
  ...{ system: 'redis', fault: 'x', service: 'upstash', breaks: asVariablesSay, failedCalls: 1 },
  ...{ sees: 'NetworkError', says: /refused/, effect: effects.notVisited },
};
export const stamped = (names: readonly string[], slot: number, values: Record<string, number>): Accepted[] =>
  names.map((name) => ({ name, slot, value: values[name] ?? 0 }));
export const all = rowsOf('upstash', everything);
export const good = (accepted: readonly Accepted[]): ObservedRun => {
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
export const observation: Observation = {
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
