import fc from 'fast-check';
import { slotOf, slotsBetween } from '../../../handlers/driver/slots';

const INTERVAL = 300_000;
const times = fc.integer({ min: 0, max: 2e12 });

test('a slot starts at a multiple of the interval, and not after the time', () => {
  fc.assert(
    fc.property(times, (time) => {
      const slot = slotOf(time, INTERVAL);
      expect(slot % INTERVAL).toBe(0);
      expect(time - slot).toBeGreaterThanOrEqual(0);
      expect(time - slot).toBeLessThan(INTERVAL);
    }),
  );
});

test.each([
  ['the same slot', 0, [0]],
  ['the next slot', 1, [1]],
  ['two missed runs', 3, [1, 2, 3]],
  ['a clock that went back', -2, [-2]],
])('after %s', (_, later, expected) => {
  expect(slotsBetween(0, later * INTERVAL, INTERVAL)).toEqual(expected.map((n) => n * INTERVAL));
});
