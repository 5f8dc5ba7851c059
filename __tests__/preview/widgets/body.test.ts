import { readDashboard, readWidget } from '../../../preview/widgets/body/dashboard';
import { rangeOf, utcOffsetOf } from '../../../preview/widgets/body/range';
import { deployedOf } from '../../../stacks/deployed';
import { environments } from '../../fixtures/environments';

const dashboards = environments.flatMap((environment) =>
  deployedOf(environment, '123456789012').flatMap(({ dashboard }) => (dashboard ? [dashboard] : [])),
);
const metric = (properties: object) =>
  readWidget({ type: 'metric', properties: { region: 'r', ...properties } });

test.each(dashboards)('$name is understood completely', ({ body }) => {
  const { widgets, notes, rangeSeconds } = readDashboard(JSON.parse(JSON.stringify(body)));
  expect(notes).toEqual([]);
  expect(rangeSeconds).toBe(6 * 3600);
  expect(widgets).toHaveLength(body.widgets.length);
  expect(widgets.flatMap(({ widget }) => widget.notes)).toEqual([]);
  expect(widgets.map(({ widget }) => widget.kind)).not.toContain('absent');
});

describe('a graph', () => {
  test('with everything that CloudWatch documents', () => {
    expect(
      metric({
        title: 'All',
        view: 'timeSeries',
        stacked: true,
        stat: 'p99',
        period: 60,
        liveData: true,
        timezone: '+0130',
        legend: { position: 'right' },
        metrics: [
          ['N', 'A', 'D', 'x', { id: 'm1', color: '#0af', yAxis: 'right', stat: 'Sum', period: 300 }],
          ['.', 'B', '.', '.', { visible: false, region: 'eu-west-1', accountId: '1' }],
          ['...', 'y', { label: 'C' }],
          [{ expression: 'm1 * 2', id: 'e1', label: 'twice' }],
        ],
        yAxis: { left: { label: 'ms', min: 0, max: 10, showUnits: false }, right: { max: 5 } },
        annotations: {
          horizontal: [
            { value: 1, label: 'one', fill: 'above', yAxis: 'right' },
            [{ value: 2, label: 'band', color: '#ff9900', fill: 'above' }, { value: 3 }],
            { value: 4, visible: false },
          ],
          vertical: [
            { value: '2026-11-26T14:00:00Z', fill: 'after', label: 'deployed' },
            [{ value: '2026-11-26T14:00:00Z' }, { value: '2026-11-26T15:00:00Z' }],
          ],
        },
      }),
    ).toMatchObject({
      kind: 'metric',
      notes: [],
      stacked: true,
      legend: 'right',
      utcOffset: 90,
      lines: [
        {
          ref: { namespace: 'N', metric: 'A', dimensions: { D: 'x' } },
          stat: 'Sum',
          period: 300,
          axis: 'right',
        },
        {
          ref: { namespace: 'N', metric: 'B', dimensions: { D: 'x' } },
          stat: 'p99',
          period: 60,
          visible: false,
        },
        { ref: { namespace: 'N', metric: 'B', dimensions: { D: 'y' } }, label: 'C', axis: 'left' },
        { kind: 'expression', id: 'e1', expression: 'm1 * 2', label: 'twice' },
      ],
      axes: { left: { label: 'ms', min: 0, max: 10, showUnits: false }, right: { max: 5 } },
      horizontal: [
        { value: 1, fill: 'above', axis: 'right', to: undefined },
        { value: 2, to: 3, fill: 'none', label: 'band', color: '#ff9900' },
      ],
      vertical: [
        { at: Date.UTC(2026, 10, 26, 14), fill: 'after', to: undefined },
        { to: Date.UTC(2026, 10, 26, 15), fill: 'none' },
      ],
    });
  });

  test.each<[string, object]>([
    ['singleValue', { sparkline: true, setPeriodToTimeRange: true, singleValueFullPrecision: true }],
    ['gauge', { yAxis: { left: { min: 0, max: 100 } } }],
    ['bar', {}],
    ['pie', {}],
    ['table', { table: { layout: 'vertical', summaryColumns: ['AVG', 'MIN'], showTimeSeriesData: false } }],
  ])('as %s', (view, more) => {
    expect(metric({ view, metrics: [['N', 'A']], ...more })).toMatchObject({
      kind: 'metric',
      view,
      notes: [],
    });
  });
  test('one value over the whole range exists only where there is one value', () => {
    const wholeRange = (view: string) => metric({ view, metrics: [['N', 'A']], setPeriodToTimeRange: true });
    expect(wholeRange('pie')).toMatchObject({ wholeRange: true });
    expect(wholeRange('timeSeries')).toMatchObject({ wholeRange: false });
  });
  test('a table has its options', () => {
    const table = { layout: 'vertical', summaryColumns: ['AVG', 'MIN', 'x'], showTimeSeriesData: false };
    expect(metric({ view: 'table', metrics: [['N', 'A']], table })).toMatchObject({
      table: { layout: 'vertical', summary: ['MIN', 'AVG'], timeSeries: false },
    });
  });

  test.each<[string, object, RegExp]>([
    ['no region', { region: undefined, metrics: [['N', 'A']] }, /requires "region"/],
    ['no metrics', {}, /No row of "metrics" can be drawn/],
    ['metrics that are no list', { metrics: 'x' }, /"metrics" must be a list, not "x"/],
    ['a row that is no list', { metrics: [1] }, /Row 1 of "metrics" is 1, not a list/],
    ['a name that is no text', { metrics: [['N', 5]] }, /Row 1 .* has 5 where a name must stand/],
    ['a first row that repeats', { metrics: [['.', 'A']] }, /Row 1 .* repeats a cell/],
    ['a first row that repeats all', { metrics: [['...']] }, /Row 1 .* repeats a row/],
    ['half a dimension', { metrics: [['N', 'A', 'D']] }, /dimension without a value/],
    ['only a namespace', { metrics: [['N']] }, /names no metric/],
    ['an empty expression', { metrics: [[{ expression: ' ' }]] }, /has " " as its expression/],
    ['an unknown view', { view: 'radar', metrics: [['N', 'A']] }, /"view" must be one of timeSeries/],
    ['a gauge without limits', { view: 'gauge', metrics: [['N', 'A']] }, /A gauge needs/],
    ['a period that is a text', { period: '300', metrics: [['N', 'A']] }, /"period" must be a number/],
    [
      'an annotation without a value',
      { metrics: [['N', 'A']], annotations: { horizontal: [{ label: 'x' }] } },
      /1 of the horizontal/,
    ],
    ['another account', { accountId: '1', metrics: [['N', 'A']] }, /Other accounts are not simulated/],
    [
      'fixed dates',
      { start: '2026-01-01T00:00:00Z', metrics: [['N', 'A']] },
      /Fixed dates are not simulated/,
    ],
  ])('with %s says so', (_, properties, message) => {
    expect(metric(properties).notes.join('\n')).toMatch(message);
  });
  test('a wrong row does not hide the others', () => {
    expect(metric({ metrics: [['N', 'A'], null, ['.', 'B']] })).toMatchObject({
      lines: [{ ref: { metric: 'A' } }, { ref: { namespace: 'N', metric: 'B' } }],
    });
  });
  test('colours are colours, and nothing else', () => {
    const color = 'red;background:url(https://x)';
    expect(metric({ metrics: [['N', 'A', { color }]] })).toMatchObject({ lines: [{ color: undefined }] });
  });
});

