import { INTERVAL_MS } from './schedule';

/** The source's total counts by metric; never decreases, whatever the source's own counters do. */
export type Totals = Readonly<Record<string, number>>;

/** The counted metrics of a service, and how they are published. */
export interface Chart {
  /** Published as the growth, spread over the slots that it covers. */
  readonly counts: readonly string[];
  /** Published as the growth per second, in one value. */
  readonly rates: readonly string[];
}

/** A sample that the state table accepted: the collector must publish the interval since the previous one. */
export interface Claim {
  readonly slot: number;
  /** When the sample was taken, milliseconds since the epoch, as the collector measured it. */
  readonly takenAt: number;
  readonly totals: Totals;
  /** Incremented whenever the source's counters restart. */
  readonly epoch: number;
}
export interface Datum {
  readonly name: string;
  readonly value: number;
  readonly at: number;
}

export const absences = ['first', 'reset', 'old', 'clock', 'short'] as const;
/** Why an interval has no growth. */
export type Absence = (typeof absences)[number];

interface Expected {
  readonly value: number;
  readonly tolerance: number;
  /** The value times this is the part of the source's growth that it accounts for. */
  readonly weight: number;
  readonly step: number;
}

const KEPT_MS = 12 * 3_600_000;
const HOUR_MS = 3_600_000;
const HEARTBEAT = 'Up';

/** Sums of one metric, in the unit of the source. */
export interface Account {
  published: number;
  /** Accepted, but its response was lost: the collector has to send it again. */
  repeated: number;
  /** Not published within twelve hours. */
  dropped: number;
  readonly absent: Record<Absence, number>;
}

/**
 * Double-entry bookkeeping: what the collector owes, according to the truth at the source, against what it publishes. An
 * unexpected value is a problem immediately; a value that is still owed at the end is one too. Uses none of the
 * collector's code, only the documented rules.
 */
export class Books {
  readonly problems: string[] = [];
  readonly accounts: Readonly<Record<string, Account>>;
  /** The number of counted intervals, and of the others by reason. */
  readonly intervals: Record<Absence | 'counted', number> = { counted: 0, ...zero() };
  private readonly owed = new Map<string, Expected[]>();
  private readonly allowed = new Map<string, Expected[]>();
  private last: Claim | undefined;
  private step = 0;

  constructor(private readonly chart: Chart) {
    const names = [...chart.counts, ...chart.rates, HEARTBEAT];
    this.accounts = Object.fromEntries(
      names.map((name) => [name, { published: 0, repeated: 0, dropped: 0, absent: zero() }]),
    );
  }

  /** Begins a run; writes off what is too old to be published. */
  begin(step: number, now: number): void {
    this.step = step;
    for (const [key, entries] of this.owed) {
      const { name, at } = parse(key);
      if (now - at <= KEPT_MS) continue;
      for (const { value, weight } of entries) this.account(name).dropped += value * weight;
      this.owed.delete(key);
    }
  }

  /** @returns why the interval that the sample ends is absent, or its growth */
  claim(claim: Claim): { absent: Absence } | { growth: Totals } {
    const { last } = this;
    this.last = claim;
    const growth = growthOf(last?.totals, claim.totals);
    const why = absence(last, claim);
    this.intervals[why ?? 'counted']++;
    if (why || !last) {
      for (const name of this.names()) this.account(name).absent[why ?? 'first'] += growth[name] ?? 0;
      return { absent: why ?? 'first' };
    }
    this.expectGrowth(last, claim, growth);
    return { growth };
  }

  /** Counts in every slot of the interval, and rates in its last one. */
  private expectGrowth(last: Claim, claim: Claim, growth: Totals): void {
    const slots = slotsOf(last.slot, claim.slot);
    for (const name of this.chart.counts)
      for (const slot of slots) this.expect(name, slot, { value: (growth[name] ?? 0) / slots.length });
    const seconds = (claim.takenAt - last.takenAt) / 1000;
    for (const name of this.chart.rates) {
      const grown = growth[name] ?? 0;
      if (seconds < 1) this.account(name).absent.short += grown;
      else this.expect(name, claim.slot, { value: grown / seconds, weight: seconds });
    }
  }

