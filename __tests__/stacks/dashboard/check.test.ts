import { checkDashboard, checkDashboardName } from '../../../stacks/dashboard/check';

const arn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:production-neon-up-critical';
const line = ['Neon/Monitoring', 'Up', 'Environment', 'production'];
const graph = (change: object = {}) => ({
  type: 'metric',
  x: 0,
  y: 0,
  width: 12,
  height: 6,
  properties: { region: 'eu-west-1', view: 'timeSeries', metrics: [[...line, { id: 'm1' }]], ...change },
});
const body = (...widgets: unknown[]) => ({ widgets });
const inGraph = (properties: object) => body(graph(properties));
const annotated = (annotations: object) => inGraph({ annotations });
const lines = (...metrics: unknown[]) => inGraph({ metrics });
const axis = (left: object) => inGraph({ yAxis: { left } });
const alarms = (properties: object) => body({ type: 'alarm', properties });
const log = (properties: object) =>
  body({
    type: 'log',
    properties: { region: 'eu-west-1', query: "SOURCE '/aws/lambda/f' | limit 5", ...properties },
  });
const text = (properties: object) =>
  body({ type: 'text', properties: { markdown: '# Title', ...properties } });

test.each<[string, unknown]>([
  ['no widgets', body()],
  ['a graph', body(graph())],
  [
    'metrics in short',
    lines(line, ['.', 'ApiErrors', '.', '.', { stat: 'p99.9', color: '#ff9900', yAxis: 'right' }]),
  ],
  [
    'math',
    lines([...line, { id: 'm1', visible: false }], [{ expression: 'm1 / (PERIOD(m1) / 60)', id: 'rate' }]),
  ],
  ['a search', lines([{ expression: "SEARCH('{AWS/Lambda} neon', 'Sum')" }])],
  ['a gauge', inGraph({ view: 'gauge', yAxis: { left: { min: 0, max: 100 } } })],
  [
    'bands',
    annotated({
      horizontal: [[{ value: 5, color: '#ff9900' }, { value: 10 }], { value: 10, fill: 'above' }],
    }),
  ],
  ['a moment', annotated({ vertical: [{ value: '2026-11-23T21:00:00Z', fill: 'after' }] })],
  [
    'the graph of an alarm',
    body({ type: 'metric', properties: { region: 'eu-west-1', annotations: { alarms: [arn] } } }),
  ],
  ['alarms', alarms({ alarms: [arn], sortBy: 'timestamp', states: ['ALARM'] })],
  ['a log', log({ view: 'table' })],
  ['a text', text({ background: 'transparent' })],
  ['a span', { start: '-PT6H', end: '2026-11-23T21:00:00Z', periodOverride: 'inherit', widgets: [] }],
])('takes %s', (_, good) => {
  expect(checkDashboard(good)).toEqual([]);
});

