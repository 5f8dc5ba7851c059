import { type Absence, absences, type Claim, type Due, dueOf, growthOf, type Totals } from './rules';
import { INTERVAL_MS } from './schedule';

/** The counted metrics of a service, and how they are published. */
export interface Chart {
  /** Published as the growth, spread over the slots that it covers. */
  readonly counts: readonly string[];
  /** Published as the growth per second, in one value. Only of sources with one member. */
  readonly rates: readonly string[];
}
export interface Datum {
  readonly name: string;
  readonly value: number;
  readonly at: number;
}

interface Expected {
  readonly value: number;
  readonly tolerance: number;
  /** The value times this is the part of the source's growth that it accounts for. */
  readonly weight: number;
  readonly step: number;
}

const KEPT_MS = 12 * 3_600_000;
const HEARTBEAT = 'Up';
/** The account of values that were put into the state table. Their names are long, and begin with this. */
export const BACKLOG = 'Backlog';

/** Sums of one metric, in the unit of the source. */
export interface Account {
  published: number;
  /** Accepted, but its response was lost: the collector has to send it again. */
  repeated: number;
  /** Not published within twelve hours. */
  expired: number;
  /** Dropped, because the state table could not keep all of it. */
  dropped: number;
  readonly absent: Record<Absence, number>;
}

type Absent = Extract<Due, { absent: unknown }>;
type Measured = Exclude<Due, Absent>;

/** What a result must say of an interval: why it is absent, or the counts. */
export type Verdict = Pick<Absent, 'absent'> | { readonly counts: Totals; readonly turned: boolean };

/**
 * Double-entry bookkeeping: what the collector owes, according to the truth at the source, against what it publishes. An
 * unexpected value is a problem immediately; a value that is still owed at the end is one too. Uses none of the
 * collector's code, only the documented rules.
 */
export class Books {
  readonly problems: string[] = [];
  readonly accounts: Readonly<Record<string, Account>>;
  /** The number of counted intervals, of those of a member that takes turns, and of the others by reason. */
  readonly intervals: Record<Absence | 'counted' | 'turned', number> = { ...zero(), counted: 0, turned: 0 };
  private readonly owed = new Map<string, Expected[]>();
  private readonly allowed = new Map<string, Expected[]>();
  /** The last claim of each member, the newest first. */
  private samples: readonly Claim[] = [];
  private step = 0;

  constructor(private readonly chart: Chart) {
    const names = [...chart.counts, ...chart.rates, HEARTBEAT, BACKLOG];
    this.accounts = Object.fromEntries(
      names.map((name) => [name, { published: 0, repeated: 0, expired: 0, dropped: 0, absent: zero() }]),
    );
  }

  /**
   * Begins a run; writes off what is too old to be published.
   * @param isKept whether a value still waits in the state table, if that is where it must be
   */
  begin(step: number, now: number, isKept: (datum: Omit<Datum, 'value'>) => boolean = () => true): void {
    this.step = step;
    for (const [key, entries] of this.owed) {
      const { name, at } = parse(key);
      if (now - at <= KEPT_MS) continue;
      if (entries.length > 0 && !isKept({ name, at }))
        this.problem(`${short(name)} of ${time(at)} has been lost: it was neither published nor kept`);
      for (const { value, weight } of entries) this.account(name).expired += value * weight;
      this.owed.delete(key);
    }
  }

  claim(claim: Claim): Verdict {
    const due = dueOf(this.samples, claim);
    this.samples = [claim, ...this.samples.filter(({ member }) => member !== claim.member)];
    if ('absent' in due) {
      const [why] = due.absent;
      this.intervals[why]++;
      for (const name of this.names()) this.account(name).absent[why] += due.growth[name] ?? 0;
      return { absent: due.absent };
    }
    this.intervals[due.turned ? 'turned' : 'counted']++;
    this.expectRates(claim, due);
    return { counts: this.expectCounts(due), turned: due.turned };
  }

  /** Counts are owed to every slot of the interval, in equal parts. */
  private expectCounts({ growth, ms, slots, turned }: Measured): Totals {
    // The growth of a member that takes turns is of a longer time than these slots. Each of its values accounts for more.
    const weight = turned ? ms / (INTERVAL_MS * slots.length) : 1;
    const counts = this.chart.counts.map((name) => [name, (growth[name] ?? 0) / weight] as const);
    for (const [name, value] of counts)
      for (const slot of slots) this.expect(name, slot, { value: value / slots.length, weight });
    return Object.fromEntries(counts);
  }

