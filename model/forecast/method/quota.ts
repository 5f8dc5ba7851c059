import type { Day } from './days';
import { fitOf, SURE } from './fit';
import { daysWords, far, type Outlook, percent, unclear } from './outlook';
import { LEAST_USE } from './trend';

/** What is used up is 100 %. */
const FULL = 100;
/** So many of the newest days say how fast it goes: a whole week, whatever its days are like. */
const RATE_DAYS = 7;
/** With fewer days of a period, one of them would decide. */
const LEAST_DAYS = 3;
/** What a period has used may be corrected by so many percent without a new period. */
const CORRECTION = 1;
/** A value of the last day or the one before says what is used now. */
const OLDEST_DAYS = 2;
const LONGEST_MONTH = 31;

/**
 * When a quota that starts over every month is used up: at the rate of the last week, if that is before the period ends. The period
 * began when the value fell; where it has not for a month, with the calendar month (UTC).
 * @param days the largest value of each day in percent, in their order, without today
 * @param today days since the epoch
 */
export function quotaOf(days: readonly Day[], today: number): Outlook {
  const start = startOf(days, today - 1);
  const own = periodOf(days, today);
  const last = own.at(-1);
  if (!last) return unclear('there is no value of this period yet');
  const since = today - 1 - last.day;
  if (since >= OLDEST_DAYS) return unclear(`there was no value for ${daysWords(since)}`);
  if (last.value >= FULL) return { days: 0 };
  if (own.length < LEAST_DAYS)
    return unclear(`the period has values of ${daysWords(own.length)}, and it takes ${LEAST_DAYS}`);
  if (last.value < FULL * LEAST_USE)
    return far(`${percent(last.value / FULL)} is used, below ${percent(LEAST_USE)}`);
  const { slope } = fitOf(own.slice(-RATE_DAYS), SURE.percent99);
  if (slope <= 0) return far('nothing is used at present');
  const ahead = Math.max(0, (FULL - last.value) / slope - since);
  const left = monthAfter(start) - today;
  if (ahead >= left)
    return far(
      `it lasts: ${percent((last.value + slope * (left + since)) / FULL)} when the period ends in ${daysWords(left)}`,
    );
  return { days: ahead };
}

/** The days of the period in which yesterday is. */
export function periodOf(days: readonly Day[], today: number): readonly Day[] {
  const start = startOf(days, today - 1);
  return days.filter(({ day }) => day >= start);
}

/** The first day of the period of a day. */
function startOf(days: readonly Day[], day: number): number {
  const fell = days.filter(({ value }, i) => i > 0 && value < (days[i - 1]?.value ?? 0) - CORRECTION);
  const last = fell.at(-1);
  return last && day - last.day < LONGEST_MONTH ? last.day : calendarMonth(day);
}

const DAY_MS = 86_400_000;
const calendarMonth = (day: number): number => {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS;
};

/** The same day a month later. */
const monthAfter = (day: number): number => {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) / DAY_MS;
};