  /**
   * A run that could not save its sample may still publish its rates. They account for no growth, because the next
   * run's interval starts where this one's did.
   * @param sample its `takenAt` may be off by a few seconds
   */
  unclaimed({ slot, takenAt, totals, epoch }: Claim): void {
    const { last } = this;
    if (!last || last.epoch !== epoch) return;
    const seconds = (takenAt - last.takenAt) / 1000;
    const growth = growthOf(last.totals, totals);
    for (const name of this.chart.rates) {
      const value = (growth[name] ?? 0) / seconds;
      const entry = { value, weight: 0, tolerance: (3 * value) / seconds, step: this.step };
      push(this.allowed, keyOf(name, slot), entry);
    }
  }

  /** The heartbeat that a run owes. */
  heartbeat(slot: number, value: 0 | 1): void {
    this.expect(HEARTBEAT, slot, { value });
  }

  /** @param lost the response was lost, so the collector has to send it again */
  arrived(data: readonly Datum[], lost: boolean): void {
    for (const { name, value, at } of data) {
      const account = this.accounts[name];
      if (!account) continue;
      const entries = this.owed.get(keyOf(name, at)) ?? [];
      const i = nearest(entries, value);
      const entry = entries[i];
      if (!entry && nearest(this.allowed.get(keyOf(name, at)) ?? [], value) >= 0) continue;
      if (!entry) this.problem(`${name} = ${value} of ${time(at)} arrived, and nothing owes it`);
      else if (lost) account.repeated += value * entry.weight;
      else {
        account.published += value * entry.weight;
        entries.splice(i, 1);
      }
    }
  }

  /** What does not balance at the end. */
  close(totals: Totals): readonly string[] {
    for (const [key, entries] of this.owed)
      for (const { value, step } of entries) {
        const { name, at } = parse(key);
        this.problems.push(`${name} = ${value} of ${time(at)}, owed since run ${step}, never arrived`);
      }
    for (const name of this.names()) {
      const off = this.difference(name, totals);
      if (Math.abs(off) > 1e-6) this.problems.push(`${name}: ${off} of ${totals[name]} are unaccounted for`);
    }
    return this.problems;
  }

  /** The truth minus what was published, declared absent, and dropped. */
  difference(name: string, totals: Totals): number {
    const { published, dropped, absent } = this.account(name);
    const declared = Object.values(absent).reduce((a, b) => a + b, 0);
    return (totals[name] ?? 0) - published - dropped - declared;
  }

  problem(text: string): void {
    this.problems.push(`run ${this.step}: ${text}`);
  }

  private names(): string[] {
    return [...this.chart.counts, ...this.chart.rates];
  }

  private account(name: string): Account {
    const account = this.accounts[name];
    if (!account) throw new Error(`no account for ${name}`);
    return account;
  }

  private expect(name: string, slot: number, entry: Partial<Expected> & { value: number }): void {
    const key = keyOf(name, slot);
    push(this.owed, key, {
      weight: 1,
      tolerance: 1e-9 * Math.max(1, entry.value),
      step: this.step,
      ...entry,
    });
  }
}

const push = <K, V>(lists: Map<K, V[]>, key: K, value: V) =>
  void lists.set(key, [...(lists.get(key) ?? []), value]);
const zero = (): Record<Absence, number> => ({ first: 0, reset: 0, old: 0, clock: 0, short: 0 });
const keyOf = (name: string, at: number) => `${name} ${at}`;
const parse = (key: string) => {
  const [name = '', at] = key.split(' ');
  return { name, at: Number(at) };
};
const time = (at: number) => new Date(at).toISOString().slice(0, 16);

function absence(last: Claim | undefined, { epoch, takenAt }: Claim): Absence | undefined {
  if (!last) return 'first';
  if (last.epoch !== epoch) return 'reset';
  if (takenAt < last.takenAt) return 'clock';
  return takenAt - last.takenAt > HOUR_MS ? 'old' : undefined;
}

function growthOf(before: Totals = {}, now: Totals): Totals {
  return Object.fromEntries(Object.entries(now).map(([name, total]) => [name, total - (before[name] ?? 0)]));
}

/** All slots after the one of the previous sample, up to the sample's own. */
function slotsOf(before: number, own: number): number[] {
  const slots: number[] = [];
  for (let slot = before + INTERVAL_MS; slot < own; slot += INTERVAL_MS) slots.push(slot);
  return [...slots, own];
}

function nearest(entries: readonly Expected[], value: number): number {
  let [best, distance] = [-1, Number.POSITIVE_INFINITY];
  entries.forEach((entry, i) => {
    const off = Math.abs(entry.value - value);
    if (off <= entry.tolerance && off < distance) [best, distance] = [i, off];
  });
  return best;
}
