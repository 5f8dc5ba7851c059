import fc from 'fast-check';
import { derive } from '../../../handlers/driver/derive';
import { turnOf } from '../../../handlers/driver/members';
import { Absent, count, gauge, type Reading, rate, type Snapshot } from '../../../handlers/driver/readings';
import type { Previous } from '../../../handlers/lib/state';
import { rows } from '../../support/collectors/rows';

type S = Snapshot<'events', { now: number }>;
const readers = {
  Now: gauge<S>(({ now }) => now),
  Events: count<S>('events'),
  Rate: rate<S>(({ delta, seconds }) => {
    const grown = delta('events');
    return grown instanceof Absent ? grown : grown / seconds;
  }),
};

const MINUTE = 60_000;
const INTERVAL = 5 * MINUTE;
const START = 1_700_000_100_000 - (1_700_000_100_000 % INTERVAL);

function snapshot(takenAt: number, events: number, identity = 'a'): S {
  return { identity, takenAt, counters: { events }, gauges: { now: 7 } };
}
function previous(takenAt: number, events: number, identity = 'a'): Previous {
  return { baseline: { identity, takenAt, counters: { events } }, slot: takenAt - (takenAt % INTERVAL) };
}
function run(now: S, before: Previous | undefined): Record<string, Reading> {
  const slot = now.takenAt - (now.takenAt % INTERVAL);
  return derive(rows, readers, now, turnOf(before ? [before] : [], now), { slot, intervalMs: INTERVAL });
}
const absent = { is: 'absent', reason: expect.any(String) };

test('a gauge is as it is, a counter the growth since the previous sample', () => {
  const readings = run(snapshot(START + INTERVAL, 400), previous(START, 100));
  expect(readings).toEqual({
    Now: { is: 'measured', value: 7, unit: 'Count' },
    Events: { is: 'measured', value: 300, unit: 'Count', span: [START + INTERVAL] },
    Rate: { is: 'measured', value: 1, unit: 'Count/Second' },
  });
});

test('the rate is over measured time, not the nominal interval', () => {
  const readings = run(snapshot(START + INTERVAL + 20_000, 320), previous(START, 0));
  expect(readings.Rate).toMatchObject({ value: 1 });
});

test.each<[string, S, Previous | undefined]>([
  ['on the first run', snapshot(START, 5), undefined],
  ['when a counter fell', snapshot(START + INTERVAL, 5), previous(START, 6)],
  ['when the identity changed', snapshot(START + INTERVAL, 9, 'b'), previous(START, 6)],
  ['when the clock went backwards', snapshot(START - 1, 9), previous(START, 6)],
  ['when the previous sample is older than an hour', snapshot(START + 61 * MINUTE, 9), previous(START, 6)],
])('derived readings are absent %s, gauges are not', (_, now, before) => {
  expect(run(now, before)).toEqual({
    Now: expect.objectContaining({ value: 7 }),
    Events: absent,
    Rate: absent,
  });
});

test('a duplicate run gives a count, and no rate over a fraction of a second', () => {
  const readings = run(snapshot(START + 400, 8), previous(START, 6));
  expect(readings).toMatchObject({ Events: { value: 2 }, Rate: absent });
});

test('an interval of more than an hour still has counts', () => {
  const interval = 120 * MINUTE;
  const slot = START + interval;
  const now = snapshot(slot, 9);
  const readings = derive(rows, readers, now, turnOf([previous(START, 6)], now), {
    slot,
    intervalMs: interval,
  });
  expect(readings.Events).toMatchObject({ is: 'measured', value: 3, span: [slot] });
});

test('a counter that is not reported is absent, with the reason of the collector', () => {
  const now = { ...snapshot(START + INTERVAL, 0), counters: { events: new Absent('not installed') } };
  expect(run(now, previous(START, 6)).Events).toEqual({ is: 'absent', reason: 'not installed' });
});

test('a reading that is not a number is absent', () => {
  const now = { ...snapshot(START, 0), gauges: { now: Number.NaN } };
  expect(run(now, undefined).Now).toEqual(absent);
});

describe('for any two samples', () => {
  const sample = fc.record({
    takenAt: fc.integer({ min: START, max: START + 90 * MINUTE }),
    events: fc.nat(1e9),
    identity: fc.constantFrom('a', 'b'),
  });

  test('derived readings are never negative, never more than what was counted', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const readings = run(
          snapshot(b.takenAt, b.events, b.identity),
          previous(a.takenAt, a.events, a.identity),
        );
        for (const reading of [readings.Events, readings.Rate]) {
          if (reading?.is !== 'measured') continue;
          expect(reading.value).toBeGreaterThanOrEqual(0);
          expect(reading.value).toBeLessThanOrEqual(b.events);
        }
        const trusted = a.identity === b.identity && b.events >= a.events && b.takenAt >= a.takenAt;
        if (!trusted) expect(readings).toMatchObject({ Events: absent, Rate: absent });
      }),
    );
  });

  test('the slots of a count are regular, end now, and begin after the previous sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 1, max: 1e6 }), (minutes, events) => {
        const reading = run(snapshot(START + minutes * MINUTE, events), previous(START, 0)).Events;
        if (reading?.is !== 'measured' || !reading.span) throw new Error('not measured');
        const { span } = reading;
        expect(span.at(-1)).toBe(START + Math.floor(minutes / 5) * INTERVAL);
        expect(span).toHaveLength(Math.max(1, Math.floor(minutes / 5)));
        span.slice(1).forEach((at, i) => {
          expect(at - (span[i] ?? 0)).toBe(INTERVAL);
        });
        if (minutes >= 5) expect(span[0]).toBe(START + INTERVAL);
      }),
    );
  });

  test('over a series with restarts, the counts are the truth less the intervals of the restarts', () => {
    const step = fc.record({ grown: fc.nat(1000), restarted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), (steps) => {
        let [counter, identity, counted, truth] = [0, 0, 0, 0];
        let before: Previous | undefined;
        steps.forEach(({ grown, restarted }, i) => {
          if (restarted) [counter, identity] = [0, identity + 1];
          counter += grown;
          if (before && !restarted) truth += grown;
          const now = snapshot(START + i * INTERVAL, counter, `boot ${identity}`);
          const reading = run(now, before).Events;
          if (reading?.is === 'measured') counted += reading.value;
          before = previous(now.takenAt, counter, now.identity);
        });
        expect(counted).toBe(truth);
      }),
    );
  });
});
