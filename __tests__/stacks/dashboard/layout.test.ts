import fc from 'fast-check';
import { beside, cut, type Member, place, shelve, spread, wide } from '../../../stacks/dashboard/layout';
import type { Text } from '../../../stacks/dashboard/widgets';
import { fuzz } from '../../support/fuzz/fuzz';
import { graph, layoutProblems, number } from '../../support/stacks/layout';

const text = (markdown: string): Text => ({
  type: 'text',
  properties: { markdown, background: 'transparent' },
});
/** As many graphs in each section: `{ a: 2, b: 1 }`. */
const members = (sizes: Readonly<Record<string, number>>): Member[] =>
  Object.entries(sizes).flatMap(([section, size]) =>
    Array.from({ length: size }, (_, i) => ({ section, widget: graph(`${section}${i}`) })),
  );
const shapeOf = (sizes: Readonly<Record<string, number>>) =>
  cut(members(sizes)).map((shelf) => shelf.map(({ section }) => section).join(''));

test.each<[string, Readonly<Record<string, number>>, string[]]>([
  ['three graphs have a shelf', { a: 3 }, ['aaa']],
  ['small sections share a shelf', { a: 1, b: 2 }, ['abb']],
  ['two sections of two share one', { a: 2, b: 2 }, ['aabb']],
  ['five are in a row rather than one alone', { a: 4, b: 1 }, ['aaaab']],
  ['six become three and three', { a: 6 }, ['aaa', 'aaa']],
  ['seven become four and three', { a: 7 }, ['aaaa', 'aaa']],
  ['no section begins beside the rest of another', { a: 6, b: 1 }, ['aaa', 'aaa', 'b']],
  ['the order stays', { a: 1, b: 3, c: 5 }, ['abbb', 'ccccc']],
  ['one graph is alone if there is no other', { a: 1 }, ['a']],
  ['nothing has no shelf', {}, []],
])('%s', (_, sizes, shelves) => {
  expect(shapeOf(sizes)).toEqual(shelves);
});

test('any sections give a good layout, and all graphs are in it, in order', () => {
  const sizes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 40 }));
  fuzz([sizes], (some) => {
    const graphs = members(some);
    const widgets = place(shelve(graphs, (section) => text(section)));
    expect(layoutProblems(widgets)).toEqual([]);
    expect(widgets.filter(({ type }) => type === 'metric')).toEqual(
      graphs.map(({ widget }) => expect.objectContaining(widget)),
    );
    const headings = widgets.flatMap((w) => (w.type === 'text' ? [w.properties.markdown] : []));
    expect(headings).toEqual(Object.keys(some));
  });
});

test('a heading is as wide as the graphs of its section', () => {
  const [a, b] = place(shelve(members({ a: 1, b: 3 }), (section) => text(section)));
  expect([a, b]).toMatchObject([
    { x: 0, y: 0, width: 6, height: 1 },
    { x: 6, y: 0, width: 18, height: 1 },
  ]);
});

test('columns are divided evenly, and no widget is wider than it may be', () => {
  const widths = (count: number, ...limits: number[]) =>
    beside(Array(count).fill(graph('x')), ...limits).map(({ width }) => width);
  expect(widths(5)).toEqual([5, 5, 5, 5, 4]);
  expect(widths(4, 16)).toEqual([4, 4, 4, 4]);
  expect(widths(2, 24, 8)).toEqual([8, 8]);
  expect(spread(Array(7).fill(graph('x')), 6).map(({ length }) => length)).toEqual([4, 3]);
  expect(spread([], 6)).toEqual([]);
});

describe('the measure of a layout finds', () => {
  const line = (width: number, x = 0, y = 0) => ({ ...graph('Up'), x, y, width, height: 5 });
  test.each([
    ['a line across the screen', [line(24)], 'Up: one line, 24 columns'],
    ['a narrow graph', [line(3), line(21, 3)], 'Up: 3 columns are too narrow'],
    [
      'a narrow number',
      [{ ...number('Up'), x: 0, y: 0, width: 3, height: 3 }],
      'Up: 3 columns are too narrow',
    ],
    ['a gap between', [line(8), line(12, 12)], 'Up: begins at column 12, not at 8'],
    ['an overlap', [line(12), line(12, 8)], 'Up: begins at column 8, not at 12'],
    ['a shelf that ends early', [line(6), line(6, 6), line(6, 12)], 'Up, Up, Up: ends at column 18'],
    ['a gap below', [line(12), line(12, 12), line(12, 0, 6)], 'Up: begins at 6, not at 5'],
    ['different heights', [line(12), { ...line(12, 12), height: 6 }], 'Up, Up: different heights'],
    ['a heading alone', place([wide(text('# A'), 1)]).map((w) => ({ ...w, y: 1 })), '# A: begins at 1'],
  ])('%s', (_, widgets, problem) => {
    expect(layoutProblems(widgets).join('\n')).toContain(problem);
  });
});
