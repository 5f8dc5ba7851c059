import { type InsightsQuery, insightsText } from '../../../model/alarms/insights';
import { readWidget } from '../../../preview/widgets/body/dashboard';
import type { MetricWidget } from '../../../preview/widgets/body/model';
import type { MetricRef, Search } from '../../../preview/widgets/data';
import { graphOf } from '../../../preview/widgets/values/graph';

const NOW = 1_790_000_000_000;
const query: InsightsQuery = {
  ...{ of: 'MAX', metric: 'LockWaitTime', namespace: 'Neon/Monitoring', environment: 'production' },
  ...{ without: [], first: 'highest', most: 2 },
};
/** Values by database: the oldest first, one in each of the newest periods of 3 s. */
const values: Readonly<Record<string, readonly number[]>> = {
  busy: [5, 6, 7],
  'once-bad': [90, 1, 1],
  idle: [0, 0, 0],
  silent: [],
};
const points = ({ namespace, metric, dimensions }: MetricRef) =>
  namespace === query.namespace && metric === query.metric && dimensions.Environment === 'production'
    ? values[dimensions.Database ?? '']?.map((value, i) => ({ at: NOW - 9000 + i * 3000, value }))
    : undefined;
const names = ({ namespace, dimensions, terms }: Search, dimension: string) =>
  namespace === query.namespace && terms.Environment === 'production' && dimensions.includes(dimension)
    ? Object.keys(values)
    : [];

/** What is drawn: each line's label with its values. */
function drawn(lines: readonly object[]) {
  const properties = { region: 'us-east-1', period: 300, metrics: lines.map((line) => [line]) };
  const widget = readWidget({ type: 'metric', properties }) as MetricWidget;
  const { curves, problems } = graphOf(widget).evaluate(
    points,
    { now: NOW, rangeMs: 30_000, scale: 100 },
    names,
  );
  return {
    lines: curves.map(({ label, series }) => [label, series.values.filter((one) => one !== undefined)]),
    colors: new Set(curves.map(({ color }) => color)).size,
    problems,
  };
}
const ofQuery = (change: Partial<InsightsQuery> = {}) =>
  drawn([{ id: 'q1', expression: insightsText({ ...query, ...change }) }]);

test('a query draws the databases that are worst over the time range, worst first', () => {
  expect(ofQuery()).toEqual({
    lines: [
      ['once-bad', [90, 1, 1]],
      ['busy', [5, 6, 7]],
    ],
    colors: 2,
    problems: [],
  });
});

test('the lowest come first where these are worst, and one without values is not there', () => {
  const { lines } = ofQuery({ of: 'MIN', first: 'lowest', most: 10 });
  expect(lines.map(([name]) => name)).toEqual(['idle', 'once-bad', 'busy']);
});

test('the order is that of its function', () => {
  const first = (of: InsightsQuery['of']) => ofQuery({ of }).lines[0]?.[0];
  expect([first('SUM'), first('MAX'), first('MIN')]).toEqual(['once-bad', 'once-bad', 'busy']);
});

test('it leaves out those that it names, and looks at no other environment', () => {
  expect(ofQuery({ without: ['once-bad'] }).lines.map(([name]) => name)).toEqual(['busy', 'idle']);
  expect(ofQuery({ environment: 'staging' }).lines).toEqual([]);
});

test('one line is called by its database too, and a label stands before the name', () => {
  expect(ofQuery({ most: 1 }).lines.map(([name]) => name)).toEqual(['once-bad']);
  const { lines } = drawn([{ id: 'q1', label: 'Locks', expression: insightsText({ ...query, most: 1 }) }]);
  expect(lines.map(([name]) => name)).toEqual(['Locks once-bad']);
});

test('without an order, all databases make one line', () => {
  const { first: _, most: __, ...whole } = query;
  const text = (of: InsightsQuery['of']) => insightsText({ ...whole, of });
  expect(drawn([{ id: 'q1', label: 'All', expression: text('COUNT') }]).lines).toEqual([['All', [3, 3, 3]]]);
  expect(drawn([{ id: 'q1', expression: text('SUM') }]).lines).toEqual([['q1', [95, 7, 8]]]);
});

test('metric math works on a query, and a query of another form says that it is not simulated', () => {
  const hidden = { id: 'q1', visible: false, expression: insightsText({ ...query, most: 1 }) };
  expect(drawn([hidden, { id: 'e1', expression: 'q1 * 2' }]).lines[0]?.[1]).toEqual([180, 2, 2]);
  const { lines, problems } = drawn([{ id: 'q1', expression: 'SELECT MAX(x) FROM "N"' }]);
  expect([lines, problems]).toEqual([[], [expect.stringContaining('SELECT')]]);
});
