import { checkDashboard, checkDashboardName } from '../../../stacks/dashboard/check';
import type {
  AlarmStatus,
  DashboardBody,
  Expression,
  Graph,
  Line,
  LogTable,
  PlacedWidget,
  Text,
  Tile,
  Widget,
} from '../../../stacks/dashboard/widgets';

// widgets.types.ts covers what the types in widgets.ts reject.

const arn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:production-neon-up-critical';
const line = ['Neon/Monitoring', 'Up', 'Environment', 'production'] as const;
const red = { label: 'critical', color: '#d13212' };
const math: Expression = { expression: '1' };
type Properties = Graph['properties'];
const plain: Properties = {
  title: 'Up',
  region: 'eu-west-1',
  view: 'timeSeries',
  period: 300,
  stat: 'Average',
  metrics: [[...line, { id: 'm1' }]],
  yAxis: { left: { label: 'count', showUnits: false, min: 0 } },
};
const graph = (change: Partial<Properties> = {}): PlacedWidget => ({
  ...{ type: 'metric', x: 0, y: 0, width: 12, height: 6 },
  properties: { ...plain, ...change },
});
const bodyOf = (widgets: readonly PlacedWidget[], start = '-PT6H'): DashboardBody => ({
  periodOverride: 'inherit',
  start,
  widgets,
});
const body = (...widgets: PlacedWidget[]) => bodyOf(widgets);
const placed = (widget: Widget) => body({ ...widget, x: 0, y: 0, width: 6, height: 6 });
const inGraph = (properties: Partial<Properties>) => body(graph(properties));
const annotated = (...horizontal: NonNullable<Properties['annotations']>['horizontal']) =>
  inGraph({ annotations: { horizontal } });
const lines = (...metrics: Line[]) => inGraph({ metrics });
const axis = (left: { min: number; max?: number }) =>
  inGraph({ yAxis: { left: { label: 'count', showUnits: false, ...left } } });
const alarms = (properties: Partial<AlarmStatus['properties']>) =>
  placed({ type: 'alarm', properties: { title: 'Alarms', alarms: [arn], ...properties } });
const log = (properties: Partial<LogTable['properties']>) =>
  placed({
    type: 'log',
    properties: {
      ...{ title: 'Errors', region: 'eu-west-1', query: "SOURCE '/aws/lambda/f' | limit 5", view: 'table' },
      ...properties,
    },
  });
const tile = (properties: Partial<Tile['properties']>) => {
  const { yAxis: _, ...shared } = plain;
  return placed({
    type: 'metric',
    properties: { ...shared, view: 'singleValue', sparkline: true, ...properties },
  });
};
const text = (properties: Partial<Text['properties']>) =>
  placed({ type: 'text', properties: { markdown: '# Title', background: 'transparent', ...properties } });

test.each<[string, DashboardBody]>([
  ['no widgets', body()],
  ['a graph', body(graph())],
  [
    'metrics in short',
    lines([...line, {}], ['.', 'ApiErrors', '.', '.', { stat: 'p99.9', color: '#ff9900' }]),
  ],
  [
    'math',
    lines([...line, { id: 'm1', visible: false }], [{ expression: 'm1 / (PERIOD(m1) / 60)', id: 'rate' }]),
  ],
  ['a search', lines([{ expression: "SEARCH('{AWS/Lambda} neon', 'Sum')" }])],
  ['both ends of an axis', axis({ min: 0, max: 100 })],
  [
    'bands',
    annotated([{ value: 5, ...red, color: '#ff9900' }, { value: 10 }], { value: 10, ...red, fill: 'above' }),
  ],
  ['a number', tile({})],
  [
    'a number by math',
    tile({ metrics: [[...line, { id: 'm1', visible: false }], [{ expression: '100 * m1' }]] }),
  ],
  ['alarms', alarms({})],
  ['a log', log({})],
  ['a text', text({})],
  ['a moment as the start', bodyOf([], '2026-11-23T21:00:00Z')],
])('accepts %s', (_, good) => {
  expect(checkDashboard(good)).toEqual([]);
});

