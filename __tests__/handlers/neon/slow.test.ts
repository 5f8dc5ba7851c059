import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Absent } from '../../../handlers/driver/readings';
import {
  type Before,
  slowCalls,
  slowExecutions,
  slowStatements,
  type Totals,
} from '../../../handlers/neon/slow';
import { MOST_CANDIDATES } from '../../../handlers/neon/statement';
import { neonRows } from '../../../thresholds/neon/rows';

const root = join(__dirname, '..', '..', '..');
const LIMIT = 1_000;
const NOW = 1_700_000_000_000;
type Statement = readonly [
  id: string,
  calls: number,
  ms: number,
  squares: number,
  shortest: number,
  longest: number,
  since: number | null,
];
/** The totals of calls of these milliseconds each. */
const of = (...ms: readonly number[]): Totals => [
  ms.length,
  ms.reduce((sum, n) => sum + n, 0),
  ms.reduce((sum, n) => sum + n ** 2, 0),
];
const plus = (a: Totals, b: Totals): Totals => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const times = (n: number, ms: number): number[] => Array.from({ length: n }, () => ms);

/** What is counted of one statement `a`. */
function counted(before: Partial<Before>, now: Totals, since: number | null = null, calls = 1e9) {
  const slow: Statement[] = [['a', ...now, 0, 0, since]];
  const known = { takenAt: NOW, slow: { slowQueryMs: LIMIT, cut: false, seen: {} }, ...before };
  return slowExecutions(known, { slow } as never, LIMIT, calls);
}
const candidate = (totals: Totals): Partial<Before> => ({
  slow: { slowQueryMs: LIMIT, cut: false, seen: { a: [...totals] } },
});
const kept = (totals: Totals, complete = false): Partial<Before> => ({
  known: { complete, seen: { a: [...totals, 0, 0, null] } },
});
const old = of(...times(60, 5_000));

test.each<[string, Partial<Before>, Totals, number]>([
  ['slow in the interval', candidate(old), plus(old, of(1_500, 1_500, 1_500)), 3],
  ['slow once, fast now', candidate(old), plus(old, of(...times(100, 10))), 0],
  ['not run since', candidate(old), old, 0],
  ['no candidate before, and slow once', kept(old), plus(old, of(...times(9, 10), 3_000)), 1],
  ['no candidate before, and always slow', kept(old), plus(old, of(2_000, 2_000)), 2],
  ['not kept before: it may be old', {}, old, 1],
])('a statement that is %s', (_, before, now, expected) => {
  expect(counted(before, now)).toBeCloseTo(expected, 6);
});

test('a statement is new if the server says so, or if all others are known', () => {
  expect(counted({}, of(2_000, 2_000, 2_000), NOW + 1)).toBeCloseTo(3, 6);
  expect(counted({}, of(2_000, 2_000, 2_000), NOW - 1)).toBe(1);
  expect(counted({ known: { complete: true, seen: {} } }, of(2_000, 2_000, 2_000))).toBeCloseTo(3, 6);
  // The server knows better than what was kept.
  expect(counted({ known: { complete: true, seen: {} } }, old, NOW - 1)).toBe(1);
});

test('after a reset of minimum and maximum, an old statement does not count its lifetime', () => {
  // 60 slow calls in all; it was no candidate any more, and has one more slow call.
  expect(counted(kept(old), plus(old, of(5_000)))).toBe(1);
  expect(counted({}, plus(old, of(5_000)))).toBe(1);
});

test('never more than the calls of the interval', () => {
  expect(counted(candidate(old), plus(old, of(...times(50, 5_000))), null, 7)).toBe(7);
});

/** One slow call among others, whatever they do to the mean: what the documents say of the error. */
test.each([
  ['3 s, and two of 0 s', of(3_000, 0, 0), 0.9],
  ['3 s, and four of 0 s', of(3_000, ...times(4, 0)), 0.75],
  ['2 s, and nine of 0 s', of(2_000, ...times(9, 0)), 0.34],
  ['2 s, and nine of 0.5 s', of(2_000, ...times(9, 500)), 1.58],
  ['2 s, and nine of 0.9 s', of(2_000, ...times(9, 900)), 4.49],
])('one call of %s', (calls, totals, expected) => {
  expect(slowCalls(totals, LIMIT).toFixed(2)).toBe(expected.toFixed(2));
  const page = readFileSync(join(root, 'docs', 'decisions', '0008-slow-queries.md'), 'utf8');
  expect(page).toContain(`| ${calls} | ${expected.toFixed(2)} |`);
  const fast = of(...times(60, 10));
  // It was not slow before: at least one is.
  expect(counted(kept(fast), plus(fast, totals))).toBeCloseTo(Math.max(1, expected), 2);
});

