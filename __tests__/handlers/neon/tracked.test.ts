import fc from 'fast-check';
import { evictedShare, hasLost, possible, trackedOf } from '../../../handlers/neon/tracked';
import { fuzz } from '../../support/fuzz/fuzz';

type Totals = [calls: number, ms: number, squares: number, min: number, max: number, since: number | null];
type Statement = readonly [id: string, ...Totals];
/** What is known of these statements: the largest 200 of them, and sums over all, and by database and user. */
function statistics(...all: readonly Statement[]) {
  const sum = (n: 1 | 2, of = all) => of.reduce((total, statement) => total + statement[n], 0);
  const tracked = all.toSorted((a, b) => b[1] + b[2] - a[1] - a[2]).slice(0, 200);
  const groupOf = (id: string) => id.slice(0, id.lastIndexOf('.'));
  const groups = [...new Set(all.map(([id]) => groupOf(id)))].map(
    (group): [string, number, number, number] => {
      const of = all.filter(([id]) => groupOf(id) === group);
      return [group, sum(1, of), sum(2, of), of.length];
    },
  );
  const numbers = { calls: sum(1), milliseconds: sum(2), entries: all.length, reset: null, dealloc: 0 };
  return { ...numbers, most: 5_000, tracked, groups, slow: [] };
}
/** Statements of ever fewer calls of 1 ms each, whose ids begin with this number. */
const many = (from: number, count: number, calls: number, group = '1.1'): Statement[] =>
  Array.from({ length: count }, (_, n) => {
    const times = calls + count - n;
    return [`${group}.${from + n}`, times, times, times, 1, 1, 5];
  });
const grown = (by: number, all: readonly Statement[]): Statement[] =>
  all.map(([id, calls, ms, squares, ...rest]) => [id, calls + by, ms + by, squares + by, ...rest]);

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
    [...grown(900, large), ...small].with(7, ['1.1.1007', 1, 500, 500, 500, 500, null]),
  ],
  [
    'one of the largest was recorded anew',
    true,
    [...grown(900, large)].with(7, ['1.1.1007', 1e4, 1e4, 1e4, 1, 1, 6]),
  ],
])('%s: something is lost: %s', (_, lost, all) => {
  expect(hasLost(before, statistics(...all))).toBe(lost);
});

test.each(['2.1', '1.2'])(
  'small statements of %s are gone, and more of another user or database came',
  (group) => {
    const others = many(2_000, 100, 5, group);
    const was = trackedOf(statistics(...large, ...small, ...others));
    const came = many(5_000, 160, 8);
    expect(hasLost(was, statistics(...large, ...small, ...others, ...came))).toBe(false);
    expect(hasLost(was, statistics(...large, ...small, ...came))).toBe(true);
    // Some of them came again, with more calls than before.
    const again = many(2_000, 60, 400, group);
    expect(hasLost(was, statistics(...large, ...small, ...again))).toBe(true);
  },
);

test('of more databases and users than are kept, sums are still compared', () => {
  const databases = Array.from({ length: 300 }, (_, n) => many(0, 1, 300 - n, `${n}.1`)).flat();
  const was = trackedOf(statistics(...databases));
  expect(Object.keys(was.groups)).toHaveLength(100);
  expect(hasLost(was, statistics(...grown(1, databases)))).toBe(false);
  // 250 new ones overtake all that were kept.
  const came = Array.from({ length: 250 }, (_, n) => many(0, 1, 9_000, `${1_000 + n}.1`)).flat();
  expect(hasLost(was, statistics(...databases, ...came))).toBe(false);
  expect(hasLost(was, statistics(...grown(9, databases.slice(1))))).toBe(true);
});

