import { randomUUID } from 'node:crypto';
import type { Publisher } from '../aws/cloudwatch';
import type { Deadline } from '../lib/deadline';
import type { Journal } from '../lib/journal';
import { retry } from '../lib/retry';
import type { Datum, State, Store, Stored } from '../lib/state';

/** Older data would change a past that people have already looked at. */
const KEPT_MS = 12 * 3_600_000;
/** CloudWatch refuses what is further ahead. */
const AHEAD_MS = 2 * 3_600_000;

/** Where a run delivers to, and under which key its state lives. */
export interface Destination {
  readonly store: Store;
  readonly key: string;
  readonly publisher: Publisher;
  /** Data that neither CloudWatch nor the store took; kept as long as the process lives. */
  stranded: readonly Datum[];
  doubt?: Doubt | undefined;
}

/** A save whose answer never came. Whether it arrived shows in the revision that the next run loads. */
export interface Doubt {
  readonly revision: string;
  /** What this process has to publish if the save arrived, and what if it did not. */
  readonly arrived: readonly Datum[];
  readonly lost: readonly Datum[];
}

export interface Parcel {
  /** What was loaded; undefined when the state could not be read, and so must not be written. */
  readonly stored: Stored | undefined;
  /** The state to leave when all is published. */
  readonly next: State;
  /** What to publish; asked anew for each attempt. Without `counts`, what another run will count again is left out. */
  data(counts: boolean): readonly Datum[];
}

export interface Delivery {
  /** How many values arrived in CloudWatch. */
  readonly published: number;
  /** What kept the rest from arriving; it is kept for the next run. */
  readonly error?: unknown;
  /** False where the counts of this interval were left to another run. */
  readonly counted: boolean;
}

/**
 * Claims the interval, publishes, and keeps what could not be published. Never throws.
 *
 * The sample is saved before publishing: of two runs at a time only the one whose save succeeds publishes, and
 * when the save fails the counts are left to the next run, so that no interval is counted twice
 * (docs/decisions/0004-claim-before-publish.md).
 */
export async function deliver(
  { stored, next, data }: Parcel,
  to: Destination,
  journal: Journal,
  deadline: Deadline,
): Promise<Delivery> {
  if (stored) settle(to, stored.revision);
  let revision = stored?.revision;
  const save = async (
    state: State,
    left: Omit<Doubt, 'revision'>,
  ): Promise<'saved' | 'too late' | 'failed'> => {
    const change = { from: revision, to: randomUUID() };
    try {
      const done = await retry(() => to.store.save(to.key, state, change, deadline), journal, deadline);
      if (done) revision = change.to;
      return done ? 'saved' : 'too late';
    } catch {
      to.doubt = { ...left, revision: change.to };
      return 'failed';
    }
  };
  const claiming = (unsent: readonly Datum[]) => {
    const rest = new Set(data(false).map(({ name }) => name));
    const counts = data(true).filter(({ name }) => !rest.has(name));
    return save(next, { arrived: [...unsent, ...counts], lost: [] });
  };

  const claim = !stored
    ? 'failed'
    : changed(stored.state, next)
      ? await claiming(stored.state.unsent)
      : 'saved';
  if (claim === 'too late') {
    journal.warn(
      'another run of this collector was faster; it publishes this interval, this one published nothing',
    );
    return { published: 0, counted: false };
  }
  const counted = claim === 'saved';
  const backlog = fresh([...to.stranded, ...(counted ? (stored?.state.unsent ?? []) : [])], journal);
  const queue = () => [...backlog, ...data(counted)];
  const { sent, error } = await to.publisher.publish(queue, journal, deadline);
  const unsent = queue().slice(sent);
  const keep = () => save({ ...next, unsent }, { arrived: [], lost: unsent });
  const kept = unsent.length === 0 || (counted && (await keep()) !== 'too late');
  to.stranded = kept ? [] : unsent;
  return { published: sent, counted, ...(error !== undefined && { error }) };
}

/** What an earlier save left open, now that it shows whether it arrived. */
function settle(to: Destination, revision: string | undefined): void {
  const { doubt } = to;
  if (!doubt) return;
  to.stranded = [...to.stranded, ...(doubt.revision === revision ? doubt.arrived : doubt.lost)];
  to.doubt = undefined;
}

function fresh(data: readonly Datum[], journal: Journal): readonly Datum[] {
  const now = Date.now();
  const young = data.filter(({ at }) => now - at <= KEPT_MS && at - now <= AHEAD_MS);
  if (young.length < data.length)
    journal.warn(
      `${data.length - young.length} unpublished values were older than 12 hours, or of a time to come, and were dropped`,
    );
  return young;
}

function changed(was: State, next: State): boolean {
  return was.unsent.length > 0 || was.previous !== next.previous || was.lastVisit !== next.lastVisit;
}