test.each([
  [of(3_000, ...times(30, 1)), 0.45],
  [of(2_000, 2_000), 2],
  [of(...times(50, 999)), 0],
  [of(), 0],
])('slow calls of %j', (totals, expected) => {
  expect(slowCalls(totals, LIMIT)).toBeCloseTo(expected, 1);
});

test('the reference of metrics has figures of the error', () => {
  const { counted: text } = neonRows.SlowQueries;
  for (const figure of ['0.90 beside two', '0.75 beside four', '0.34 beside nine', '4.49 beside nine'])
    expect(text).toContain(figure);
});

test.each([
  ['the first reading', undefined],
  ['another bound', { takenAt: NOW, slow: { slowQueryMs: 500, cut: false, seen: {} } }],
])('absent on %s', (_, before) => {
  expect(slowExecutions(before, { slow: [] }, LIMIT, 5)).toBeInstanceOf(Absent);
});

test('more candidates than are watched are cut, and the cut is known', () => {
  const slow = Array.from(
    { length: MOST_CANDIDATES + 1 },
    (_, i): Statement => [`s${i}`, 1, 2_000, 4e6, 2_000, 2_000, null],
  );
  const few = slowStatements({ slow }, LIMIT);
  expect(Object.keys(few.seen)).toHaveLength(MOST_CANDIDATES);
  expect(few.cut).toBe(true);
});

test('of any calls: never negative, never more than there were, and all or none if all took the same time', () => {
  const calls = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(calls, (ms) => {
      const slow = slowCalls(of(...ms), LIMIT);
      expect(slow).toBeGreaterThanOrEqual(0);
      expect(slow).toBeLessThanOrEqual(ms.length);
      const [first = 0] = ms;
      const same = slowCalls(of(...times(ms.length, first)), LIMIT);
      if (Math.abs(first - LIMIT) > 1) expect(same).toBe(first >= LIMIT ? ms.length : 0);
    }),
  );
});

describe('the estimate errs less than half as much as "all calls if their mean reaches the limit, else none"', () => {
  /** The same numbers in every run (Park and Miller). */
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const bell = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  /** For each shape of response times, how one statement is made: a function that gives the seconds of a call. */
  const shapes: Readonly<Record<string, () => () => number>> = {
    'log-normal': () => {
      const [middle, deviation] = [Math.log(10 ** (random() * 4 - 2)), 0.3 + random() * 1.5];
      return () => Math.exp(middle + deviation * bell());
    },
    'short, with a few long ones': () => {
      const [short, share, long] = [10 ** (random() * 3 - 3), 10 ** (-3 * random()), 1.2 + 10 * random()];
      return () => (random() < share ? long * (0.8 + 0.4 * random()) : short * (0.5 + random()));
    },
    'two times, mixed': () => {
      const [short, long, share] = [0.8 * random(), 1 + 4 * random(), random()];
      return () => (random() < share ? long : short);
    },
    'nearly constant': () => {
      const seconds = 10 ** (2 * random() - 1);
      return () => seconds * (0.9 + 0.2 * random());
    },
  };
  const error = (estimate: number, truth: number) => Math.abs(Math.log2((estimate + 1) / (truth + 1)));

  test.each(Object.entries(shapes))('%s', (shape, statement) => {
    seed = 1;
    const errors = { mean: 0, estimate: 0 };
    for (let i = 0; i < 4_000; ) {
      const call = statement();
      const ms = Array.from({ length: 1 + Math.floor(10 ** (3 * random())) }, () => 1_000 * call());
      const truth = ms.filter((n) => n >= LIMIT).length;
      // Only statements that were slow at least once are candidates.
      if (truth === 0) continue;
      i++;
      const totals = of(...ms);
      errors.mean += error(totals[1] / totals[0] >= LIMIT ? totals[0] : 0, truth) / 4_000;
      errors.estimate += error(slowCalls(totals, LIMIT), truth) / 4_000;
    }
    // The figures of docs/decisions/0008-slow-queries.md.
    const page = readFileSync(join(root, 'docs', 'decisions', '0008-slow-queries.md'), 'utf8');
    expect(page).toContain(`| ${shape} | ${errors.mean.toFixed(2)} | ${errors.estimate.toFixed(2)} |`);
    expect(errors.estimate).toBeLessThan(errors.mean / 2);
  });
});
