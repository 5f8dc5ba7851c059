import fc from 'fast-check';
import { COLUMNS, MOST_HEIGHT, packed, placesOf, readingOrder } from '../../../preview/widgets/body/place';
import { deployedOf } from '../../../stacks/deployed';
import { environments } from '../../fixtures/environments';
import { fuzz } from '../../support/fuzz/fuzz';

test('our own dashboards stand as they are', () => {
  for (const environment of environments)
    for (const { dashboard } of deployedOf(environment, '123456789012')) {
      const widgets = dashboard?.body.widgets ?? [];
      const places = widgets.map(({ x, y, width, height }) => ({ x, y, width, height }));
      expect(placesOf(widgets)).toEqual(places);
    }
});
test('widgets without a place follow each other from left to right', () => {
  expect(placesOf([{ width: 12, height: 2 }, { width: 12, height: 4 }, { width: 6 }, {}])).toEqual([
    { x: 0, y: 0, width: 12, height: 2 },
    { x: 12, y: 0, width: 12, height: 4 },
    { x: 0, y: 4, width: 6, height: 6 },
    { x: 6, y: 4, width: 6, height: 6 },
  ]);
});
test('one that would cover another is moved down', () => {
  expect(
    placesOf([
      { x: 0, y: 0, width: 12, height: 4 },
      { x: 6, y: 2, width: 6, height: 2 },
    ])[1],
  ).toMatchObject({
    x: 6,
    y: 4,
  });
});
test('empty rows are left out, and nothing is wider than the grid', () => {
  expect(placesOf([{ x: 20, y: 1e15, width: 24, height: 1000 }])).toEqual([
    { x: 20, y: 0, width: 4, height: MOST_HEIGHT },
  ]);
});

test('headings that stand side by side are read with what stands below each', () => {
  const at = (name: string, x: number, y: number, width: number, height = 1) => ({
    name,
    heading: name.startsWith('#'),
    place: { x, y, width, height },
  });
  const order = readingOrder([
    at('title', 0, 0, 24),
    at('#left', 0, 1, 16),
    at('#right', 16, 1, 8),
    at('a', 0, 2, 8, 6),
    at('b', 8, 2, 8, 6),
    at('c', 16, 2, 8, 3),
    at('d', 16, 5, 8, 3),
    at('#next', 0, 8, 24),
    at('e', 12, 9, 12),
    at('f', 0, 9, 12),
  ]);
  expect(order.map(({ name }) => name).join(' ')).toBe('title #left a b #right c d #next f e');
});
test('narrower grids have no holes', () => {
  expect(packed([4, 4, 4, 6, 6, 6, 12], 12)).toEqual([4, 4, 4, 6, 6, 12, 12]);
  expect(packed([1, 2, 1], 2)).toEqual([2, 2, 2]);
  expect(packed([], 12)).toEqual([]);
});

const cell = fc.oneof(
  fc.integer({ min: -3, max: 30 }),
  fc.constantFrom(undefined, null, '1', Number.NaN, 1e300, 0.5),
);
const widget = fc.oneof(
  fc.record({ x: cell, y: cell, width: cell, height: cell }),
  fc.constantFrom(null, 1, 'x', [], {}),
);
test('whatever the places are, the grid has no overlap and no empty rows', () => {
  fuzz([fc.array(widget, { maxLength: 30 })], (widgets) => {
    const places = placesOf(widgets);
    const taken = places.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, i) => (y + Math.floor(i / width)) * 100 + x + (i % width)),
    );
    expect(new Set(taken).size).toBe(taken.length);
    const rows = new Set(taken.map((each) => Math.floor(each / 100)));
    expect(Math.max(-1, ...rows)).toBe(rows.size - 1);
    expect(places.every(({ x, width }) => x >= 0 && x + width <= COLUMNS)).toBe(true);
  });
});