/** For each rule a body that breaks it, and what is said about it. */
const broken: Record<string, [unknown, string]> = {
  'a body that is a text': ['{}', 'body is not an object'],
  'no list of widgets': [{ widgets: {} }, 'body.widgets is not an array'],
  'a key that is not documented': [{ widgets: [], title: 'Neon' }, 'body.title is not known'],
  'a period override': [{ widgets: [], periodOverride: 'none' }, 'body.periodOverride is "none"'],
  'a start': [{ widgets: [], start: 'yesterday' }, 'body.start is neither'],
  'an end': [{ widgets: [], start: '-PT6H', end: 'now' }, 'body.end is neither'],
  'an end without a start': [{ widgets: [], end: '2026-11-23T21:00:00Z' }, 'body.end needs a start'],
  'too many widgets': [
    body(...Array(501).fill({ type: 'text', properties: { markdown: 'x' } })),
    'has 501 widgets',
  ],
  'too many metrics': [
    body(
      ...Array(6).fill({
        ...graph(),
        x: undefined,
        y: undefined,
        ...{ properties: { region: 'eu-west-1', metrics: Array(420).fill(line) } },
      }),
    ),
    'have 2520 metrics',
  ],
  'a widget that is none': [body('graph'), 'body.widgets[0] is not an object'],
  'a key of a widget': [body({ ...graph(), title: 'Up' }), 'body.widgets[0].title is not known'],
  'x without y': [
    body({ type: 'text', x: 0, properties: { markdown: 'x' } }),
    'widgets[0].x and y must both',
  ],
  'x beyond the grid': [body({ ...graph(), x: 24 }), 'x is 24, no whole number from 0 to 23'],
  'y above the top': [body({ ...graph(), y: -1 }), 'y is -1'],
  'no width': [body({ ...graph(), width: 0 }), 'width is 0'],
  'half a height': [body({ ...graph(), height: 1.5 }), 'height is 1.5'],
  'a widget over the edge': [body({ ...graph(), x: 14 }), 'reaches beyond column 24'],
  'widgets on each other': [
    body(graph(), { ...graph(), x: 11, y: 5 }),
    'body.widgets[1] lies on body.widgets[0]',
  ],
  'a type': [body({ ...graph(), type: 'chart' }), 'type is "chart"'],
  'no properties': [body({ type: 'metric' }), 'properties is not an object'],
  'a key of a graph': [inGraph({ unit: 'ms' }), 'properties.unit is not known'],
  'no region': [inGraph({ region: undefined }), 'properties.region is missing'],
  'a view': [inGraph({ view: 'lines' }), 'view is "lines"'],
  'a period': [inGraph({ period: 90 }), 'period is 90'],
  'a statistic': [inGraph({ stat: 'Mean' }), 'stat is "Mean"'],
  'a sparkline of a graph': [inGraph({ sparkline: true }), 'sparkline is only for'],
  'a legend': [inGraph({ legend: { position: 'top' } }), 'legend.position is "top"'],
  'an axis that is none': [inGraph({ yAxis: { top: {} } }), 'yAxis.top is not known'],
  'a key of an axis': [axis({ unit: 'ms' }), 'yAxis.left.unit is not known'],
  'a least value': [axis({ min: '0' }), 'yAxis.left.min is "0", no number'],
  'a most value': [axis({ max: Number.NaN }), 'yAxis.left.max is null, no number'],
  'an axis upside down': [axis({ min: 5, max: 1 }), 'yAxis.left.min is not below max'],
  'a gauge without ends': [
    inGraph({ view: 'gauge', yAxis: { left: { min: 0 } } }),
    'needs min and max for a gauge',
  ],
  'no metrics': [inGraph({ metrics: undefined }), 'properties.metrics is not an array'],
  'too many lines': [lines(...Array(501).fill(line)), 'has 501 lines'],
  'a line that is none': [lines('Up'), 'metrics[0] is not an array'],
  'a line that goes on': [lines([{ id: 'm1' }, ...line]), 'goes on after how it is drawn'],
  'a key of a line': [lines([...line, { unit: 'ms' }]), 'metrics[0].unit is not known'],
  'a colour': [lines([...line, { color: 'red' }]), 'color is "red"'],
  'a statistic of a line': [lines([...line, { stat: 'p101' }]), 'metrics[0].stat is "p101"'],
  'a period of a line': [lines([...line, { period: 0 }]), 'metrics[0].period is 0'],
  'a side of a line': [lines([...line, { yAxis: 'top' }]), 'metrics[0].yAxis is "top"'],
  'an id that begins large': [lines([...line, { id: 'M1' }]), 'the id "M1"'],
  'an id twice': [lines([...line, { id: 'm1' }], [...line, { id: 'm1' }]), 'the id "m1" twice'],
  'a number as a dimension': [lines(['Neon/Monitoring', 'Up', 'Environment', 1]), 'a part that is no text'],
  'a namespace alone': [lines(['Neon/Monitoring']), 'lacks namespace or name'],
  'half a dimension': [lines(['Neon/Monitoring', 'Up', 'Environment']), 'a dimension without a value'],
  'too many dimensions': [
    lines(['Neon/Monitoring', 'Up', ...Array(62).fill('x')]),
    'more than 30 dimensions',
  ],
  'a repeat of nothing': [lines(['.', 'Up', '.', '.']), 'repeats a line that is not there'],
  'math and a metric': [lines([...line, { expression: '1' }]), 'has math and a metric'],
  'no math': [lines([{ expression: '' }]), 'expression is missing'],
  'a key of math': [lines([{ expression: '1', unit: 'ms' }]), 'metrics[0].unit is not known'],
  'math over nothing': [lines([{ expression: 'm1 / m2' }]), 'uses "m1"'],
  'a kind of annotation': [annotated({ lines: [] }), 'annotations.lines is not known'],
  'a list of annotations': [annotated({ horizontal: {} }), 'horizontal is not an array'],
  'an annotation that is none': [annotated({ horizontal: [5] }), 'horizontal[0] is not an object'],
  'a value': [annotated({ horizontal: [{ value: '5' }] }), 'value is "5", no number'],
  'a key of an annotation': [
    annotated({ horizontal: [{ value: 5, title: 'x' }] }),
    'horizontal[0].title is not known',
  ],
  'a colour of an annotation': [annotated({ horizontal: [{ value: 5, color: '#f90' }] }), 'color is "#f90"'],
  'a fill': [annotated({ horizontal: [{ value: 5, fill: 'beyond' }] }), 'fill is "beyond"'],
  'a side of an annotation': [annotated({ horizontal: [{ value: 5, yAxis: 'top' }] }), 'yAxis is "top"'],
  'a band of three': [
    annotated({ horizontal: [[{ value: 1 }, { value: 2 }, { value: 3 }]] }),
    'a band of other than two',
  ],
  'a moment that is none': [annotated({ vertical: [{ value: 'noon' }] }), 'is no ISO 8601 time'],
  'a fill of a moment': [
    annotated({ vertical: [{ value: '2026-11-23', fill: 'above' }] }),
    'fill is "above"',
  ],
  'an alarm among metrics': [annotated({ alarms: [arn] }), 'cannot stand beside the graph of an alarm'],
  'two alarms in a graph': [annotated({ alarms: [arn, arn] }), 'has other than one ARN'],
  'an alarm that is none, in a graph': [annotated({ alarms: ['up'] }), 'annotations.alarms has "up"'],
  'an alarm among lines': [
    annotated({ alarms: [arn], horizontal: [] }),
    'cannot stand beside other annotations',
  ],
  'a key of alarms': [alarms({ alarms: [arn], region: 'eu-west-1' }), 'properties.region is not known'],
  'no alarms': [alarms({ alarms: [] }), 'has 0 ARNs'],
  'too many alarms': [alarms({ alarms: Array(101).fill(arn) }), 'has 101 ARNs'],
  'an alarm that is none': [alarms({ alarms: ['production-neon-up-critical'] }), 'no ARN of an alarm'],
  'an order': [alarms({ alarms: [arn], sortBy: 'name' }), 'sortBy is "name"'],
  'a state': [alarms({ alarms: [arn], states: ['FINE'] }), 'states has "FINE"'],
  'a key of a log': [log({ source: 'x' }), 'properties.source is not known'],
  'a log without a region': [log({ region: '' }), 'region is missing'],
  'no query': [log({ query: 5 }), 'query is missing'],
  'a query of nothing': [log({ query: 'fields @message' }), 'does not begin with SOURCE'],
  'a view of a log': [log({ view: 'gauge' }), 'view is "gauge"'],
  'a key of a text': [text({ title: 'x' }), 'properties.title is not known'],
  'no text': [text({ markdown: '' }), 'markdown is missing'],
  'a background': [text({ background: 'white' }), 'background is "white"'],
};
test.each(Object.entries(broken))('finds %s', (_, [bad, problem]) => {
  expect(checkDashboard(bad).join('\n')).toContain(problem);
});

test('finds every problem at once', () => {
  expect(checkDashboard(body({ ...graph({ view: 'lines', period: 90 }), x: 24 }))).toHaveLength(4);
});

test('a dashboard’s name', () => {
  expect(checkDashboardName('production-neon-monitoring-dashboard')).toEqual([]);
  for (const name of ['', 'a.b', 'ü', 'x'.repeat(256)]) expect(checkDashboardName(name)).toHaveLength(1);
});
