import { interleave, of, ratio, show, spread, table } from './measure';
import { replaceSection } from './page';

test('a spread is the median with its quartiles', () => {
  expect(spread([5, 1, 4, 2, 3])).toEqual({ low: 2, median: 3, high: 4 });
  expect(() => spread([])).toThrow('nothing was measured');
});

test('subjects take turns in rotating order, and warm-up rounds do not count', async () => {
  const order: string[] = [];
  const subject = (name: string) => () => {
    order.push(name);
    return { ms: order.length };
  };
  const rounds = await interleave({ a: subject('a'), b: subject('b') }, 2, 1);
  expect(order.join('')).toBe('baabba');
  expect(rounds.a).toEqual([{ ms: 3 }, { ms: 6 }]);
});

test('a ratio is taken within each round', () => {
  const ours = [{ ms: 2 }, { ms: 40 }, { ms: 3 }];
  const theirs = [{ ms: 1 }, { ms: 20 }, { ms: 1 }];
  expect(ratio(ours, theirs, 'ms').median).toBe(2);
  expect(show(of(ours, 'ms'))).toBe('3.0 (3.0–40.0)');
});

test('a result replaces the previous one, and nothing else on the page', () => {
  const page = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb';
  expect(replaceSection(page, 'x', table(['h'], [['1']]))).toBe(
    'a\n<!-- bench:x -->\n| h |\n| --- |\n| 1 |\n<!-- /bench:x -->\nb',
  );
  expect(() => replaceSection(page, 'y', '')).toThrow('no place for y');
});
