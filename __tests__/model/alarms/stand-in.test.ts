import fc from 'fast-check';
import { LEARNS_MS, strangeness, usualBefore } from '../../../model/alarms/stand-in';

const STEP = 300_000;
const at = (values: readonly number[]) => values.map((value, i) => ({ at: i * STEP, value }));
const alternating = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 10 : 12));

test('what is usual is the mean and the deviation of the values before, never of the value itself', () => {
  const usual = usualBefore(at([...alternating(12), 1_000]));
  expect(usual.slice(0, 12)).toEqual(Array(12).fill(undefined));
  expect(usual[12]?.mean).toBeCloseTo(11);
  expect(usual[12]?.deviation).toBeCloseTo(1);
});

test('it is that of a plain computation over the window, however large the values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 13, maxLength: 60 }),
      fc.constantFrom(0, 1e12),
      (values, offset) => {
        const [points, window] = [at(values.map((value) => value + offset)), 20 * STEP];
        const last = values.length - 1;
        const seen = values.slice(Math.max(0, last - 20), last);
        const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
        const variance = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / seen.length;
        const usual = usualBefore(points, window)[last];
        expect(usual?.mean).toBeCloseTo(mean + offset, 2);
        expect(usual?.deviation).toBeCloseTo(Math.sqrt(variance), 3);
      },
    ),
  );
});

test('values older than two weeks are forgotten', () => {
  const old = at(alternating(12).map((value) => value + 500));
  const recent = at(alternating(41)).map((point) => ({ ...point, at: point.at + LEARNS_MS + 12 * STEP }));
  expect(usualBefore([...old, ...recent]).at(-1)?.mean).toBeCloseTo(11);
});

test('a value is strange on the side that is bad, in deviations', () => {
  const up = at([...alternating(12), 15]);
  const down = at([...alternating(12), 7]);
  const last = (points: typeof up, side: 'above' | 'below' | 'both') =>
    strangeness(points, side).at(-1)?.value;
  expect([last(up, 'above'), last(up, 'below'), last(up, 'both')].map(Number)).toEqual([4, -4, 4]);
  expect([last(down, 'above'), last(down, 'below'), last(down, 'both')].map(Number)).toEqual([-4, 4, 4]);
});

test('what never changed makes any change strange, and no change usual', () => {
  const flat = Array(12).fill(5);
  expect(strangeness(at([...flat, 5, 6]), 'both').map(({ value }) => value)).toEqual([0, Infinity]);
});
