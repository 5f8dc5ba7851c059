import fc from 'fast-check';
import { readPayload } from '../../../handlers/driver/payload';
import { ConfigurationError } from '../../../handlers/lib/errors';

const NOW = Date.parse('2026-11-23T12:03:20Z');
const SLOT = Date.parse('2026-11-23T12:00:00Z');
const read = (payload: unknown) => readPayload(payload, NOW, 300_000);

test.each([{}, null, undefined])('%p collects in the slot of the clock', (payload) => {
  expect(read(payload)).toEqual({ dryRun: false, checkup: false, scheduled: false, slot: SLOT });
});

test('a dry run is requested', () => {
  expect(read({ dryRun: true })).toEqual({ dryRun: true, checkup: false, scheduled: false, slot: SLOT });
});

test('a check-up is requested, also without publishing', () => {
  expect(read({ checkup: true })).toEqual({ dryRun: false, checkup: true, scheduled: false, slot: SLOT });
  expect(read({ checkup: true, dryRun: true })).toEqual({
    dryRun: true,
    checkup: true,
    scheduled: false,
    slot: SLOT,
  });
  expect(() => read({ checkup: 'yes' })).toThrow('checkup in the payload is neither true nor false');
});

test('a scheduled event belongs to its own slot, however late it runs', () => {
  const event = {
    id: 'x',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: '2026-11-23T11:59:58Z',
  };
  expect(read(event)).toEqual({ dryRun: false, checkup: false, scheduled: true, slot: SLOT - 300_000 });
});

test('a time far from the clock is not used', () => {
  const { slot, warning } = read({ time: '2026-11-22T12:00:00Z' });
  expect(slot).toBe(SLOT);
  expect(warning).toMatch(/more than 15 minutes from the clock/);
});

test.each([
  ['a text', 'now', /not a JSON object/],
  ['a list', [], /not a JSON object/],
  ['a typing error', { dryrun: true }, /unknown key dryrun/],
  ['a dryRun that is a string', { dryRun: 'yes' }, /neither true nor false/],
  ['a time that is not a date', { time: 'soon' }, /ISO 8601/],
])('%s is refused', (_, payload, message) => {
  expect(() => read(payload)).toThrow(ConfigurationError);
  expect(() => read(payload)).toThrow(message);
});

test('what was sent is repeated only as far as a person reads it', () => {
  expect(() => read({ ['x'.repeat(100_000)]: 1, b: 2, c: 3, d: 4, e: 5 })).toThrow(
    /^The payload has the unknown key a text of 100000 characters, b, c and 2 more: send /,
  );
  const time = `(${'x'.repeat(50_000)}) Sun, 22 Nov 2026 12:00:00 GMT`;
  expect(read({ time }).warning).toBe(
    "the event's time 2026-11-22T12:00:00.000Z is more than 15 minutes from the clock; the clock was used",
  );
});

test('any payload is read or refused, never anything else', () => {
  fc.assert(
    fc.property(fc.anything(), (payload) => {
      try {
        expect(read(payload).slot % 300_000).toBe(0);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
      }
    }),
  );
});
