import type { Previous, State } from '../lib/state';
import type { Snapshot } from './readings';

/** How many samples are kept at most. Upstash has fewer replicas of a database. */
export const MOST_MEMBERS = 32;
const HOUR_MS = 3_600_000;

/**
 * The oldest sample that a run may be compared with, in milliseconds. With an interval of more than an hour, the sample
 * of the previous run must still count. Where members take turns, each answers less often.
 */
export function oldestMs(intervalMs: number, members: number): number {
  return Math.max(HOUR_MS, 1.5 * intervalMs * members);
}

/** The latest sample of each member of a database, the newest first. A database that is not replicated has one. */
export function samplesOf({ previous, members = [] }: State): readonly Previous[] {
  return previous ? [previous, ...members] : [];
}

/** What a snapshot is compared with. */
export interface Turn<Detail> {
  /** The latest sample of the member that answered; if it has none, the newest sample, with which nothing is compared. */
  readonly previous: Previous<Detail>;
  /** The slot of the newest sample: what came before it has been counted. */
  readonly newestSlot: number;
  /** The number of members that have answered, this one included. */
  readonly members: number;
}

/** Finds the sample to compare a snapshot with; undefined on a first run. */
export function turnOf<Detail>(
  samples: readonly Previous<Detail>[],
  now: Snapshot,
): Turn<Detail> | undefined {
  const [newest] = samples;
  if (!newest) return undefined;
  const own = samples.find(({ baseline }) => isSameMember(baseline, now));
  const members = othersOf(samples, now).length + 1;
  return { previous: own ?? newest, newestSlot: newest.slot, members };
}

/** Whether another member answered since this one did. */
export function isTurned({ previous, newestSlot }: Turn<unknown>, now: Snapshot): boolean {
  return isSameMember(previous.baseline, now) && previous.slot < newestSlot;
}

/** The state's samples for the next run: this one, and the latest of the other members that is not too old. */
export function withSample(
  samples: readonly Previous[],
  now: Previous,
  intervalMs: number,
): Pick<State, 'previous' | 'members'> {
  const { takenAt } = now.baseline;
  const all = othersOf(samples, now.baseline);
  const others = all
    .filter(({ baseline }) => takenAt - baseline.takenAt <= oldestMs(intervalMs, all.length + 1))
    .slice(0, MOST_MEMBERS - 1);
  return { previous: now, ...(others.length > 0 && { members: others }) };
}

type Source = Pick<Snapshot, 'identity' | 'member'>;

function isSameMember(a: Source, b: Source): boolean {
  return a.identity === b.identity && a.member === b.member;
}

/** The samples of other members of the same database. */
function othersOf(samples: readonly Previous[], { identity, member }: Source): readonly Previous[] {
  return samples.filter(({ baseline }) => baseline.identity === identity && baseline.member !== member);
}
