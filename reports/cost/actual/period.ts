import { UsageError } from '../../../model/usage-error';

/** Days of one calendar month, in UTC: `2026-11-01` to `2026-11-27`, which is not part of it. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const startOf = (month: string): number => Date.parse(`${month}-01T00:00:00Z`);
const nextMonth = (ms: number): number => {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
};

export const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A month, or the whole days of the current one.
 * @param month such as `2026-10`; by default the current one
 * @param now milliseconds since the epoch
 * @throws {UsageError} if it has no whole day yet
 */
export function periodOf(month: string | undefined, now: number): Period {
  const current = day(now).slice(0, 7);
  const chosen = month ?? current;
  const from = startOf(chosen);
  if (chosen > current)
    throw new UsageError(`${chosen} is yet to come: nothing was billed. Name a month that began.`);
  const to = Math.min(nextMonth(from), Date.parse(day(now)));
  if (to > from) return { from: day(from), to: day(to) };
  const last = day(from - DAY_MS).slice(0, 7);
  throw new UsageError(`${chosen} has no whole day yet, and AWS bills days late: use --month ${last}.`);
}

/** What is wrong with a period; undefined if nothing is. */
export function periodProblem({ from, to }: Period): string | undefined {
  const [start, end] = [from, to].map((text) =>
    DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN,
  );
  if (start === undefined || end === undefined || !Number.isFinite(start + end))
    return 'use days such as 2026-11-01';
  if (!from.endsWith('-01')) return 'from must be the first day of a month';
  if (end <= start || end > nextMonth(start))
    return 'to must be a later day of the same month, or the first of the next';
  return undefined;
}

export const daysIn = ({ from, to }: Period): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
/** Days of the whole month. */
export const daysOfMonth = ({ from }: Period): number =>
  (nextMonth(Date.parse(from)) - Date.parse(from)) / DAY_MS;
export const isWhole = (period: Period): boolean => daysIn(period) === daysOfMonth(period);
/** Whether the month is the current one: some vendors know no other. */
export const isCurrent = ({ from }: Period, now: number): boolean =>
  from.slice(0, 7) === day(now).slice(0, 7);
