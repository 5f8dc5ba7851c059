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
const isWeekend = (day: number): boolean => day % 7 >= 5;

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
};
