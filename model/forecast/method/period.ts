import { DAY_MS, type Day } from './days';

/** What a period has used may be corrected by so many percent: that is no fall. */
const CORRECTION = 1;
/** The first value of a period may be so many days late, or they may have used more than the others. */
const FIRST_DAYS = 2;
const WEEK = 7;

/** The time in which a quota is used up, or not. In days since the epoch. */
export interface Period {
  readonly start: number;
  /** Its first day after. */
  readonly end: number;
  /** Whether it should have begun, and the value goes on as before: when it began is not known then. */
  readonly isOverdue: boolean;
  /** The days of it that can be compared: those since the value fell last, because it started over or there is more of the quota. */
  readonly days: readonly Day[];
}

/**
 * The period of a day. It began when the value started over, or so many months after; where it has not, with the calendar month (UTC).
 * @param days the largest value of each day in percent, in their order
 */
export function periodOf(days: readonly Day[], day: number): Period {
  const runs = runsIn(days);
  const anchor = runs.flatMap((run, i) => startOf(run, runs[i - 1]) ?? []).at(-1);
  const [start, end] = monthOf(anchor ?? firstOfMonth(day), day);
  const last = runs.at(-1) ?? [];
  const own = last.filter((one) => one.day >= start);
  return { start, end, isOverdue: own.length < last.length && !isBeginning(own, start), days: own };
}

/** The days in runs: each begins where a value is below that of the day before. */
function runsIn(days: readonly Day[]): readonly (readonly Day[])[] {
  const runs: Day[][] = [];
  for (const [i, one] of days.entries()) {
    const before = days[i - 1];
    const run = runs.at(-1);
    if (!run || !before || one.value < before.value - CORRECTION) runs.push([one]);
    else run.push(one);
  }
  return runs;
}

/** The first day of the period that began with a run; undefined if none did: there is more of the quota since, or a count was corrected. */
function startOf(run: readonly Day[], previous: readonly Day[] | undefined): number | undefined {
  const [first, before] = [run[0], previous?.at(-1)];
  if (!first || !before) return undefined;
  const month = firstOfMonth(first.day);
  // The first value of a month may still be that of the old one.
  if (month >= before.day) return month;
  return isBeginning(run, before.day + 1) ? first.day : undefined;
}

/** Whether the first of some days has no more than what can have been used since a day, at the rate of the week that followed. */
function isBeginning(days: readonly Day[], since: number): boolean {
  const [first] = days;
  if (!first) return true;
  const rate = rateOf(days.filter(({ day }) => day <= first.day + WEEK)) ?? Number.POSITIVE_INFINITY;
  return first.value <= rate * (first.day - since + 1 + FIRST_DAYS) + CORRECTION;
}

interface Step {
  readonly day: number;
  readonly days: number;
  readonly used: number;
}
const stepsOf = (days: readonly Day[]): readonly Step[] =>
  days.flatMap(({ day, value }, i) => {
    const before = days[i - 1];
    return before ? [{ day, days: day - before.day, used: value - before.value }] : [];
  });

/**
 * How much is used a day: the mean of the last week, so that it is the same whatever its days are like. A day that used more than all others
 * together, and not so the week before, does not say how it goes on.
 * @param days in their order, without a fall
 * @returns in percent; undefined where fewer than two days are known
 */
export function rateOf(days: readonly Day[]): number | undefined {
  const steps = stepsOf(days);
  const last = days.at(-1)?.day ?? 0;
  const week = steps.filter(({ day }) => day > last - WEEK);
  const largest = week.reduce<Step | undefined>(
    (most, one) => (most && most.used >= one.used ? most : one),
    undefined,
  );
  if (!largest) return undefined;
  const others = week.filter((one) => one !== largest);
  const isUsual =
    others.length === 0 ||
    largest.used <= usedIn(others) ||
    steps.some(({ day, used }) => day === largest.day - WEEK && used >= largest.used / 2);
  const counted = isUsual ? week : others;
  return usedIn(counted) / counted.reduce((sum, one) => sum + one.days, 0);
}

const usedIn = (steps: readonly Step[]): number => steps.reduce((sum, { used }) => sum + used, 0);

const firstOfMonth = (day: number): number => {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS;
};

/** The first day of the month in which a day is, and that of the next one, where months begin on the day of the anchor. */
function monthOf(anchor: number, day: number): readonly [start: number, end: number] {
  let months = 0;
  while (later(anchor, months + 1) <= day) months++;
  return [later(anchor, months), later(anchor, months + 1)];
}

/** The same day so many months later, or the last one of a month that is too short. */
function later(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), length)) / DAY_MS;
}
