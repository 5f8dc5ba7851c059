import type * as v from 'valibot';
import { chunksOf } from '../../lib/concurrent';
import type { Deadline } from '../../lib/deadline';
import { ProtocolError } from '../../lib/errors';
import { SharedJournal } from '../../lib/journal';
import { retry } from '../../lib/retry';
import { MOST_AT_ONCE, type Previous, reasonOf, type Store, type Stored, withDetail } from '../../lib/state';
import { samplesOf } from '../members';
import type { Database } from './database';

/** The state of a database, and the samples in it. */
export interface Loaded<Detail> {
  readonly stored: Stored;
  readonly samples: readonly Previous<Detail>[];
}

/**
 * Loads the states of the databases, together where there are several.
 * @param detail the schema of what the service keeps in its baselines
 * @returns one for each: undefined when the store does not respond. A promise is rejected with a ProtocolError when the state
 *   cannot be read, or its detail is not one of this service.
 */
export function loadStates<Detail>(
  databases: readonly Database[],
  store: Store,
  detail: v.GenericSchema<unknown, Detail> | undefined,
  deadline: Deadline,
): Promise<Loaded<Detail> | undefined>[] {
  return chunksOf(databases, MOST_AT_ONCE).flatMap((chunk) => {
    const found = foundIn(chunk, store, deadline);
    const loading = chunk.map(async ({ journal, outbox: { key } }, i) => {
      const stored = (await found)[i];
      if (!stored) return undefined;
      try {
        if (stored instanceof ProtocolError) throw stored;
        return { stored, samples: samplesOf(stored.state).map((sample) => withDetail(sample, detail, key)) };
      } catch (error) {
        journal.failed(error);
        throw error;
      }
    });
    // A visit may begin, and look at this, when it has failed long since.
    for (const one of loading) one.catch(() => {});
    return loading;
  });
}

type Found = readonly (Stored | ProtocolError | undefined)[];

/**
 * A store that does not answer costs the counts of this run; one with an item of another version costs the run, because going on
 * would overwrite the item.
 */
async function foundIn(chunk: readonly Database[], store: Store, deadline: Deadline): Promise<Found> {
  const keys = chunk.map(({ outbox }) => outbox.key);
  const [only] = keys;
  const load = async (): Promise<Found> => {
    if (only !== undefined && keys.length === 1) return [await store.load(only, deadline).catch(reasonOf)];
    const found = await store.loadAll(keys, deadline);
    return keys.map((key) => found.get(key));
  };
  const journal = new SharedJournal(chunk.map((one) => one.journal));
  return retry(load, journal, deadline).catch(() => []);
}
