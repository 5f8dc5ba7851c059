import * as v from 'valibot';
import { dictionary, number, parsed, parsedJson, wrongEntries } from '../../../handlers/lib/schema';

test.each([0, -1, 1.5, 1e308])('%p is a number', (value) => {
  expect(parsed(number, value)).toBe(value);
});
test.each([Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined])('%p is not a number', (value) => {
  expect(parsed(number, value)).toBeUndefined();
});

describe('a dictionary', () => {
  const numbers = dictionary(number);

  test.each(['__proto__', 'constructor', 'prototype', 'toString', ''])('keeps the key %p', (key) => {
    const read = parsedJson(numbers, `{${JSON.stringify(key)}: 1}`);
    expect(Object.entries(read ?? {})).toEqual([[key, 1]]);
  });

  test.each(['{"__proto__": "x"}', '{"a": 1e400}', '[1]', 'null', '"a"'])('refuses %s', (text) => {
    expect(parsedJson(numbers, text)).toBeUndefined();
  });
});

test('invalid JSON is not read', () => {
  expect(parsedJson(v.unknown(), '{"a":')).toBeUndefined();
});

test('a schema stops at the first problem: millions of them would not fit into memory', () => {
  let looked = 0;
  const never = v.check<number>(() => {
    looked += 1;
    return false;
  });
  expect(parsed(v.array(v.pipe(v.number(), never)), Array(1000).fill(0))).toBeUndefined();
  expect(looked).toBe(1);
});

test('every entry that is wrong or missing is named, and no property that all objects have', () => {
  const schema = v.object({ a: number, b: v.string(), c: v.nullish(v.string()), toString: number });
  expect(wrongEntries(schema, { a: '1', b: 'x' })).toEqual(['a', 'toString']);
  expect(wrongEntries(schema, { a: 1, c: 5, toString: 1 })).toEqual(['b', 'c']);
  expect(wrongEntries(schema, null)).toEqual(['a', 'b', 'toString']);
});
