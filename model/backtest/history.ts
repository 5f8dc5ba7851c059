import type { Statistic } from '../../thresholds/row';
import type { PublishedDatum } from '../alarms/alarm-resource';

/** What CloudWatch kept of one metric. */
export interface Series {
  readonly service: string;
  readonly metric: string;
  /** The statistics that these values are: several where they are the same, as where a period has one value. */
  readonly statistics: readonly Statistic[];
  /** In the order of their times, each at the start of its period. Empty if nothing was published. */
  readonly points: readonly PublishedDatum[];
}

/** What CloudWatch kept of an environment. Times are milliseconds since the epoch. */
export interface History {
  readonly environment: string;
  readonly from: number;
  readonly to: number;
  /** From one point to the next. */
  readonly periodSeconds: number;
  readonly series: readonly Series[];
}

export const FORMAT = 'monitoring-history';
export const VERSION = 1;

const DAY_MS = 86_400_000;

/** A time as it is written in the file. */
export const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

/**
 * A history as JSON Lines: first what it is, then for each series and day its values in the order of time, one for each
 * period, with null where nothing was published. A series without any value has one line, which says so.
 */
export function serializeHistory(history: History): string {
  const { environment, from, to, periodSeconds } = history;
  const lines = history.series.flatMap((series) => linesOf(series, history));
  const header = {
    format: FORMAT,
    version: VERSION,
    environment,
    from: iso(from),
    to: iso(to),
    periodSeconds,
    // So that a file which was cut off between two lines is noticed.
    lines: lines.length,
  };
  return [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function linesOf({ service, metric, statistics, points }: Series, { from, periodSeconds }: History) {
  const days = new Map<number, PublishedDatum[]>();
  for (const point of points) {
    const day = Math.floor(point.at / DAY_MS);
    const known = days.get(day);
    if (known) known.push(point);
    else days.set(day, [point]);
  }
  const name = { service, metric, statistics };
  if (days.size === 0) return [{ ...name, from: iso(from), values: [] }];
  return [...days.values()].map((day) => {
    const start = day[0]?.at ?? from;
    const values: (number | null)[] = [];
    for (const { at, value } of day) {
      const index = Math.round((at - start) / (periodSeconds * 1000));
      while (values.length < index) values.push(null);
      values.push(value);
    }
    return { ...name, from: iso(start), values };
  });
}
