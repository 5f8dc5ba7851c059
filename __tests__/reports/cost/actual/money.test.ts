import fc from 'fast-check';
import {
  cents,
  DECIMAL,
  dollars,
  exact,
  exactNumber,
  ONE,
  quotient,
  total,
} from '../../../../reports/cost/actual/money';

const amounts = fc.array(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), { maxLength: 30 });

test('amounts are read to the last digit', () => {
  const read = (text: string) => [DECIMAL.test(text), exact(text)];
  expect(read('0')).toEqual([true, 0n]);
  expect(read('12.5')).toEqual([true, (125n * ONE) / 10n]);
  expect(read('-0.0000000014')).toEqual([true, -1_400_000_000n]);
  expect(read('2.4E-9')).toEqual([true, 2_400_000_000n]);
  expect(read('1e2')).toEqual([true, 100n * ONE]);
  expect(exactNumber(0.1) + exactNumber(0.2)).toBe(exactNumber(0.3));
  expect(exactNumber(5e-324)).toBe(0n);
  for (const text of ['', 'NaN', '1,5', '.5', '1e999', '--1', '0x10']) expect(DECIMAL.test(text)).toBe(false);
});

test('digits beyond the eighteenth are rounded', () => {
  expect(exact('0.0000000000000000014')).toBe(1n);
  expect(exact('0.0000000000000000015')).toBe(2n);
});

test('a quotient is rounded to the nearest, halves up', () => {
  expect([7n, 6n, -7n, -6n, -5n].map((n) => quotient(n, 4n))).toEqual([2n, 2n, -2n, -1n, -1n]);
});

test('the cents of all lines are those of their sum, and each is at most one away from its amount', () => {
  fc.assert(
    fc.property(amounts, (of) => {
      const rounded = cents(of);
      expect(total(rounded)).toBe(quotient(total(of), ONE / 100n));
      for (const [i, amount] of of.entries()) {
        const apart = (rounded[i] ?? 0n) * (ONE / 100n) - amount;
        expect(apart < ONE / 100n && apart > -ONE / 100n).toBe(true);
      }
    }),
  );
});

test('dollars', () => {
  expect([0n, 5n, -5n, 123_456n, -100n].map(dollars)).toEqual(['0.00', '0.05', '−0.05', '1,234.56', '−1.00']);
});