test('other widgets', () => {
  const arn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:a';
  expect(
    readWidget({
      type: 'alarm',
      properties: { alarms: [arn], sortBy: 'stateUpdatedTimestamp', states: ['ALARM'] },
    }),
  ).toMatchObject({
    kind: 'alarm',
    arns: [arn],
    sortBy: 'stateUpdatedTimestamp',
    states: ['ALARM'],
    notes: [],
  });
  expect(metric({ annotations: { alarms: [arn] } })).toMatchObject({ kind: 'alarm', arns: [arn] });
  expect(
    readWidget({ type: 'text', properties: { markdown: '# **A** b\nc', background: 'transparent' } }),
  ).toMatchObject({ kind: 'text', title: 'A b', background: 'transparent', notes: [] });
  expect(
    readWidget({ type: 'log', properties: { query: "SOURCE '/x'", region: 'r', view: 'table' } }),
  ).toMatchObject({
    kind: 'log',
    notes: [],
  });
});

test.each<[unknown, RegExp]>([
  [
    { type: 'explorer', properties: { labels: [{ key: 'k' }] } },
    /^Not simulated here: a widget of type "explorer"/,
  ],
  [
    { type: 'custom', properties: { endpoint: 'arn', params: {} } },
    /^Not simulated here: .* Lambda function/,
  ],
  [{ type: 'chart', properties: { data: { queries: [] } } }, /^Not simulated here: .* PromQL/],
  [{ type: 'alarmsSummary' }, /^Not simulated here/],
  [{ type: 'log', properties: { query: 'x', view: 'pie' } }, /The view "pie" of a log is not simulated/],
  [{ type: 'log', properties: { query: 'x', queryLanguage: 'SQL' } }, /Queries in "SQL" are not simulated/],
  [{ type: 'log', properties: { query: 5 } }, /^This widget is wrong: "query" must be a text, not 5/],
  [{ type: 'text', properties: { markdown: {} } }, /"markdown" must be a text, not an object/],
  [{ type: 'alarm', properties: { alarms: 'x' } }, /1 to 100 ARNs/],
  [{ type: 'nothing' }, /"type" is "nothing", which is not a type/],
  [{}, /"type" is undefined/],
  [null, /"type" is null/],
  [[1], /"type" is a list/],
  [{ type: 'constructor' }, /"type" is "constructor"/],
])('%j is named where it would stand', (widget, message) => {
  expect(readWidget(widget).notes.join('\n')).toMatch(message);
});

