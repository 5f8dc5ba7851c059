import { DAY_MS, type Day, dayOf } from '../../../model/forecast/method/days';
import { type Forecast, forecastOf } from '../../../model/forecast/method/forecast';
import { HISTORY_DAYS, type Target } from '../../../model/forecast/payload';
import { historyOf } from '../../../model/forecast/queries';
import type { SourcePoint } from '../../widgets/data';

/** The days of which forecasts are made, as numbers since the epoch. */
export interface Calendar {
  readonly dayMs: number;
  dayOf(at: number): number;
  /** When a day begins, in milliseconds since the epoch. */
  startOf(day: number): number;
}

export const realDays: Calendar = { dayMs: DAY_MS, dayOf, startOf: (day) => day * DAY_MS };

/**
 * A session is too short for days, so that each of its runs is one. The first of them has the date of today.
 * @param startedAt milliseconds since the epoch
 * @param runMs from one run to the next
 */
export function daysOfRuns(startedAt: number, runMs: number): Calendar {
  const slotOf = (at: number): number => Math.floor(at / runMs);
  const shift = dayOf(startedAt) - slotOf(startedAt);
  return { dayMs: runMs, dayOf: (at) => slotOf(at) + shift, startOf: (day) => (day - shift) * runMs };
}

/** What forecasts are made of. */
interface Measured {
  /** The oldest and the newest moment; undefined while there is nothing. */
  span(): { readonly from: number; readonly to: number } | undefined;
  /** The largest value of each period. */
  maxima(id: string, metric: string): readonly SourcePoint[] | undefined;
}

/** What was forecast of a row. */
export interface Made {
  /** The days until the limit, at the beginning of the day on which they were said. */
  readonly days: readonly SourcePoint[];
  readonly severities: readonly SourcePoint[];
  /** The newest; undefined before there is one. */
  readonly last: Forecast | undefined;
}

/** A row while its days pass. */
interface Progress {
  /** The day of which the next forecast is. */
  next: number;
  readonly made: Day[];
  readonly severities: Day[];
  last: Forecast | undefined;
}

/** Makes the forecasts of each day, as the deployed function does, each from what was known on that day. */
export class Forecasts {
  private readonly rows = new Map<string, Progress>();

  constructor(
    private readonly measured: Measured,
    private readonly calendar: Calendar,
  ) {}

  /** @param id of the database */
  of(id: string, target: Target): Made {
    const { calendar } = this;
    const progress = this.advanced(id, target);
    const points = (days: readonly Day[]): SourcePoint[] =>
      days.map(({ day, value }) => ({ at: calendar.startOf(day), value }));
    return {
      days: points(progress?.made ?? []),
      severities: points(progress?.severities ?? []),
      last: progress?.last,
    };
  }

  private advanced(id: string, target: Target): Progress | undefined {
    const span = this.measured.span();
    if (!span) return undefined;
    const { calendar } = this;
    const today = calendar.dayOf(span.to);
    const first = Math.max(calendar.dayOf(span.from) + 1, today - HISTORY_DAYS);
    const key = JSON.stringify([id, target.row]);
    const progress = this.rows.get(key) ?? { next: first, made: [], severities: [], last: undefined };
    this.rows.set(key, progress);
    if (progress.next > today) return progress;
    const days = this.maxima(id, target.row);
    const limits = typeof target.limit === 'string' ? this.maxima(id, target.limit) : [];
    for (let day = Math.max(progress.next, first); day <= today; day++) {
      const known = [days, progress.made, progress.severities, limits].map((all) =>
        all.filter((one) => one.day < day && one.day >= day - HISTORY_DAYS),
      );
      const forecast = forecastOf(target.kind, historyOf(target, known, day), day * DAY_MS);
      if ('days' in forecast.outlook) progress.made.push({ day, value: forecast.outlook.days });
      progress.severities.push({ day, value: forecast.severity });
      progress.last = forecast;
    }
    progress.next = today + 1;
    return progress;
  }

  /** The largest value of each day, in their order. */
  private maxima(id: string, metric: string): Day[] {
    const largest = new Map<number, number>();
    for (const { at, value } of this.measured.maxima(id, metric) ?? []) {
      const day = this.calendar.dayOf(at);
      largest.set(day, Math.max(value, largest.get(day) ?? value));
    }
    return [...largest].map(([day, value]) => ({ day, value }));
  }
}
