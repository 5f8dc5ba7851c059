import { randomUUID } from 'node:crypto';
import type { Part, Publisher } from '../aws/cloudwatch';
import { concurrently } from '../lib/concurrent';
import type { Deadline } from '../lib/deadline';
import type { Journal } from '../lib/journal';
import { retry } from '../lib/retry';
import type { Datum, State, Store, Stored } from '../lib/state';

/** Older data are dropped: they would change graphs that people have already looked at. */
const OLDEST_MS = 12 * 3_600_000;
/** CloudWatch rejects timestamps that are further ahead. */
const FURTHEST_AHEAD_MS = 2 * 3_600_000;

/** How many states are saved at a time. */
const SAVES_AT_ONCE = 32;

/** Where the state of a database is saved, and what is left to publish of it. Lives as long as the process. */
export interface Outbox {
  readonly store: Store;
  /** The key of the state in the store. */
  readonly key: string;
  /** The database's name; undefined for the unnamed one. */
  readonly database: string | undefined;
  /** Data that were neither published nor stored. */
  unstored: readonly Datum[];
  unconfirmedSave?: UnconfirmedSave | undefined;
}

/** A save whose response was lost. The revision that the next run loads shows whether it was written. */
export interface UnconfirmedSave {
  readonly revision: string;
  /** What this process still has to publish if it was written, and if it was not. */
  readonly ifWritten: readonly Datum[];
  readonly ifLost: readonly Datum[];
}

/** What a run has to publish and to save of one database. */
export interface RunOutput {
  readonly outbox: Outbox;
  readonly journal: Journal;
  /** What was loaded; undefined when the state could not be read, and therefore must not be written. */
  readonly stored: Stored | undefined;
  /** The state to save when everything is published. */
  readonly next: State;
  /** What to publish; called again for each attempt. Without `counts`, leaves out what another run will count again. */
  data(counts: boolean): readonly Datum[];
}

export interface PublishOutcome {
  /** How many of its values CloudWatch accepted. */
  readonly published: number;
  /** Why the rest was not published; it is kept for the next run. */
  readonly error?: unknown;
  /** False where the counts of this interval were left to another run. */
  readonly counted: boolean;
}

type Save = (
  state: State,
  unpublished: Omit<UnconfirmedSave, 'revision'>,
) => Promise<'saved' | 'too late' | 'failed'>;

/**
 * Claims the interval of each database, publishes the data of all together, and keeps of each what could not be published.
 * Never throws.
 *
 * The sample is saved before publishing: of two concurrent runs only the one whose save succeeds publishes, and when
 * the save fails the counts are left to the next run, so that no interval is counted twice
 * (docs/decisions/0004-claim-before-publish.md).
 * @returns one outcome for each, in their order
 */
export async function publishAndSave(
  outputs: readonly RunOutput[],
  publisher: Publisher,
  deadline: Deadline,
): Promise<PublishOutcome[]> {
  const claims = await concurrently(outputs, SAVES_AT_ONCE, (output) => claimed(output, deadline));
  const { sent, error } = await publisher.publish(claims, deadline);
  return concurrently(claims, SAVES_AT_ONCE, (claim, i) => settled(claim, sent[i] ?? 0, error));
}

/** What a run may publish of one database. */
interface Claim extends Part {
  readonly output: RunOutput;
  readonly save: Save;
  /** Whether the counts of the interval are among it. */
  readonly counted: boolean;
}

async function claimed(output: RunOutput, deadline: Deadline): Promise<Claim> {
  const { stored, outbox, journal, data } = output;
  if (stored) settleUnconfirmedSave(outbox, stored.revision);
  const save = saver(outbox, stored?.revision, journal, deadline);
  const claim = await claimInterval(output, save);
  const common = { output, save, journal, database: outbox.database };
  if (claim === 'too late') {
    journal.warn(
      'another run of this collector was faster: it publishes this interval, this run published nothing',
    );
    return { ...common, counted: false, data: () => [] };
  }
  const counted = claim === 'saved';
  const unsentBefore = counted ? (stored?.state.unsent ?? []) : [];
  const backlog = withoutExpired([...outbox.unstored, ...unsentBefore], journal);
  return { ...common, counted, data: () => [...backlog, ...data(counted)] };
}

