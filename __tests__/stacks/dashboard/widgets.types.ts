/**
 * Code that must not compile, and so needs no check at run time. The type checker (`npm run typecheck`) is the test: a
 * missing expected error is an error itself. check.test.ts covers the rest.
 */
import type {
  AlarmStatus,
  Band,
  DashboardBody,
  Graph,
  HorizontalLine,
  Line,
  LogTable,
  PlacedWidget,
  Text,
  Tile,
  Widget,
} from '../../../stacks/dashboard/widgets';

const body: DashboardBody = { periodOverride: 'inherit', start: '-PT6H', widgets: [] };
const place = { x: 0, y: 0, width: 12, height: 6 };
const text: Text = { type: 'text', properties: { markdown: 'x', background: 'transparent' } };
const line = ['Neon/Monitoring', 'Up', 'Environment', 'production'] as const;
const across: HorizontalLine = { value: 5, label: 'warning', color: '#ff9900' };
type Properties = Graph['properties'];
const graph: Properties = {
  ...{ title: 'Up', region: 'eu-west-1', view: 'timeSeries', period: 300, stat: 'Average', metrics: [] },
  yAxis: { left: { label: 'count', showUnits: false, min: 0 } },
};
type Axis = Properties['yAxis']['left'];
const axis: Axis = graph.yAxis.left;
const alarms: AlarmStatus['properties'] = { title: 'Alarms', alarms: [] };
const log: LogTable['properties'] = { title: 'x', region: 'x', query: 'x', view: 'table' };

export const bodies: readonly DashboardBody[] = [
  // @ts-expect-error a body that is a text
  '{}',
  // @ts-expect-error not a list of widgets
  { ...body, widgets: {} },
  // @ts-expect-error a key that is not documented
  { ...body, title: 'Neon' },
  // @ts-expect-error a period override
  { ...body, periodOverride: 'none' },
  // @ts-expect-error an end: all our dashboards end now
  { ...body, end: 'now' },
];
export const widgets: readonly PlacedWidget[] = [
  { ...text, ...place },
  // @ts-expect-error not a widget
  'graph',
  // @ts-expect-error a key of a widget
  { ...text, ...place, title: 'Up' },
  // @ts-expect-error x without y
  { ...text, x: 0, width: 12, height: 6 },
  // @ts-expect-error a place that cannot become a number
  { ...text, ...place, width: { valueOf: 1, toString: 1 } },
];
export const kinds: readonly Widget[] = [
  // @ts-expect-error a type
  { type: 'chart', properties: graph },
  // @ts-expect-error a type with the name of an inherited property
  { type: 'constructor', properties: {} },
  // @ts-expect-error no properties
  { type: 'metric' },
  // @ts-expect-error properties of another type
  { type: 'metric', properties: alarms },
];
export const graphs: readonly Properties[] = [
  // @ts-expect-error a key of a graph
  { ...graph, unit: 'ms' },
  // @ts-expect-error no region
  { ...graph, region: undefined },
  // @ts-expect-error a view
  { ...graph, view: 'lines' },
  // @ts-expect-error a gauge: it would need both ends of an axis
  { ...graph, view: 'gauge' },
  // @ts-expect-error a period that cannot become a number
  { ...graph, period: { toString: null } },
  // @ts-expect-error a sparkline of a graph
  { ...graph, sparkline: true },
  // @ts-expect-error a legend
  { ...graph, legend: { position: 'top' } },
  // @ts-expect-error not an axis
  { ...graph, yAxis: { left: axis, top: {} } },
  // @ts-expect-error no metrics
  { ...graph, metrics: undefined },
];
const { yAxis: _, ...shared } = graph;
const tile: Tile['properties'] = { ...shared, view: 'singleValue', sparkline: true };
export const tiles: readonly Tile['properties'][] = [
  // @ts-expect-error no line of the whole time range
  { ...tile, sparkline: false },
  // @ts-expect-error the value of the whole time range: a number is the newest one
  { ...tile, setPeriodToTimeRange: true },
  // @ts-expect-error thresholds: CloudWatch does not show them
  { ...tile, annotations: { horizontal: [across] } },
  // @ts-expect-error an axis
  { ...tile, yAxis: { left: axis } },
  // @ts-expect-error the view of a graph
  { ...tile, view: 'timeSeries' },
];
export const axes: readonly Axis[] = [
  // @ts-expect-error a key of an axis
  { ...axis, unit: 'ms' },
  // @ts-expect-error a minimum
  { ...axis, min: '0' },
];
export const lines: readonly Line[] = [
  // @ts-expect-error not a line
  'Up',
  // @ts-expect-error a line that does not say how it is drawn
  line,
  // @ts-expect-error a line with cells after its last one
  [{ id: 'm1' }, ...line],
  // @ts-expect-error a key of a line
  [...line, { unit: 'ms' }],
  // @ts-expect-error a colour that is not a string
  [...line, { color: ['#d13212'] }],
  // @ts-expect-error a period of a line: the graph's period applies to all
  [...line, { period: 0 }],
  // @ts-expect-error a side of a line: all are on the left
  [...line, { yAxis: 'top' }],
  // @ts-expect-error a number as a dimension
  ['Neon/Monitoring', 'Up', 'Environment', 1, {}],
  // @ts-expect-error math and a metric
  [...line, { expression: '1' }],
  // @ts-expect-error a key of math
  [{ expression: '1', unit: 'ms' }],
];
export const annotations: readonly Properties['annotations'][] = [
  // @ts-expect-error a kind of annotation
  { horizontal: [], lines: [] },
  // @ts-expect-error a list of annotations
  { horizontal: {} },
  // @ts-expect-error not an annotation
  { horizontal: [5] },
  // @ts-expect-error a vertical annotation: our graphs have none
  { horizontal: [], vertical: [{ value: 'noon' }] },
  // @ts-expect-error an alarm's graph: our graphs are not of alarms
  { horizontal: [], alarms: ['up'] },
];
export const horizontals: readonly HorizontalLine[] = [
  // @ts-expect-error a value
  { ...across, value: '5' },
  // @ts-expect-error a key of an annotation
  { ...across, title: 'x' },
  // @ts-expect-error a fill
  { ...across, fill: 'beyond' },
  // @ts-expect-error a side of an annotation
  { ...across, yAxis: 'top' },
];
// @ts-expect-error a band of three
export const band: Band = [across, { value: 2 }, { value: 3 }];
export const alarmStates: readonly AlarmStatus['properties'][] = [
  // @ts-expect-error a key of alarms
  { ...alarms, region: 'eu-west-1' },
  // @ts-expect-error an order
  { ...alarms, sortBy: 'name' },
  // @ts-expect-error a state
  { ...alarms, states: ['FINE'] },
];
export const logs: readonly LogTable['properties'][] = [
  // @ts-expect-error a key of a log
  { ...log, source: 'x' },
  // @ts-expect-error no query
  { ...log, query: 5 },
  // @ts-expect-error a view of a log
  { ...log, view: 'gauge' },
];
export const texts: readonly Text['properties'][] = [
  // @ts-expect-error a key of a text
  { markdown: 'x', background: 'transparent', title: 'x' },
  // @ts-expect-error a background
  { markdown: 'x', background: 'white' },
];
