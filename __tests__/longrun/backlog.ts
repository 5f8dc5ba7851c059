import { randomBytes } from 'node:crypto';
import type { FakeAws } from '../support/aws/fake-aws';
import { compressed, type StateAttribute, stateIn } from '../support/aws/saved-state';
import { BACKLOG, type Datum } from './books';
import { INTERVAL_MS, type Step } from './schedule';

/** How many values, and how many random bytes in the name of each: more than a state may have, less than an item. */
const [VALUES, RANDOM_BYTES] = [2_600, 120];
/** The last ten hours: nothing of it is too old before the outage ends. */
const SLOTS = 120;

const statesIn = (aws: FakeAws) => [...aws.items].map(([, { state }]) => stateIn(state as StateAttribute));

/** Tells whether a value waits in the state table. Reads the table when it is asked first. */
export function keptIn(aws: FakeAws): (datum: Omit<Datum, 'value'>) => boolean {
  let kept: Set<string> | undefined;
  const nameOf = ({ name, at }: Omit<Datum, 'value'>) => `${name} ${at}`;
  return (datum) => {
    kept ??= new Set(statesIn(aws).flatMap(({ unsent }) => unsent.map(nameOf)));
    return kept.has(nameOf(datum));
  };
}

/**
 * Puts the unpublished values of a long outage before those that wait in the state table. At a value of each metric every
 * five minutes, thousands of runs would be needed. Names of random letters stand for many values: they cannot be compressed.
 * @returns the values, the oldest first
 */
export function addBacklog(aws: FakeAws, { slot }: Step): readonly Datum[] {
  const data = Array.from({ length: VALUES }, (_, i) => ({
    name: `${BACKLOG}${randomBytes(RANDOM_BYTES).toString('hex')}`,
    value: 1,
    unit: 'Count' as const,
    at: slot - INTERVAL_MS * (SLOTS - Math.floor((i * SLOTS) / VALUES)),
  }));
  for (const [key, item] of aws.items) {
    const state = stateIn(item.state as StateAttribute);
    aws.items.set(key, { ...item, state: compressed({ ...state, unsent: [...data, ...state.unsent] }) });
  }
  return data;
}