describe('a body', () => {
  test.each<[unknown, RegExp]>([
    [null, /A dashboard body is a JSON object; this is null/],
    ['{}', /this is "{}"/],
    [{}, /"widgets" must be a list, not undefined/],
    [{ widgets: {} }, /"widgets" must be a list, not an object/],
    [{ widgets: [], start: 'yesterday' }, /"start" is neither like -PT6H/],
    [{ widgets: [], start: '2026-01-01T00:00:00Z' }, /Fixed dates are not simulated/],
    [{ widgets: Array(501).fill({}) }, /first 500 of 501 widgets/],
    [
      { widgets: [], variables: [{ id: 'e', label: 'Env', defaultValue: 'x' }] },
      /The variable "Env" \(its default is "x"\)/,
    ],
  ])('%#: what is wrong or not simulated is said', (body, message) => {
    expect(readDashboard(body).notes.join('\n')).toMatch(message);
  });
  test('widgets are in reading order', () => {
    const text = (markdown: string, x: number, y: number) => ({
      type: 'text',
      x,
      y,
      properties: { markdown },
    });
    const { widgets } = readDashboard({ widgets: [text('c', 0, 9), text('b', 12, 0), text('a', 0, 0)] });
    expect(widgets.map(({ widget }) => widget.title)).toEqual(['a', 'b', 'c']);
  });
  test('on narrower screens a heading takes a row, three graphs share one, and numbers stand in pairs on telephones', () => {
    const number = { type: 'metric', width: 4, properties: { view: 'singleValue', metrics: [['N', 'A']] } };
    const graph = { type: 'metric', width: 6, properties: { metrics: [['N', 'A']] } };
    const heading = { type: 'text', width: 4, properties: { markdown: '# A' } };
    const { widgets } = readDashboard({ widgets: [heading, number, number, graph, graph] });
    expect(widgets.map(({ span }) => span)).toEqual([12, 4, 4, 4, 12]);
    expect(widgets.map(({ half }) => half)).toEqual([2, 1, 1, 2, 2]);
  });
});

test.each([
  ['-PT6H', 21_600],
  ['-P3D', 259_200],
  ['-P1W', 604_800],
  ['-P1M', 2_592_000],
  ['-PT90M', 5400],
  ['-P1DT12H', 129_600],
  ['-P99999W', 455 * 86_400],
  ['-P', undefined],
  ['PT6H', undefined],
  ['-PT0H', undefined],
])('start %s', (start, seconds) => {
  expect(rangeOf(start, undefined).seconds).toBe(seconds);
});
test('fixed dates keep their length', () => {
  expect(rangeOf('2026-01-01T00:00:00Z', '2026-01-01T06:00:00Z').seconds).toBe(21_600);
});
test.each([
  ['UTC', 0],
  ['+0000', 0],
  ['-0830', -510],
  ['+05:30', 330],
  ['+9900', undefined],
  ['LOCAL', undefined],
])('timezone %s', (timezone, minutes) => {
  expect(utcOffsetOf(timezone)).toBe(minutes);
});
