import { readWidget } from '../../../preview/widgets/body/dashboard';
import type { MetricWidget } from '../../../preview/widgets/body/model';
import { graphOf } from '../../../preview/widgets/values/graph';
import { passed, thresholdsOf } from '../../../preview/widgets/values/state';
import { showIn } from '../../../preview/widgets/values/units';
import { chartWords } from '../../../preview/widgets/values/words';

/** A graph in which each metric `M7` has the value 7. */
function read(metrics: readonly unknown[], horizontal: readonly unknown[] = []) {
  const properties = { region: 'r', title: 'Graph', metrics, annotations: { horizontal } };
  const widget = readWidget({ type: 'metric', properties }) as MetricWidget;
  const { curves, problems } = graphOf(widget).evaluate(
    ({ metric }) => (/^M-?\d/.test(metric) ? [{ at: 1000, value: Number(metric.slice(1)) }] : undefined),
    { now: 1500, rangeMs: 10_000, scale: 300 },
  );
  const thresholds = thresholdsOf(widget.horizontal, curves, '#000');
  return {
    curves,
    problems,
    thresholds,
    words: chartWords('Graph', curves, thresholds, () => showIn(['ms'])),
  };
}
const ours = [
  [{ value: 5, label: 'warning: above 5 ms' }, { value: 10 }],
  { value: 10, label: 'critical: above 10 ms', fill: 'above' },
];
const below = [
  [{ value: 90, label: 'warning: below 90 %' }, { value: 80 }],
  { value: 80, label: 'critical: below 80 %', fill: 'below' },
];

test.each<[number, readonly unknown[], string | undefined]>([
  [5, ours, undefined],
  [6, ours, 'warning: above 5 ms'],
  [10, ours, 'warning: above 5 ms'],
  [11, ours, 'critical: above 10 ms'],
  [90, below, undefined],
  [85, below, 'warning: below 90 %'],
  [80, below, 'warning: below 90 %'],
  [79, below, 'critical: below 80 %'],
  [0, [{ value: 1, label: 'warning and critical: below 1', fill: 'none' }], 'warning and critical: below 1'],
  [1, [{ value: 1, label: 'warning and critical: below 1', fill: 'none' }], undefined],
  [7, [{ value: 5, label: 'a line' }], undefined],
])('%d is beyond its thresholds as its alarm sees it', (value, marks, label) => {
  const { curves, thresholds, words } = read([['N', `M${value}`]], marks);
  expect(passed(curves, thresholds)?.label).toBe(label);
  expect(words).toContain(label ? `State: beyond "${label}".` : 'State: within its thresholds.');
});
test('a threshold that is a share of another metric', () => {
  const metrics = [
    ['N', 'M95', { label: 'Sessions' }],
    ['.', 'M100', { id: 'm2', visible: false }],
    [{ expression: '0.9 * m2', id: 'critical', label: 'critical: above 90 % of Limit' }],
  ];
  expect(read(metrics).words).toBe(
    'Graph. Now: Sessions 95 ms. Thresholds: critical: above 90 % of Limit. State: beyond "critical: above 90 % of Limit".',
  );
});
test('two lines share thresholds: nothing tells whose they are', () => {
  const { words } = read(
    [
      ['N', 'M1'],
      ['N', 'M99'],
    ],
    ours,
  );
  expect(words).toBe(
    'Graph. Now: M1 1 ms; M99 99 ms. Thresholds: warning: above 5 ms; critical: above 10 ms.',
  );
});
test.each([
  ['Sessions', 'Now: Sessions 7.'],
  ['per minute', 'Now: 7 per minute.'],
  ['% of ConnectionLimit', 'Now: 7 % of ConnectionLimit.'],
  ['GB', 'Now: 7.'],
])('a line with the label %s is read aloud well', (label, words) => {
  const { curves, thresholds } = read([['N', 'M7', { label }]]);
  expect(chartWords('Graph', curves, thresholds, () => String)).toContain(words);
});
test('without data', () => {
  const { words, problems } = read([['N', 'Unknown']], ours);
  expect(words).toContain('Now: Unknown no data.');
  expect(words).not.toContain('State');
  expect(problems).toEqual(['Nothing publishes Unknown of N here.']);
});
test('what has no result is named, and what depends on it', () => {
  const { problems } = read([
    ['N', 'M1', { id: 'm1', stat: 'tm99' }],
    [{ expression: 'm1 * 2', id: 'e1', label: 'twice' }],
    [{ expression: 'm9', label: 'nine' }],
  ]);
  expect(problems).toEqual([
    '"M1" is not simulated here: the statistic tm99 cuts values off in a way that AWS does not publish.',
    '"twice" (m1 * 2) has no result here: "m1" has no result.',
    '"nine" (m9) has no result here: "m9" is not the id of another line of this graph.',
  ]);
});
test('one value over the whole range', () => {
  const widget = readWidget({
    type: 'metric',
    properties: {
      region: 'r',
      view: 'singleValue',
      setPeriodToTimeRange: true,
      stat: 'Sum',
      metrics: [['N', 'A', { id: 'a' }], [{ expression: 'a / PERIOD(a)', label: 'rate' }]],
    },
  }) as MetricWidget;
  const points = [1, 2, 3].map((n) => ({ at: n * 1000, value: n }));
  const { curves } = graphOf(widget).evaluate(() => points, { now: 3000, rangeMs: 2000, scale: 300 });
  expect(curves.map(({ series }) => series.values)).toEqual([[5], [2.5]]);
});
