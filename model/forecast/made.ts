import { dayOf } from './method/days';
import { type Forecast, forecastOf } from './method/forecast';
import { type Asked, askedFor, historyOf, type Points, type Subject } from './queries';

/** A row, and what is said of it. */
export interface Made {
  readonly subject: Subject;
  readonly forecast: Forecast;
}

/**
 * The forecasts of rows.
 * @param now milliseconds since the epoch
 * @param read gives the values of metrics by day, in their order
 */
export async function forecastsOf(
  subjects: readonly Subject[],
  now: number,
  read: (asked: readonly Asked[]) => Promise<readonly Points[]>,
): Promise<Made[]> {
  const asked = subjects.map(askedFor);
  const points = await read(asked.flat());
  let from = 0;
  return subjects.map((subject, i) => {
    const own = points.slice(from, from + (asked[i]?.length ?? 0));
    from += own.length;
    return { subject, forecast: forecastOf(subject.kind, historyOf(subject, own, dayOf(now)), now) };
  });
}