/** Of at most 1,000 statements, 50 are evicted at once. */
test.each<[string, number, readonly Statement[], number]>([
  // The 300 small ones had 155.5 calls of 1 ms each on average.
  ['evicted ones had little of a large growth', 1, [...grown(90_000, large), ...small], 0.0009],
  ['as often, and the growth is small', 1, [...grown(10, large), ...small], 7.775],
  ['many came and went', 20, [...grown(900, large), ...small], 1.7278],
  ['others have less than before', 1, [...grown(900, large), ...small.slice(200)], 0.8405],
  ['one of the largest is gone', 1, [...grown(900, large.slice(0, 99)), ...small], 0.0933],
  ['all have less than before', 1, [...large, ...small.slice(200)], Number.POSITIVE_INFINITY],
])('evicted statements: %s', (_, times, all, share) => {
  const now = { ...statistics(...all), most: 1_000 };
  expect(evictedShare(before, now, times)).toBeCloseTo(share, 3);
  expect(evictedShare(before, { ...now, most: null }, times)).toBe(Number.POSITIVE_INFINITY);
});

test('sums of milliseconds are rounded', () => {
  const now = statistics(...large, ...small);
  expect(hasLost(before, { ...now, milliseconds: now.milliseconds * (1 - 1e-12) })).toBe(false);
});

/** What PostgreSQL keeps of calls of these milliseconds, with its own way to compute the deviation. */
function recorded(calls: readonly number[], since: number | null = null): Totals {
  let [total, mean, variance] = [0, 0, 0];
  for (const [n, ms] of calls.entries()) {
    const was = mean;
    total += ms;
    mean += (ms - was) / (n + 1);
    variance += (ms - was) * (ms - mean);
  }
  const deviation = Math.sqrt(variance / calls.length);
  const squares = calls.length * (deviation ** 2 + mean ** 2);
  return [calls.length, total, squares, Math.min(...calls), Math.max(...calls), since];
}

test('whatever calls follow, the growth is possible', () => {
  // In nanoseconds, from 1 of them to a day.
  const ms = fc.oneof(
    fc.integer({ min: 1, max: 86_400_000_000_000 }).map((n) => n / 1e6),
    fc.integer({ min: 10_000, max: 90_000 }).map((n) => n / 1e6),
  );
  fuzz([fc.array(ms, { minLength: 1 }), fc.array(ms)], (first, then) => {
    expect(possible(recorded(first), recorded([...first, ...then]))).toBe(true);
  });
});

const times = (n: number, ms: number): number[] => Array<number>(n).fill(ms);
test.each<[string, number[], number[]]>([
  ['the shortest call is longer', [1, 2, 2], [2, 2, 2, 2]],
  ['the longest call is shorter', [1, 3, 2], [1, 2, 2, 2, 2]],
  ['there are fewer calls', [1, 2], [3]],
  ['there are as many calls, and one is longer', [1, 2], [1, 3]],
  ['the new longest call is more than all that came', [1, ...times(9, 3)], [1, 8, ...times(10, 2)]],
  ['fewer calls came than are new extremes', [2, 2.5, 3], [1, 2.5, 3, 4]],
  ['calls that came are shorter than the shortest', times(50, 5), [...times(52, 4.9), 5]],
  ['calls that came are longer than the longest', [1, 9, ...times(10, 1)], [1, 9, ...times(11, 4)]],
  ['the squares are fewer', [1, 1, 9, 9], [1, 9, 5, 5, 5]],
])('it was recorded anew: %s', (_, first, anew) => {
  expect(possible(recorded(first), recorded(anew))).toBe(false);
});

test('the server knows best since when a statement is recorded', () => {
  const [less, more] = [
    [1, 2],
    [1, 2, 2],
  ];
  expect(possible(recorded(less, 5), recorded(more, 5))).toBe(true);
  expect(possible(recorded(less, 5), recorded(more, 6))).toBe(false);
  // A reset of minimum and maximum.
  expect(possible(recorded([1, 2], 5), [3, 4.5, 6.8, 1.5, 1.5, 5])).toBe(true);
  // The extension was updated in between.
  expect(possible(recorded(less), recorded(more, 5))).toBe(true);
});
