import type { Published, SynthesizedAlarm } from '../../../model/alarms/alarm-resource';
import type { EnvironmentView } from '../../web/protocol';
import type { SourceLine, SourcePoint } from '../../widgets/data';
import type { Store } from './store';

/** Values over time that graphs show and alarms are tried on: those of the session, or those of a file. */
export interface Recording {
  /** `this session`, or the file's name. */
  readonly label: string;
  /** Whether it goes on. */
  readonly live: boolean;
  /** By which periods are divided. */
  readonly scale: number;
  /** The oldest and the newest moment, in milliseconds since the epoch; undefined while there is nothing. */
  span(): { readonly from: number; readonly to: number } | undefined;
  /** The end of the time range of graphs. */
  now(): number;
  /** What an alarm of a service looks at, by metric. */
  published(service: string, alarm: SynthesizedAlarm): Published;
  /** Undefined if the metric is not known. */
  points(service: string, metric: string): readonly SourcePoint[] | undefined;
  /** Lambda's own metrics of the collector. */
  lambda(service: string, metric: string): readonly SourcePoint[] | undefined;
  /** The collector's log; undefined if it is not part of this. */
  lines(service: string): readonly SourceLine[] | undefined;
}

/** What has been measured since the preview was started, as far back as the page knows it. */
export function session(store: Store, { scale }: EnvironmentView, now: () => number): Recording {
  return {
    label: 'this session',
    live: true,
    scale,
    now,
    span() {
      const [from, last] = [store.oldestRun, store.lastRun()];
      return from === undefined || !last ? undefined : { from, to: last.at + last.durationMs };
    },
    published: (service) => store.published(service),
    points: (service, metric) => store.points(service, metric),
    lambda: (service, metric) => store.lambda(service, metric),
    lines: (service) => store.lines(service),
  };
}
