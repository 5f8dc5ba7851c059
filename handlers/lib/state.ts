import { type Unit, units } from '../../thresholds/row';
import type { Previous } from '../driver/derive';
import { isPublishable } from '../driver/readings';
import type { Deadline } from './deadline';
import { ProtocolError } from './errors';

/** Raised whenever the shape of State changes; an item of another version is never guessed at. */
export const STATE_VERSION = 1;

/** One value on its way to CloudWatch. `at` is in milliseconds since the epoch. */
export interface Datum {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  readonly at: number;
}

/** What one run leaves for the next. */
export interface State {
  readonly previous?: Previous;
  /** When we last connected to the database, milliseconds since the epoch by our clock. */
  readonly lastVisit?: number;
  /** What could not be published, oldest first. */
  readonly unsent: readonly Datum[];
}

export interface Stored {
  readonly state: State;
  /** Names the save that is loaded; undefined where there is none yet. */
  readonly revision: string | undefined;
}

/** A save replaces one revision by a new one. A repeated attempt bears the same name, and so is recognized. */
export interface Succession {
  readonly from: string | undefined;
  readonly to: string;
}

/** Where the state lives between runs. */
export interface Store {
  load(key: string, deadline: Deadline): Promise<Stored>;
  /** @returns false when another run has saved since `from` was loaded */
  save(key: string, state: State, succession: Succession, deadline: Deadline): Promise<boolean>;
}

/** For the local preview and for tests: the state lives as long as the process. */
export class MemoryStore implements Store {
  private readonly items = new Map<string, { json: string; revision: string }>();

  async load(key: string): Promise<Stored> {
    const item = this.items.get(key);
    if (!item) return { state: { unsent: [] }, revision: undefined };
    return { state: parseState(item.json, key), revision: item.revision };
  }

  async save(key: string, state: State, { from, to }: Succession): Promise<boolean> {
    const now = this.items.get(key)?.revision;
    if (now !== undefined && now !== from && now !== to) return false;
    this.items.set(key, { json: JSON.stringify(state), revision: to });
    return true;
  }
}

const isObject = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && !Array.isArray(v);
const isNumber = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v);
const isUnit = (v: unknown): v is Unit => units.some((unit) => unit === v);

const isName = (v: unknown): v is string => typeof v === 'string' && /^[A-Z][A-Za-z0-9]{0,254}$/.test(v);

/** What CloudWatch would refuse would take with it all that is published beside it. */
function isDatum(v: unknown): v is Datum {
  return (
    isObject(v) &&
    isName(v.name) &&
    isNumber(v.value) &&
    isPublishable(v.value) &&
    isUnit(v.unit) &&
    isNumber(v.at)
  );
}
function isPrevious(v: unknown): v is Previous {
  if (!isObject(v) || !isNumber(v.slot) || !isObject(v.baseline)) return false;
  const { identity, takenAt, counters } = v.baseline;
  return (
    typeof identity === 'string' &&
    isNumber(takenAt) &&
    isObject(counters) &&
    Object.values(counters).every(isNumber)
  );
}

export function unreadable(key: string): ProtocolError {
  return new ProtocolError(
    `The saved state of ${key} cannot be read. Delete the item with this key from the state table; the next run starts anew.`,
  );
}

/**
 * Reads a state that was saved as JSON.
 * @throws {ProtocolError} when it has not the shape that this version writes
 */
export function parseState(json: string, key: string): State {
  let state: unknown;
  try {
    state = JSON.parse(json);
  } catch {
    state = undefined;
  }
  if (
    isObject(state) &&
    Array.isArray(state.unsent) &&
    state.unsent.every(isDatum) &&
    (state.previous === undefined || isPrevious(state.previous)) &&
    (state.lastVisit === undefined || isNumber(state.lastVisit))
  )
    return state as unknown as State;
  throw unreadable(key);
}
