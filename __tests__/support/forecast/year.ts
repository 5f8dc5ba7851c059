import { DAY_MS, type Day } from '../../../model/forecast/method/days';
import { type Forecast, forecastOf } from '../../../model/forecast/method/forecast';
import type { Outlook } from '../../../model/forecast/method/outlook';
import { type Held, heldOf } from '../../../model/forecast/method/severity';
import { Random } from '../../longrun/random';
import type { Shape } from './shapes';

const FIRST = Date.UTC(2025, 0, 1) / DAY_MS;
const DAYS = 365;
/** How far a run looks back. */
const HISTORY = 60;

/** What a method said of a shape over a year. */
export interface Year {
  /** The first day at the limit, without noise; undefined if there is none. */
  readonly reached: number | undefined;
  /** The days with an alarm, from 0. */
  readonly alarms: readonly number[];
  /** How often an alarm began. */
  readonly began: number;
  readonly said: readonly Forecast[];
}

export type Method = (shape: Shape, history: Parameters<typeof forecastOf>[1], now: number) => Forecast;
export const ours: Method = ({ kind }, history, now) => forecastOf(kind, history, now);

/** Least squares over so many days, with the same alarms: what is compared with. */
export const leastSquares =
  (count: number): Method =>
  ({ limit }, { days, held }, now) => {
    const outlook = lineOf(days.slice(-count), limit, now / DAY_MS);
    return { outlook, severity: heldOf(outlook, { held, silentDays: 0 }), scores: [] };
  };

function lineOf(days: readonly Day[], limit: number, today: number): Outlook {
  const n = days.length;
  if (n < 7) return { absent: 'too few', because: 'unclear' };
  const mean = (of: (one: Day) => number) => days.reduce((sum, one) => sum + of(one), 0) / n;
  const [x, y] = [mean(({ day }) => day), mean(({ value }) => value)];
  const slope = mean(({ day, value }) => (day - x) * (value - y)) / mean(({ day }) => (day - x) ** 2);
  if (!(slope > 0)) return { absent: 'no growth', because: 'far' };
  return { days: Math.max(0, (limit - y) / slope + x - today + 1) };
}

/** Normal, from two uniform ones (Box and Muller). */
const normal = (next: () => number) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** Runs a method every day of a year, over what there is until then; or until the limit is reached. */
export function yearOf(shape: Shape, method: Method, seed: number): Year {
  const random = new Random(seed);
  const next = () => random.next();
  const days: Day[] = [];
  const made: Day[] = [];
  const said: Forecast[] = [];
  const alarms: number[] = [];
  let held: Held = 0;
  let began = 0;
  for (let i = 0; i < DAYS; i++) {
    if ((shape.value(i, 0) ?? 0) >= shape.limit) return { reached: i, alarms, began, said };
    const value = shape.value(i, normal(next));
    if (value !== undefined) days.push({ day: FIRST + i, value });
    const today = FIRST + i + 1;
    const history = {
      days: days.filter(({ day }) => day >= today - HISTORY),
      limit: shape.limit,
      made,
      held,
    };
    const forecast = method(shape, history, today * DAY_MS);
    said.push(forecast);
    const { outlook, severity } = forecast;
    if ('days' in outlook) made.push({ day: today, value: outlook.days });
    if (severity > 0) alarms.push(i);
    if (severity > 0 && held === 0) began++;
    held = severity;
  }
  return { reached: undefined, alarms, began, said };
}
