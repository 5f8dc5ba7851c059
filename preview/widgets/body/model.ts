import type { MetricRef } from '../data';
import type { Variable } from './variables';

/** A dashboard body as far as it was understood. */
export interface Dashboard {
  readonly widgets: readonly Placed[];
  /** Length of the time range in seconds, not yet divided by the scale. */
  readonly rangeSeconds: number;
  /** What can be chosen on it. */
  readonly variables: readonly Variable[];
  /** What of the whole dashboard is wrong or not simulated, in sentences. */
  readonly notes: readonly string[];
}
/** A widget on the grid of 24 columns, in reading order. */
export interface Placed {
  readonly place: Place;
  /** Columns on a grid of 12, for narrower screens, and of 2, for telephones. */
  readonly span: number;
  readonly half: number;
  readonly widget: Widget;
}
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Common {
  readonly title: string;
  /** What of this widget is wrong or not simulated, in sentences. */
  readonly notes: readonly string[];
}
export type Widget = TextWidget | MetricWidget | AlarmWidget | LogWidget | AbsentWidget;

export interface TextWidget extends Common {
  readonly kind: 'text';
  readonly markdown: string;
  readonly background: 'solid' | 'transparent';
}
/** One that cannot be shown; the notes say why. */
export interface AbsentWidget extends Common {
  readonly kind: 'absent';
}

export const views = ['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table'] as const;
export type View = (typeof views)[number];
export type Side = 'left' | 'right';

export interface MetricWidget extends Common {
  readonly kind: 'metric';
  readonly view: View;
  readonly stacked: boolean;
  readonly lines: readonly Line[];
  readonly axes: Readonly<Record<Side, Axis>>;
  readonly horizontal: readonly HorizontalMark[];
  readonly vertical: readonly VerticalMark[];
  readonly legend: 'right' | 'bottom' | 'hidden';
  /** `setPeriodToTimeRange`: one value over the whole range. */
  readonly wholeRange: boolean;
  readonly sparkline: boolean;
  readonly fullPrecision: boolean;
  /** Minutes east of UTC; undefined for the reader's own time zone. */
  readonly utcOffset: number | undefined;
  readonly table: TableOptions;
  /** The widget's own time range in seconds. */
  readonly rangeSeconds: number | undefined;
}
export interface TableOptions {
  /** Times as columns (`horizontal`) or as rows (`vertical`). */
  readonly layout: 'horizontal' | 'vertical';
  readonly summary: readonly SummaryColumn[];
  readonly timeSeries: boolean;
}
export const summaryColumns = ['MIN', 'MAX', 'SUM', 'AVG'] as const;
export type SummaryColumn = (typeof summaryColumns)[number];

interface Drawn {
  readonly id: string | undefined;
  readonly label: string | undefined;
  readonly color: string | undefined;
  readonly visible: boolean;
  readonly axis: Side;
}
export interface MetricLine extends Drawn {
  readonly kind: 'metric';
  readonly ref: MetricRef;
  readonly stat: string;
  /** In seconds, not yet divided by the scale. */
  readonly period: number;
}
export interface ExpressionLine extends Drawn {
  readonly kind: 'expression';
  readonly expression: string;
  /** Of a query over many metrics, in seconds, not yet divided by the scale. */
  readonly period: number;
}
export type Line = MetricLine | ExpressionLine;

export interface Axis {
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly label: string | undefined;
  readonly showUnits: boolean;
}
export type Fill = 'above' | 'below' | 'none';
export interface HorizontalMark {
  readonly value: number;
  /** The other edge of a band. */
  readonly to: number | undefined;
  readonly label: string | undefined;
  readonly color: string | undefined;
  readonly fill: Fill;
  readonly axis: Side;
}
export interface VerticalMark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly to: number | undefined;
  readonly label: string | undefined;
  readonly color: string | undefined;
  readonly fill: 'before' | 'after' | 'none';
}

export interface AlarmWidget extends Common {
  readonly kind: 'alarm';
  readonly arns: readonly string[];
  readonly sortBy: 'default' | 'stateUpdatedTimestamp' | 'timestamp';
  /** Only alarms in these states; undefined for all. */
  readonly states: readonly string[] | undefined;
}

export interface LogWidget extends Common {
  readonly kind: 'log';
  readonly query: string;
  readonly groups: readonly string[];
}
