import type { AlarmState } from '../../model/alarms/next-state';
import type { Severity } from '../../thresholds/row';
import type { About, MetricRef, Search, SourceLine, SourcePoint } from './data';

export type { About, MetricRef, Search, SourceLine, SourcePoint } from './data';

/** An alarm as a widget shows it. */
export interface SourceAlarm {
  readonly name: string;
  readonly state: AlarmState;
  readonly since: number;
  readonly severity: Severity;
}

/** A threshold on a graph that can be dragged. */
export interface Draggable {
  /** The alarm's name. */
  readonly id: string;
  readonly severity: Severity;
  /** For people who cannot see the graph: `ActiveConnections, warning`. */
  readonly label: string;
  /** Where it is drawn now, in the unit of the graph's axis; undefined while nothing is known of its base. */
  value(): number | undefined;
  /** In words: `80 % of ConnectionLimit`. */
  words(): string;
  /** Called while it is dragged, or by a key. */
  move(value: number): void;
}

/** Where the widgets of a dashboard get what they show. */
export interface Source {
  /** By which the periods and the time range of the body are divided. */
  readonly scale: number;
  /** What is special about a graph of these metrics; undefined if nothing is. */
  about?(metrics: readonly MetricRef[]): About | undefined;
  /** The end of the time range: now, or the end of a recorded history. */
  now(): number;
  /** In the order of their times; undefined if this metric is not known here, which the widget says. */
  points(metric: MetricRef): readonly SourcePoint[] | undefined;
  /** The unit that the metric was published in, in CloudWatch's spelling; undefined if it is not known. */
  unit?(metric: MetricRef): string | undefined;
  /** Undefined if there is no such alarm here. */
  alarm(arn: string): SourceAlarm | undefined;
  /** Oldest first; undefined if there is no such log here. */
  log(group: string): readonly SourceLine[] | undefined;
  /** The values of a dimension among the metrics of a search. */
  values?(search: Search, dimension: string): readonly string[];
  /** The thresholds that belong on a graph of these metrics. */
  draggables(metrics: readonly MetricRef[]): readonly Draggable[];
}

/** A dashboard on the page. */
export interface Rendered {
  readonly element: HTMLElement;
  /** Draws what has changed in the source since. */
  update(): void;
  /** Frees what it holds. */
  destroy(): void;
}
