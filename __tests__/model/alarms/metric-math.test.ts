import fc from 'fast-check';
import { compile } from '../../../model/alarms/metric-math';

const ids = ['m1', 'm2'];

test.each([
  ['m1', 12],
  ['m1 / m2', 3],
  ['100 * m1 / m2', 300],
  ['m1 / (PERIOD(m1) / 60)', 2.4],
  ['m1/m2/2', 1.5],
  ['m1/(m2/2)', 6],
  ['0.5*m1', 6],
])('%s', (expression, result) => {
  expect(compile(expression, ids)({ m1: 12, m2: 4 }, 300)).toBeCloseTo(result, 12);
});

test('a period in which one metric has no data has no result', () => {
  expect(compile('m1 / m2', ids)({ m1: 12, m2: undefined }, 300)).toBeUndefined();
  expect(compile('m1 / m2', ids)({ m1: 12, m2: 0 }, 300)).toBeUndefined();
});

test.each([
  ['m1 + m2', '"+ m2" is not supported'],
  ['SUM([m1, m2])', '"SUM'],
  ['IF(m1 > 5, 1, 0)', '"IF'],
  ['m3 / m2', '"m3" is not a metric'],
  ['m1 /', '"the end" is not a metric'],
  ['(m1 / m2', 'expected ")" at "the end"'],
  ['m1 m2', '"m2" is not supported'],
  ['PERIOD(m3)', '"m3" is not a metric'],
  ['', '"the end" is not a metric'],
])('rejects %p and says what it does not support', (expression, message) => {
  expect(() => compile(expression, ids)).toThrow(message);
});

test('products and quotients are evaluated from the left, as in arithmetic', () => {
  const number = fc.integer({ min: 1, max: 1000 });
  const rest = fc.array(fc.tuple(fc.constantFrom('*', '/'), number), { maxLength: 6 });
  fc.assert(
    fc.property(number, rest, (first, steps) => {
      const text = [first, ...steps.flat()].join(' ');
      const expected = steps.reduce(
        (left, [sign, right]) => (sign === '*' ? left * right : left / right),
        first,
      );
      expect(compile(text, [])({}, 60)).toBe(expected);
    }),
  );
});
