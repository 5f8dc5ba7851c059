import type { Published, SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import type { RowAlarm, Tested } from '../../../model/backtest/backtest';
import { firingsOf, type Span } from '../../../model/backtest/firings';
import type { EnvironmentView } from '../../web/protocol';
import type { SourceLine, SourcePoint } from '../../widgets/data';
import { type Calendar, daysOfRuns } from './forecasts';
import type { Store } from './store';

/** How an alarm would have fired, or why nothing can be said. */
export type Judged = Pick<Tested, 'firings' | 'absent'>;

/** Values over time that graphs show and alarms are tried on: those of the session, or those of a file. */
export interface Recording {
  /** `this session`, or the file's name. */
  readonly label: string;
  /** Whether it goes on. */
  readonly live: boolean;
  /** By which periods are divided. */
  readonly scale: number;
  /** The days of which forecasts are made. */
  readonly calendar: Calendar;
  /** The oldest and the newest moment; undefined while there is nothing. */
  span(): Span | undefined;
  /** The end of the time range of graphs, in milliseconds since the epoch. */
  now(): number;
  /** @param id of the database */
  judge(alarm: RowAlarm, id: string): Judged;
  /** What an alarm of a database looks at, by metric. */
  published(id: string, alarm: SynthesizedAlarm): Published;
  /** Undefined if the metric is not known. */
  points(id: string, metric: string): readonly SourcePoint[] | undefined;
  /** The same, where periods have several values: the largest of each. */
  maxima(id: string, metric: string): readonly SourcePoint[] | undefined;
  /** Lambda's own metrics of the function of a service. */
  lambda(service: string, metric: string): readonly SourcePoint[] | undefined;
  /** That function's log; undefined if it is not part of this. */
  lines(service: string): readonly SourceLine[] | undefined;
}

const MINUTE_MS = 60_000;

/** What has been measured since the preview was started, as far back as the page knows it. */
export function session(
  store: Store,
  { scale, collectionMinutes }: EnvironmentView,
  now: () => number,
): Recording {
  const span = (): Span | undefined => {
    const [from, last] = [store.oldestRun, store.lastRun()];
    return from === undefined || !last ? undefined : { from, to: last.at + last.durationMs };
  };
  return {
    label: 'this session',
    live: true,
    scale,
    calendar: daysOfRuns(store.snapshot?.startedAt ?? 0, (collectionMinutes * MINUTE_MS) / scale),
    now,
    span,
    judge({ resource }, id) {
      const known = span();
      if (!known) return { absent: 'nothing has been measured yet' };
      const { episodes, ...firings } = firingsOf(resource, store.published(id), known, { scale });
      if (!firings.judged) return { absent: 'this session is shorter than what the alarm looks at' };
      return { firings: { ...firings, open: episodes.at(-1)?.open ?? false } };
    },
    published: (id) => store.published(id),
    points: (id, metric) => store.points(id, metric),
    maxima: (id, metric) => store.points(id, metric),
    lambda: (service, metric) => store.lambda(service, metric),
    lines: (service) => store.lines(service),
  };
}
