import fc from 'fast-check';
import { readDashboard } from '../../../preview/widgets/body/dashboard';
import { parseQuery } from '../../../preview/widgets/logs/query';
import { blocks, inlines } from '../../../preview/widgets/markdown/parse';
import { compileExpression } from '../../../preview/widgets/math/evaluate';
import { graphOf } from '../../../preview/widgets/values/graph';
import { thresholdsOf } from '../../../preview/widgets/values/state';
import { showIn } from '../../../preview/widgets/values/units';
import { chartWords } from '../../../preview/widgets/values/words';
import { deployedOf } from '../../../stacks/deployed';
import { environments } from '../../fixtures/environments';
import { fuzz } from '../../support/fuzz/fuzz';

const points = [1, 2, 5].map((n) => ({ at: n * 1000, value: n }));
/** Everything of a dashboard that needs no document. */
function everything(body: unknown): void {
  const { widgets, rangeSeconds, notes } = readDashboard(body);
  for (const note of notes) expect(note.length).toBeLessThan(1000);
  for (const { widget } of widgets) {
    if (widget.kind === 'text') blocks(widget.markdown);
    if (widget.kind !== 'metric') continue;
    const window = { now: 6000, rangeMs: rangeSeconds * 10, scale: 100 };
    const { curves } = graphOf(widget).evaluate(
      ({ metric }) => (metric === 'A' ? points : undefined),
      window,
    );
    const words = chartWords(widget.title, curves, thresholdsOf(widget.horizontal, curves, '#000'), () =>
      showIn([]),
    );
    expect(typeof words).toBe('string');
  }
}

const bodies = environments.flatMap((environment) =>
  deployedOf(environment, '123456789012').flatMap(({ dashboard }) => (dashboard ? [dashboard.body] : [])),
);
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '__proto__',
    -1,
    1e308,
    0,
    [],
    {},
    [[]],
    'constructor',
    true,
    '...',
    '.',
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The body with another value at one place. */
function changed(value: unknown, path: readonly number[], other: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  if (keys.length === 0) return other;
  const key = keys[first % keys.length] ?? '';
  const copy = Object.assign(Array.isArray(value) ? [] : {}, value) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, other);
  return copy;
}

test('any JSON is read without an error', () => {
  fuzz([fc.jsonValue()], everything);
  fuzz([fc.array(odd)], (widgets) => everything({ widgets, start: widgets[0], variables: widgets }));
});
test('so are our own bodies with anything at any place', () => {
  fuzz(
    [fc.constantFrom(...bodies), fc.array(fc.nat({ max: 40 }), { maxLength: 8 }), odd],
    (body, path, other) => everything(changed(body, path, other)),
    3,
  );
});
test('so is any graph', () => {
  const cell = fc.oneof(
    fc.constantFrom<unknown>(
      'N',
      'A',
      '.',
      '...',
      'D',
      'x',
      { id: 'a' },
      { id: 'b', expression: 'a + b' },
      { expression: 'METRICS() * 2' },
    ),
    odd,
  );
  fuzz(
    [fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 }), odd, odd],
    (metrics, annotations, yAxis) =>
      everything({
        widgets: [
          {
            type: 'metric',
            properties: {
              metrics,
              annotations: { horizontal: annotations, vertical: annotations },
              yAxis,
              period: 1,
            },
          },
        ],
      }),
  );
});

/** Texts of the tokens of a language, in any order. */
const of = (...tokens: readonly string[]) =>
  fc
    .array(fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 3 })), { maxLength: 25 })
    .map((all) => all.join(''));
const orError = (how: () => unknown) => () => {
  try {
    how();
  } catch (error) {
    // Messages of ours, not of the engine.
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(TypeError);
    expect(error).not.toBeInstanceOf(RangeError);
  }
};
test('any expression has a value or a message', () => {
  const a = { label: 'a', start: 0, periodMs: 1, values: [1, undefined] };
  const scope = { series: () => a, metrics: () => [a, a] };
  const tokens = of(
    'a',
    '1',
    '+',
    '-',
    '*',
    '/',
    '^',
    '(',
    ')',
    '[',
    ']',
    ',',
    ' AND ',
    '==',
    'SUM(',
    'IF(',
    'FILL(',
    'SORT(',
    'SLICE(',
    'METRICS()',
    'REPEAT',
    '"x"',
    'RATE(',
    'PERIOD(',
  );
  fuzz([tokens], (expression) => orError(() => compileExpression(expression).evaluate(scope))());
});
test('any query has a meaning or a message', () => {
  const tokens = of(
    'fields ',
    'filter ',
    'sort ',
    'limit ',
    '|',
    '\n',
    '@timestamp',
    'a.b',
    '=',
    '!=',
    ' in ',
    '[',
    ']',
    '"x"',
    "'",
    '/a/',
    ' like ',
    ' and ',
    ' or ',
    ' not ',
    '(',
    ')',
    '5',
    ',',
  );
  fuzz([tokens], (query) => orError(() => parseQuery(query))());
});
test('any markdown is a tree', () => {
  fuzz(
    [
      of(
        '*',
        '**',
        '_',
        '`',
        '[',
        ']',
        '(',
        ')',
        '#',
        '- ',
        '\n',
        '|',
        '---',
        '>',
        'a',
        ' ',
        '```',
        '!',
        'https://x',
      ),
    ],
    (text) => {
      blocks(text);
      inlines(text);
    },
  );
});

test('lines that lead back to themselves have no value, and say so', () => {
  const widget = readDashboard({
    widgets: [
      {
        type: 'metric',
        properties: {
          metrics: [
            [{ id: 'a', expression: 'b + 1' }],
            [{ id: 'b', expression: 'a + 1' }],
            [{ id: 'c', expression: 'c' }],
            ['N', 'A'],
          ],
        },
      },
    ],
  }).widgets[0]?.widget;
  if (widget?.kind !== 'metric') throw new Error('it is no graph');
  const { curves, problems } = graphOf(widget).evaluate(() => points, {
    now: 6000,
    rangeMs: 6000,
    scale: 100,
  });
  expect(curves.map(({ label }) => label)).toEqual(['A']);
  expect(problems).toHaveLength(3);
});
test('500 widgets, each with 500 lines at the same place, are read at once, and no more than CloudWatch allows', () => {
  const metrics = Array.from({ length: 500 }, (_, i) => ['N', `M${i}`]);
  const from = performance.now();
  const { widgets } = readDashboard({
    widgets: Array(500).fill({ type: 'metric', x: 0, y: 0, width: 24, properties: { metrics } }),
  });
  expect(performance.now() - from).toBeLessThan(5000);
  expect(widgets.filter(({ widget }) => widget.kind === 'metric')).toHaveLength(5);
  expect(widgets.at(-1)?.widget.notes[0]).toContain('more than 2500 metrics');
});
test('a body that is nested thousands of times is read', () => {
  const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
  everything({
    widgets: [{ type: 'metric', properties: { metrics: [deep], title: deep, annotations: deep } }],
    start: deep,
  });
});
