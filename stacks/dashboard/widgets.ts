/** The parts of a dashboard body that we use, as CloudWatch documents them ("Dashboard Body Structure and Syntax"). */
export interface DashboardBody {
  /** `inherit`: a graph keeps its period for any time range, so that sums stay comparable. */
  readonly periodOverride: 'inherit';
  readonly start: string;
  readonly variables?: readonly Chooser[];
  readonly widgets: readonly PlacedWidget[];
}

/** A variable of a dashboard: a list at its top. What is chosen takes the place of a property's value in all widgets that have it. */
export interface Chooser {
  readonly type: 'property';
  readonly property: string;
  readonly inputType: 'select';
  readonly id: string;
  readonly label: string;
  /** Which metrics are looked at for values, and of which of their dimensions they are. */
  readonly search: string;
  readonly populateFrom: string;
  readonly defaultValue: string;
  readonly visible: true;
}

export interface Render {
  readonly id?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly color?: string;
  readonly visible?: boolean;
}
export interface Expression extends Render {
  readonly expression: string;
}
/** A line of a graph: namespace, name and dimensions, then how it is drawn; or metric math over such lines. */
export type Line = readonly [...string[], Render] | readonly [Expression];

export interface HorizontalLine {
  readonly value: number;
  readonly label: string;
  readonly color: string;
  readonly fill?: 'above' | 'below' | 'none';
}
/** The area between two values, in the colour of the first. */
export type Band = readonly [HorizontalLine, { readonly value: number }];

export interface Graph {
  readonly type: 'metric';
  readonly properties: {
    readonly title: string;
    readonly region: string;
    readonly view: 'timeSeries';
    readonly period: number;
    readonly stat: string;
    /** Where its time range begins, if that is not the dashboard's. */
    readonly start?: string;
    readonly metrics: readonly Line[];
    readonly yAxis: {
      readonly left: {
        readonly label: string;
        readonly showUnits: false;
        readonly min: number;
        readonly max?: number;
      };
    };
    readonly legend?: { readonly position: 'right' };
    readonly annotations?: { readonly horizontal: readonly (HorizontalLine | Band)[] };
  };
}
/** One number: the newest value, above a small line of the whole time range. It has no axis and no annotations. */
export interface Tile {
  readonly type: 'metric';
  readonly properties: {
    readonly title: string;
    readonly region: string;
    readonly view: 'singleValue';
    readonly sparkline: true;
    readonly period: number;
    readonly stat: string;
    readonly metrics: readonly Line[];
  };
}
export interface AlarmStatus {
  readonly type: 'alarm';
  readonly properties: { readonly title: string; readonly alarms: readonly string[] };
}
export interface LogTable {
  readonly type: 'log';
  readonly properties: {
    readonly title: string;
    readonly region: string;
    readonly query: string;
    readonly view: 'table';
  };
}
export interface Text {
  readonly type: 'text';
  readonly properties: { readonly markdown: string; readonly background: 'transparent' };
}
export type Widget = Graph | Tile | AlarmStatus | LogTable | Text;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export type PlacedWidget = Widget & Place;