/** For each rule, a body that breaks it, and the message. */
const broken: Record<string, [DashboardBody, string]> = {
  'a start': [bodyOf([], 'yesterday'), 'body.start is neither'],
  'too many widgets': [body(...Array(501).fill(graph())), 'has 501 widgets'],
  'too many metrics': [
    body(...Array(6).fill(graph({ metrics: Array(420).fill([...line, {}]) }))),
    'have 2520 metrics',
  ],
  'x beyond the grid': [body({ ...graph(), x: 24 }), 'x is 24, not a whole number from 0 to 23'],
  'y above the top': [body({ ...graph(), y: -1 }), 'y is -1'],
  'no width': [body({ ...graph(), width: 0 }), 'width is 0'],
  'half a height': [body({ ...graph(), height: 1.5 }), 'height is 1.5'],
  'a widget over the edge': [body({ ...graph(), x: 14 }), 'extends beyond column 24'],
  'overlapping widgets': [
    body(graph(), { ...graph(), x: 11, y: 5 }),
    'body.widgets[1] overlaps body.widgets[0]',
  ],
  'no region': [inGraph({ region: '' }), 'properties.region is missing'],
  'a period': [inGraph({ period: 90 }), 'period is 90'],
  'no period': [inGraph({ period: 0 }), 'period is 0'],
  'a statistic': [inGraph({ stat: 'Mean' }), 'stat is "Mean"'],
  'a minimum': [axis({ min: Number.NEGATIVE_INFINITY }), 'yAxis.left.min is null, not a number'],
  'a maximum': [axis({ min: 0, max: Number.NaN }), 'yAxis.left.max is null, not a number'],
  'an inverted axis': [axis({ min: 5, max: 1 }), 'yAxis.left.min is not below max'],
  'too many lines': [lines(...Array(501).fill([...line, {}])), 'has 501 lines'],
  'a colour': [lines([...line, { color: 'red' }]), 'color is "red"'],
  'a statistic of a line': [lines([...line, { stat: 'p101' }]), 'metrics[0].stat is "p101"'],
  'an id that starts with a capital letter': [lines([...line, { id: 'M1' }]), 'the id "M1"'],
  'an id twice': [lines([...line, { id: 'm1' }], [...line, { id: 'm1' }]), 'the id "m1" twice'],
  'a part without text': [lines(['Neon/Monitoring', 'Up', 'Environment', '', {}]), 'an empty part'],
  'a namespace alone': [lines(['Neon/Monitoring', {}]), 'has no namespace or no name'],
  'half a dimension': [lines(['Neon/Monitoring', 'Up', 'Environment', {}]), 'a dimension without a value'],
  'too many dimensions': [
    lines(['Neon/Monitoring', 'Up', ...Array<string>(62).fill('x'), {}]),
    'more than 30 dimensions',
  ],
  'a repetition without a previous line': [
    lines(['.', 'Up', '.', '.', {}]),
    'repeats a line, but there is none before it',
  ],
  // The compiler only finds this in a literal.
  'math and a metric': [lines([...line, math]), 'has both metric math and a metric'],
  'no math': [lines([{ expression: '' }]), 'expression is missing'],
  'math over nothing': [lines([{ expression: 'm1 / m2' }]), 'uses "m1"'],
  'no lines': [lines(), 'has no visible line'],
  'hidden lines only': [lines([...line, { id: 'm1', visible: false }]), 'has no visible line'],
  'a number without a region': [tile({ region: '' }), 'region is missing'],
  'a period of a number': [tile({ period: 90 }), 'period is 90'],
  'a statistic of a number': [tile({ stat: 'Mean' }), 'stat is "Mean"'],
  'a hidden number': [tile({ metrics: [[...line, { visible: false }]] }), 'has no visible line'],
  'too many numbers': [tile({ metrics: Array(501).fill([...line, {}]) }), 'has 501 lines'],
  'a colour of a number': [tile({ metrics: [[...line, { color: 'blue' }]] }), 'color is "blue"'],
  'a number of nothing': [tile({ metrics: [[{ expression: '100 * m1' }]] }), 'uses "m1"'],
  'a value': [annotated({ value: Number.NaN, ...red }), 'horizontal[0].value is null, not a number'],
  'a value of a band': [
    annotated([{ value: 5, ...red }, { value: Number.POSITIVE_INFINITY }]),
    'horizontal[0].value is null, not a number',
  ],
  'a colour of an annotation': [annotated({ value: 5, ...red, color: '#f90' }), 'color is "#f90"'],
  'no alarms': [alarms({ alarms: [] }), 'has 0 ARNs'],
  'too many alarms': [alarms({ alarms: Array(101).fill(arn) }), 'has 101 ARNs'],
  'a name instead of an alarm ARN': [alarms({ alarms: ['production-neon-up-critical'] }), 'not an alarm ARN'],
  'a log without a region': [log({ region: '' }), 'region is missing'],
  'no query': [log({ query: '' }), 'query is missing'],
  'a query without a source': [log({ query: 'fields @message' }), 'does not start with SOURCE'],
  'no text': [text({ markdown: '' }), 'markdown is missing'],
};
test.each(Object.entries(broken))('finds %s', (_, [bad, problem]) => {
  expect(checkDashboard(bad).join('\n')).toContain(problem);
});

test('finds every problem at once', () => {
  expect(checkDashboard(body({ ...graph({ stat: 'Mean', period: 90 }), x: 24 }))).toHaveLength(4);
});

test('a dashboard’s name', () => {
  expect(checkDashboardName('production-neon-monitoring-dashboard')).toEqual([]);
  for (const name of ['', 'a.b', 'ü', 'x'.repeat(256)]) expect(checkDashboardName(name)).toHaveLength(1);
});
