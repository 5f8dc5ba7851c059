import { type Finding, findingWords } from '../../model/evidence';

const words = (check: string, object: string, number: number, unit: string): string =>
  findingWords({ check, object, number, unit } satisfies Partial<Finding>);

test('a finding in words: the check, the object, the number', () => {
  expect(words('unknown sequences', 'shop', 1, 'not readable')).toBe(
    'unknown sequences: shop, 1 not readable',
  );
  expect(words('sequence', 'orders_id_seq', 97.2, '%')).toBe('sequence: orders_id_seq, 97.2 %');
  expect(words('dead rows', 'orders', 1_234_567, 'dead rows')).toBe('dead rows: orders, 1,234,567 dead rows');
});

test('no number where it says nothing', () => {
  expect(words('invalid index', 'orders_pkey', 0, 'MB')).toBe('invalid index: orders_pkey');
  expect(words('setting', 'autovacuum', 1, '')).toBe('setting: autovacuum');
});
