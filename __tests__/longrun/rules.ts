import { INTERVAL_MS } from './schedule';

/** Total counts by metric; they never decrease, whatever the source's own counters do. */
export type Totals = Readonly<Record<string, number>>;

/** A sample that the state table accepted: the collector must publish the interval since the previous one. */
export interface Claim {
  readonly slot: number;
  /** When the sample was taken, milliseconds since the epoch, as the collector measured it. */
  readonly takenAt: number;
  /** The number of the member of the source that answered. Each has counters of its own. */
  readonly member: number;
  /** What that member has counted. */
  readonly totals: Totals;
  /** Incremented whenever that member's counters restart. */
  readonly epoch: number;
}

export const absences = ['first', 'member', 'reset', 'old', 'clock', 'short', 'taken'] as const;
/**
 * Why an interval has no growth. `member`: the first answer of this member. `taken`: another member has been counted for
 * the slot.
 */
export type Absence = (typeof absences)[number];

/** What a claim owes, by the documented rules. */
export type Due =
  | {
      /** Every reason; a result says one of them. */
      readonly absent: readonly [Absence, ...Absence[]];
      readonly growth: Totals;
    }
  | {
      /** What the member that answered has counted since its own previous answer. */
      readonly growth: Totals;
      readonly ms: number;
      /** The slots that no earlier claim has counted. */
      readonly slots: readonly number[];
      /** Another member answered meanwhile: a count is the growth per second, times the seconds of the slots. */
      readonly turned: boolean;
    };

const HOUR_MS = 3_600_000;

/** @param samples the last claim of each member, the newest first */
export function dueOf(samples: readonly Claim[], claim: Claim): Due {
  const last = samples.find(({ member }) => member === claim.member);
  const growth = growthOf(last?.totals, claim.totals);
  const [newest] = samples;
  if (!last || !newest) return { absent: [newest ? 'member' : 'first'], growth };
  const ms = claim.takenAt - last.takenAt;
  const turned = last.slot < newest.slot;
  const reasons: Readonly<Partial<Record<Absence, boolean>>> = {
    reset: last.epoch !== claim.epoch,
    clock: ms < 0,
    old: ms > HOUR_MS,
    taken: turned && claim.slot <= newest.slot,
  };
  const [first, ...more] = absences.filter((why) => reasons[why]);
  if (first) return { absent: [first, ...more], growth };
  return { growth, ms, slots: slotsOf(newest.slot, claim.slot), turned };
}

export function growthOf(before: Totals = {}, now: Totals): Totals {
  return Object.fromEntries(Object.entries(now).map(([name, total]) => [name, total - (before[name] ?? 0)]));
}

/** All slots after the one of the previous sample, up to the sample's own. */
function slotsOf(before: number, own: number): number[] {
  const slots: number[] = [];
  for (let slot = before + INTERVAL_MS; slot < own; slot += INTERVAL_MS) slots.push(slot);
  return [...slots, own];
}
