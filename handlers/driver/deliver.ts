import { attempt, type Journal } from './attempts';
import type { Publisher } from './cloudwatch';
import type { Deadline } from './deadline';
import type { Datum, State, Store, Stored } from './state';

/** Older data would change a past that people have already looked at. */
const KEPT_MS = 12 * 3_600_000;

/** Where a run delivers to, and under which key its state lives. */
export interface Destination {
  readonly store: Store;
  readonly key: string;
  readonly publisher: Publisher;
  /** Data that neither CloudWatch nor the store took; kept as long as the process lives. */
  stranded: readonly Datum[];
}

export interface Parcel {
  /** What was loaded; undefined when the state could not be read, and so must not be written. */
  readonly stored: Stored | undefined;
  /** The state to leave when all is published. */
  readonly next: State;
  /** What to publish; asked anew for each attempt. Without `counts`, what another run will count again is left out. */
  data(counts: boolean): readonly Datum[];
}

/**
 * Claims the interval, publishes, and keeps what could not be published.
 *
 * The sample is saved before publishing: of two runs at a time only the one whose save succeeds publishes, and
 * when the save fails the counts are left to the next run, so that no interval is counted twice
 * (docs/decisions/0004-claim-before-publish.md).
 * @returns how many values arrived, and the error that kept the rest
 */
export async function deliver(
  { stored, next, data }: Parcel,
  to: Destination,
  journal: Journal,
  deadline: Deadline,
): Promise<{ published: number; error?: unknown; counted: boolean }> {
  const save = (state: State, revision: number) =>
    attempt(() => to.store.save(to.key, state, revision, deadline), journal, deadline);
  const left = [...to.stranded, ...(stored?.state.unsent ?? [])];
  const kept = left.filter(({ at }) => Date.now() - at <= KEPT_MS);
  if (kept.length < left.length)
    journal.warn(`${left.length - kept.length} unpublished values were older than 12 hours and were dropped`);

  let revision = stored?.revision;
  let claimed = stored !== undefined;
  if (stored && changed(stored.state, next)) {
    try {
      revision = await save(next, stored.revision);
    } catch {
      claimed = false;
    }
    if (claimed && revision === undefined) {
      journal.warn(
        'another run of this collector was faster; it published this interval, this one published nothing',
      );
      return { published: 0, counted: false };
    }
  }

  const queue = () => [...(claimed ? kept : to.stranded), ...data(claimed)];
  const { sent, error } = await to.publisher.publish(queue, journal, deadline);
  to.stranded = [];
  if (error === undefined) return { published: sent, counted: claimed };

  const unsent = queue().slice(sent);
  try {
    if (!claimed || revision === undefined) throw error;
    await save({ ...next, unsent }, revision);
  } catch {
    to.stranded = unsent;
  }
  return { published: sent, error, counted: claimed };
}

function changed(was: State, next: State): boolean {
  return was.unsent.length > 0 || was.previous !== next.previous || was.lastVisit !== next.lastVisit;
}
