import type { Day } from './days';
import { close, daysWords, far, type Outlook, percent, unclear } from './outlook';
import { periodOf, rateOf } from './period';
import { LEAST_USE } from './trend';

/** What is used up is 100 %. */
const FULL = 100;
/** What lasts with less left than this changes no alarm: its forecast is now above, now below 100 %. */
const LEAST_LEFT = 10;
/** With fewer days of a period, one of them would decide. */
const LEAST_DAYS = 3;
/** A value of the last day or the one before says what is used now. */
const OLDEST_DAYS = 2;

/**
 * When a quota that starts over every month is used up: at the rate of the last week, if that is before the period ends.
 * @param days the largest value of each day in percent, in their order, without today
 * @param today days since the epoch
 */
export function quotaOf(days: readonly Day[], today: number): Outlook {
  const { days: own, end, isOverdue } = periodOf(days, today - 1);
  const last = own.at(-1);
  if (!last) return unclear('there is no value of this period yet');
  const since = today - 1 - last.day;
  if (since >= OLDEST_DAYS) return unclear(`there was no value for ${daysWords(since)}`);
  if (last.value >= FULL) return { days: 0 };
  if (last.value < FULL * LEAST_USE)
    return far(`${percent(last.value / FULL)} is used, below ${percent(LEAST_USE)}`);
  if (isOverdue) return unclear('a new period should have begun, and the value has not fallen');
  const rate = rateOf(own);
  if (own.length < LEAST_DAYS || rate === undefined)
    return unclear(`the period has values of ${daysWords(own.length)}, and it takes ${LEAST_DAYS}`);
  if (rate <= 0) return far('nothing is used at present');
  const ahead = Math.max(0, (FULL - last.value) / rate - since);
  const left = end - today;
  const then = last.value + rate * (left + since);
  if (then > FULL) return { days: ahead };
  const atEnd = `${percent(then / FULL)} when the period ends in ${daysWords(left)}`;
  return then > FULL - LEAST_LEFT ? close(`it just lasts: ${atEnd}`) : far(`it lasts: ${atEnd}`);
}
