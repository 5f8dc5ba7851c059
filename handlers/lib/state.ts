import * as v from 'valibot';
import { units } from '../../thresholds/row';
import type { Deadline } from './deadline';
import { ProtocolError } from './errors';
import { dictionary, number, parsed, parsedJson } from './schema';

/** Incremented whenever the shape of State changes. An item of another version is not read. */
export const STATE_VERSION = 1;

/** CloudWatch rejects larger numbers, and with one of them the whole request. */
const LARGEST = 2 ** 360;

/** Whether a number may be published. No reading is negative. */
export function isPublishable(value: number): boolean {
  return value >= 0 && value <= LARGEST;
}

/** Only what CloudWatch accepts: one datum that it rejects would take the whole request with it. */
const datumSchema = v.pipe(
  v.object({
    name: v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z0-9]{0,254}$/)),
    value: v.pipe(number, v.check(isPublishable)),
    unit: v.picklist(units),
    at: number,
  }),
  v.readonly(),
);

const baselineSchema = v.pipe(
  v.object({
    identity: v.string(),
    member: v.exactOptional(v.string()),
    takenAt: number,
    counters: dictionary(number),
    detail: v.exactOptional(v.unknown()),
  }),
  v.readonly(),
);

const previousSchema = v.pipe(v.object({ baseline: baselineSchema, slot: number }), v.readonly());

const stateSchema = v.pipe(
  v.object({
    previous: v.exactOptional(previousSchema),
    members: v.exactOptional(v.pipe(v.array(previousSchema), v.readonly())),
    lastVisit: v.exactOptional(number),
    remembered: v.exactOptional(dictionary(v.unknown())),
    checkedUpAt: v.exactOptional(number),
    pace: v.exactOptional(
      v.pipe(v.object({ visited: number, alertUntil: v.exactOptional(number) }), v.readonly()),
    ),
    unsent: v.pipe(v.array(datumSchema), v.readonly()),
  }),
  v.readonly(),
);

/** One value on its way to CloudWatch. `at` is in milliseconds since the epoch. */
export type Datum = v.InferOutput<typeof datumSchema>;

/**
 * What is kept of a visit for the next one to compare with.
 * - `identity`: of what the counters belong to; if it changes, they started over;
 * - `member`: which member of a replicated database answered; each has counters of its own;
 * - `takenAt`: milliseconds since the epoch, by the source's own clock where it has one;
 * - `counters`: they grow until their source starts over;
 * - `detail`: what a service keeps besides; plain JSON.
 */
export type Baseline<Detail = unknown> = v.InferOutput<typeof baselineSchema> & {
  readonly detail?: Detail;
};

/** A baseline, and the collection slot in which it was taken, milliseconds since the epoch. */
export type Previous<Detail = unknown> = v.InferOutput<typeof previousSchema> & {
  readonly baseline: Baseline<Detail>;
};

/**
 * What one run leaves for the next.
 * - `previous`: the newest sample;
 * - `members`: the latest samples of other members of the same database, the newest first;
 * - `lastVisit`: when the collector last connected, milliseconds since the epoch, by its own clock;
 * - `remembered`: what a service remembers besides, by name, whether it connected or not; plain JSON;
 * - `checkedUpAt`: when the last check-up was made, milliseconds since the epoch, by the collector's clock;
 * - `pace`: where the pace adapts, the slot of the last visit, and until which slot every run visits, both in milliseconds since the
 *   epoch;
 * - `unsent`: what could not be published, oldest first.
 */
export type State = v.InferOutput<typeof stateSchema>;

export interface Stored {
  readonly state: State;
  /** Identifies the save that was loaded; undefined if there is none yet. */
  readonly revision: string | undefined;
}

/** A save replaces one revision with a new one. A retry has the same new revision, and is recognized by it. */
export interface RevisionChange {
  readonly from: string | undefined;
  readonly to: string;
}

/** How many states are loaded at once at most: BatchGetItem takes 100 keys (API: BatchGetItem). */
export const MOST_AT_ONCE = 100;

/** Nothing is stored yet. */
export const NOTHING: Stored = { state: { unsent: [] }, revision: undefined };

/** Where the state lives between runs. */
export interface Store {
  /** The state without the oldest unsent data, if it is larger than the store can hold. */
  bounded(state: State): State;
  load(key: string, deadline: Deadline): Promise<Stored>;
  /**
   * The same for several keys, `MOST_AT_ONCE` at most, in as few calls as possible. In place of a state that cannot be read is
   * the reason.
   */
  loadAll(keys: readonly string[], deadline: Deadline): Promise<ReadonlyMap<string, Stored | ProtocolError>>;
  /** @returns false when another run has saved since `from` was loaded */
  save(key: string, state: State, change: RevisionChange, deadline: Deadline): Promise<boolean>;
}

/** For the local preview and for tests: keeps the state as long as the process lives. */
export class MemoryStore implements Store {
  private readonly items = new Map<string, { json: string; revision: string }>();

  bounded(state: State): State {
    return state;
  }

  async load(key: string): Promise<Stored> {
    const item = this.items.get(key);
    return item ? { state: parseState(item.json, key), revision: item.revision } : NOTHING;
  }

  async loadAll(keys: readonly string[]): Promise<ReadonlyMap<string, Stored | ProtocolError>> {
    const loaded = keys.map(async (key) => [key, await this.load(key).catch(reasonOf)] as const);
    return new Map(await Promise.all(loaded));
  }

  async save(key: string, state: State, { from, to }: RevisionChange): Promise<boolean> {
    const now = this.items.get(key)?.revision;
    if (now !== undefined && now !== from && now !== to) return false;
    this.items.set(key, { json: JSON.stringify(state), revision: to });
    return true;
  }
}

/** A state that cannot be read is its own database's failure; anything else is a bug. */
export function reasonOf(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  throw error;
}

export function unreadableState(key: string): ProtocolError {
  return new ProtocolError(
    `The saved state of ${key} cannot be read. Delete the item with this key from the state table: the next run then starts from scratch.`,
  );
}

/**
 * Reads a state that was saved as JSON.
 * @throws {ProtocolError} when it does not have the shape that this version writes
 */
export function parseState(json: string, key: string): State {
  const state = parsedJson(stateSchema, json);
  if (!state) throw unreadableState(key);
  return state;
}

/**
 * The previous sample, with its detail read by the schema of its service.
 * @param schema of the detail; undefined if the service keeps none
 * @throws {ProtocolError} when the detail does not match
 */
export function withDetail<Detail>(
  { slot, baseline }: Previous,
  schema: v.GenericSchema<unknown, Detail> | undefined,
  key: string,
): Previous<Detail> {
  const { detail, ...rest } = baseline;
  if (detail === undefined) return { slot, baseline: rest };
  const read = schema && parsed(schema, detail);
  if (read === undefined) throw unreadableState(key);
  return { slot, baseline: { ...rest, detail: read } };
}