/** Keeps what could not be published. @param sent how many of its data were */
async function settled(
  { output: { outbox, next, journal }, save, counted, data }: Claim,
  sent: number,
  error: unknown,
): Promise<PublishOutcome> {
  const all = data();
  if (all.length === 0) return { published: 0, counted };
  const unsent = all.slice(sent);
  const kept =
    unsent.length === 0 || (counted && (await keepUnsent({ ...next, unsent }, outbox, save, journal)));
  outbox.unstored = kept ? [] : unsent;
  return { published: sent, counted, ...(unsent.length > 0 && error !== undefined && { error }) };
}

/**
 * Saves what could not be published; the oldest is dropped if the store cannot hold all of it.
 * @returns false when another run has saved meanwhile
 */
async function keepUnsent(state: State, { store }: Outbox, save: Save, journal: Journal): Promise<boolean> {
  const bounded = store.bounded(state);
  const dropped = state.unsent.length - bounded.unsent.length;
  // What the store has no room for is still here. It is dropped when that can be said: not by a save without an answer.
  const saved = await save(bounded, { ifWritten: state.unsent.slice(0, dropped), ifLost: state.unsent });
  if (saved === 'saved' && dropped > 0)
    journal.warn(`the state table cannot hold all unpublished values: the oldest ${dropped} were dropped`);
  return saved !== 'too late';
}

/** Returns a function that saves: first on the loaded revision, then on the revision of its own last save. */
function saver(outbox: Outbox, loaded: string | undefined, journal: Journal, deadline: Deadline): Save {
  let revision = loaded;
  return async (state, unpublished) => {
    const change = { from: revision, to: randomUUID() };
    try {
      const written = await retry(
        () => outbox.store.save(outbox.key, state, change, deadline),
        journal,
        deadline,
      );
      if (written) revision = change.to;
      return written ? 'saved' : 'too late';
    } catch {
      outbox.unconfirmedSave = { ...unpublished, revision: change.to };
      return 'failed';
    }
  };
}

/** Saves the sample, so that only this run counts the interval. Not necessary where the state has not changed. */
async function claimInterval({ stored, next, data }: RunOutput, save: Save): ReturnType<Save> {
  if (!stored) return 'failed';
  if (!isChanged(stored.state, next)) return 'saved';
  const others = new Set(data(false).map(({ name }) => name));
  const counts = data(true).filter(({ name }) => !others.has(name));
  return save(next, { ifWritten: [...stored.state.unsent, ...counts], ifLost: [] });
}

/** Settles an earlier save, now that the loaded revision shows whether it was written. */
function settleUnconfirmedSave(outbox: Outbox, revision: string | undefined): void {
  const { unconfirmedSave } = outbox;
  if (!unconfirmedSave) return;
  const written = unconfirmedSave.revision === revision;
  const unpublished = written ? unconfirmedSave.ifWritten : unconfirmedSave.ifLost;
  outbox.unstored = [...outbox.unstored, ...unpublished];
  outbox.unconfirmedSave = undefined;
}

function withoutExpired(data: readonly Datum[], journal: Journal): readonly Datum[] {
  const now = Date.now();
  const accepted = data.filter(({ at }) => now - at <= OLDEST_MS && at - now <= FURTHEST_AHEAD_MS);
  if (accepted.length < data.length)
    journal.warn(
      `${data.length - accepted.length} unpublished values were older than 12 h or more than 2 h in the future, and were dropped`,
    );
  return accepted;
}

function isChanged(was: State, next: State): boolean {
  const same = (['previous', 'lastVisit', 'remembered', 'checkedUpAt', 'pace'] as const).every(
    (part) => was[part] === next[part],
  );
  return was.unsent.length > 0 || !same;
}