  private expectRates({ slot }: Claim, { growth, ms }: Measured): void {
    const seconds = ms / 1000;
    for (const name of this.chart.rates) {
      const grown = growth[name] ?? 0;
      if (seconds < 1) this.account(name).absent.short += grown;
      else this.expect(name, slot, { value: grown / seconds, weight: seconds });
    }
  }

  /**
   * A run that could not save its sample may still publish its rates. They account for no growth, because the next
   * run's interval starts where this one's did.
   * @param sample its `takenAt` may be off by a few seconds
   */
  unclaimed({ slot, takenAt, member, totals, epoch }: Claim): void {
    const last = this.samples.find((one) => one.member === member);
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

  /** Values that wait in the state table, the oldest first: each is owed. */
  backlog(data: readonly Datum[]): void {
    for (const { name, at, value } of data) this.expect(name, at, { value });
  }

  /** The collector says that it dropped so many of its oldest values: those of the backlog. */
  drop(count: number): void {
    const oldest = [...this.owed].filter(([key]) => key.startsWith(BACKLOG)).slice(0, count);
    if (oldest.length < count) this.problem(`${count} values were dropped, more than the backlog has`);
    for (const [key, entries] of oldest) {
      for (const { value } of entries) this.account(BACKLOG).dropped += value;
      this.owed.delete(key);
    }
  }

  /** @param lost the response was lost, so the collector has to send it again */
  arrived(data: readonly Datum[], lost: boolean): void {
    for (const { name, value, at } of data.filter((datum) => accountOf(datum.name) in this.accounts)) {
      const account = this.account(name);
      const key = keyOf(name, at);
      const entries = this.owed.get(key) ?? [];
      const i = nearest(entries, value);
      const entry = entries[i];
      if (!entry && nearest(this.allowed.get(key) ?? [], value) >= 0) continue;
      if (!entry) this.problem(`${short(name)} = ${value} of ${time(at)} arrived, and nothing owes it`);
      else if (lost) account.repeated += value * entry.weight;
      else {
        account.published += value * entry.weight;
        entries.splice(i, 1);
        if (entries.length === 0) this.owed.delete(key);
      }
    }
  }

  /** What does not balance at the end. @param totals of each member */
  close(totals: readonly Totals[]): readonly string[] {
    for (const [key, entries] of this.owed)
      for (const { value, step } of entries) {
        const { name, at } = parse(key);
        this.problems.push(`${short(name)} = ${value} of ${time(at)}, owed since run ${step}, never arrived`);
      }
    for (const name of this.names()) {
      const off = this.difference(name, totals);
      if (Math.abs(off) > 1e-6)
        this.problems.push(`${name}: ${off} of ${sumOf(name, totals)} are unaccounted for`);
    }
    return this.problems;
  }

  /** The truth minus what was published, declared absent, expired, dropped, and not yet asked for. */
  difference(name: string, totals: readonly Totals[]): number {
    const { published, expired, dropped, absent } = this.account(name);
    const declared = Object.values(absent).reduce((a, b) => a + b, 0);
    return sumOf(name, totals) - published - expired - dropped - declared - this.unasked(name, totals);
  }

  /** What members other than the newest have counted since their last answers: nobody asked them again. */
  unasked(name: string, totals: readonly Totals[]): number {
    const [newest] = this.samples;
    const last = (i: number) => this.samples.find(({ member }) => member === i)?.totals[name] ?? 0;
    return totals.reduce((sum, now, i) => (i === newest?.member ? sum : sum + (now[name] ?? 0) - last(i)), 0);
  }

  problem(text: string): void {
    this.problems.push(`run ${this.step}: ${text}`);
  }

  private names(): string[] {
    return [...this.chart.counts, ...this.chart.rates];
  }

  private account(name: string): Account {
    const account = this.accounts[accountOf(name)];
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
const zero = () => Object.fromEntries(absences.map((why) => [why, 0])) as Record<Absence, number>;
const accountOf = (name: string) => (name.startsWith(BACKLOG) ? BACKLOG : name);
export const sumOf = (name: string, totals: readonly Totals[]): number =>
  totals.reduce((sum, one) => sum + (one[name] ?? 0), 0);
const keyOf = (name: string, at: number) => `${name} ${at}`;
const parse = (key: string) => {
  const [name = '', at] = key.split(' ');
  return { name, at: Number(at) };
};
/** Names in a backlog are long. */
const short = (name: string) => name.slice(0, 30);
const time = (at: number) => new Date(at).toISOString().slice(0, 16);

function nearest(entries: readonly Expected[], value: number): number {
  let [best, distance] = [-1, Number.POSITIVE_INFINITY];
  entries.forEach((entry, i) => {
    const off = Math.abs(entry.value - value);
    if (off <= entry.tolerance && off < distance) [best, distance] = [i, off];
  });
  return best;
}
