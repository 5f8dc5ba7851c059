import { hasLost, trackedOf } from '../../../handlers/neon/tracked';

type Statement = readonly [id: string, calls: number, ms: number, squares: number, mark: number];
/** What is known of these statements: the largest 200 of them, and sums over all. */
function statistics(...all: readonly Statement[]) {
  const sum = (n: 1 | 2) => all.reduce((total, statement) => total + statement[n], 0);
  const tracked = all.toSorted((a, b) => b[1] + b[2] - a[1] - a[2]).slice(0, 200);
  const numbers = { calls: sum(1), milliseconds: sum(2), entries: all.length, reset: null, dealloc: 0 };
  return { ...numbers, tracked, slow: [] };
}
/** Statements of ever fewer calls, whose ids begin with this number. */
const many = (from: number, count: number, calls: number): Statement[] =>
  Array.from({ length: count }, (_, n) => [`1.1.${from + n}`, calls + (count - n), calls, calls, 5]);
const grown = (by: number, all: readonly Statement[]): Statement[] =>
  all.map(([id, calls, ms, squares, mark]) => [id, calls + by, ms + by, squares + by, mark]);

const large = many(1_000, 100, 500);
const small = many(2_000, 300, 5);
const before = trackedOf(statistics(...large, ...small));

test.each<[string, boolean, readonly Statement[]]>([
  ['nothing happened', false, [...large, ...small]],
  ['all grew', false, [...grown(9, large), ...grown(1, small)]],
  ['new ones came', false, [...large, ...small, ...many(3_000, 50, 400)]],
  // 300 overtake the largest, 200 of which are sent.
  ['small ones overtook the largest', false, [...large, ...grown(9_000, small)]],
  ['large ones grew, and small ones are gone', true, [...grown(900, large), ...small.slice(1)]],
  ['others took the place of small ones', true, [...grown(900, large), ...many(4_000, 300, 2)]],
  ['one of the largest is gone', true, [...grown(900, large.slice(1)), ...small]],
  [
    'one of the largest has less',
    true,
    [...grown(900, large), ...small].with(7, ['1.1.1007', 1, 500, 500, 5]),
  ],
  [
    'one of the largest was recorded anew',
    true,
    [...grown(900, large)].with(7, ['1.1.1007', 1e4, 1e4, 1e4, 4]),
  ],
])('%s: something is lost: %s', (_, lost, all) => {
  expect(hasLost(before, statistics(...all), false)).toBe(lost);
});

test('evicted statements are the smallest: what all but the largest have may be less', () => {
  const now = statistics(...grown(900, large), ...small.slice(1));
  expect(hasLost(before, now, true)).toBe(false);
  expect(hasLost(before, statistics(...large.slice(1), ...small), true)).toBe(true);
});

test('sums of milliseconds are rounded', () => {
  const now = statistics(...large, ...small);
  expect(hasLost(before, { ...now, milliseconds: now.milliseconds * (1 - 1e-12) }, false)).toBe(false);
});
