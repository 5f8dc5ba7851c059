/** How a row may go over a year, and what a forecast should say of it. */
export interface Shape {
  readonly kind: 'trend' | 'quota';
  readonly limit: number;
  /** The value of a day; undefined where there is none. @param noise normal, with a deviation of 1 */
  value(day: number, noise: number): number | undefined;
}

const gauge = (value: Shape['value']): Shape => ({ kind: 'trend', limit: 1, value });
const quota = (value: Shape['value']): Shape => ({ kind: 'quota', limit: 100, value });
/** The day of the month, from 0, and the days of a month of this year that begins in January. */
const ofMonth = (day: number): number => new Date(Date.UTC(2025, 0, 1 + day)).getUTCDate() - 1;
/** How many days the month of a day has. */
const monthDays = (day: number): number => {
  const date = new Date(Date.UTC(2025, 0, 1 + day));
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
};
const isWeekend = (day: number): boolean => day % 7 >= 5;
/** The days of a period until a day, of one that begins on a day of the month. */
function* periodUntil(day: number, begins = 1): Iterable<number> {
  for (let one = day; ; one--) {
    yield one;
    if (ofMonth(one) === begins - 1) return;
  }
}
/** What is used of a quota, of so much a day. */
const used = (day: number, perDay: (day: number) => number, begins?: number): number =>
  [...periodUntil(day, begins)].reduce((sum, one) => sum + perDay(one), 0);

/** Shapes that reach their limit: they must be told of early enough. */
export const reaching: Readonly<Record<string, Shape>> = {
  'steady growth with noise': gauge((day, noise) => 0.2 + day / 400 + 0.01 * noise),
  'growth with quiet weekends': gauge(
    (day, noise) => (0.25 + day / 350) * (isWeekend(day) ? 0.85 : 1) + 0.008 * noise,
  ),
  'growth with a purge every week': gauge((day, noise) => 0.3 + day / 400 + 0.02 * (day % 7) + 0.004 * noise),
  'growth that becomes faster': gauge((day, noise) => 0.15 + (day / 350) ** 2 + 0.006 * noise),
  'growth of which every third day is missing': gauge((day, noise) =>
    day % 3 === 1 ? undefined : 0.2 + day / 380 + 0.008 * noise,
  ),
  'a quota that is used up after three weeks, in April': quota((day) =>
    Math.min(100, (day < 90 ? 2.8 : 4.6) * (ofMonth(day) + 1)),
  ),
  'growth of which only working days have values': gauge((day, noise) =>
    isWeekend(day) ? undefined : 0.2 + day / 400 + 0.008 * noise,
  ),
  'growth by the same share every day': gauge((day, noise) => 0.05 * Math.exp(day / 90) + 0.004 * noise),
  'a quota that is used up by what runs at weekends': quota((day) =>
    Math.min(
      100,
      used(day, (one) => (isWeekend(one) ? 14 : 0)),
    ),
  ),
};

/** Shapes that never reach it: an alarm would be false. */
export const staying: Readonly<Record<string, Shape>> = {
  'noise around three quarters': gauge((_, noise) => 0.75 + 0.05 * noise),
  decline: gauge((day, noise) => 0.95 - day / 900 + 0.01 * noise),
  'a purge every week': gauge((day, noise) => 0.55 + 0.05 * (day % 7) + 0.01 * noise),
  'spikes of a backup every month': gauge((day, noise) => (ofMonth(day) === 14 ? 0.97 : 0.6) + 0.01 * noise),
  'steps, with nothing between them': gauge(
    (day, noise) => 0.5 + 0.12 * Math.floor(day / 100) + 0.008 * noise,
  ),
  'growth that ends below the limit': gauge(
    (day, noise) => 0.85 / (1 + Math.exp((150 - day) / 40)) + 0.008 * noise,
  ),
  'seasons of a month': gauge((day, noise) => 0.72 + 0.1 * Math.sin((day / 30) * 2 * Math.PI) + 0.01 * noise),
  'a purge every month': gauge((day, noise) => 0.55 + 0.008 * ofMonth(day) + 0.008 * noise),
  'growth that ends at once': gauge((day, noise) => 0.4 + Math.min(day, 150) / 400 + 0.008 * noise),
  'a quota that lasts': quota((day) => 2.9 * (ofMonth(day) + 1)),
  'a quota with a large job at the beginning of the month': quota(
    (day) => Math.min(40, 14 * (ofMonth(day) + 1)) + ofMonth(day),
  ),
  'a quota with one large job in the middle of the month': quota(
    (day) => 1.5 * ofMonth(day) + (ofMonth(day) >= 11 ? 35 : 0),
  ),
  'a quota that lasts, used on working days only': quota((day) =>
    used(day, (one) => (isWeekend(one) ? 0 : 4)),
  ),
  'a quota that just lasts': quota((day, noise) => (97 * (ofMonth(day) + 1)) / monthDays(day) + 0.2 * noise),
  'a quota of which there is more since the middle of a month, in April': quota(
    (day) => 3.2 * (ofMonth(day) + 1) * (day >= 90 && ofMonth(day) < 14 ? 1 : 0.85),
  ),
  'a quota that starts over on the 17th, an hour late': quota((day) =>
    day < 16 ? undefined : used(ofMonth(day) === 16 && day > 16 ? day - 1 : day, () => 2.9, 17),
  ),
  'two levels': gauge((day, noise) => (day < 150 ? 0.55 : 0.8) + 0.008 * noise),
  'noise just below the limit': gauge((_, noise) => 0.96 + 0.01 * Math.max(-3, Math.min(3, noise))),
};
