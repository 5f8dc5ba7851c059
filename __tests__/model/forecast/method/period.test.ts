import { type Day, dayOf } from '../../../../model/forecast/method/days';
import { forecastOf } from '../../../../model/forecast/method/forecast';
import { periodOf, rateOf } from '../../../../model/forecast/method/period';
import { quotaOf } from '../../../../model/forecast/method/quota';

const dayIn = (month: number, day: number): number => dayOf(Date.UTC(2025, month - 1, day));
/** Values of the days from one on; undefined where there is none. */
const from = (first: number, values: readonly (number | undefined)[]): Day[] =>
  values.flatMap((value, i) => (value === undefined ? [] : [{ day: first + i, value }]));
const used = (count: number, perDay: number, start = 0) =>
  Array.from({ length: count }, (_, i) => start + perDay * (i + 1));
/** The period of the last of some days. */
const lastPeriod = (days: readonly Day[]) => periodOf(days, days.at(-1)?.day ?? 0);

describe('a period', () => {
  it('is the calendar month where nothing has fallen', () => {
    expect(lastPeriod(from(dayIn(2, 3), used(10, 2)))).toMatchObject({
      start: dayIn(2, 1),
      end: dayIn(3, 1),
      isOverdue: false,
    });
  });

  it('begins where the value starts over, and ends a month later', () => {
    const days = from(dayIn(4, 1), [...used(16, 3), ...used(8, 3)]);
    expect(lastPeriod(days)).toMatchObject({ start: dayIn(4, 17), end: dayIn(5, 17), isOverdue: false });
  });

  it('begins with the month where the first value of a month is still that of the old one', () => {
    const days = from(dayIn(4, 28), [84, 87, 90, 90, 6, 9, 12]);
    expect(lastPeriod(days)).toMatchObject({ start: dayIn(5, 1), end: dayIn(6, 1) });
    expect(lastPeriod(days).days.map(({ value }) => value)).toEqual([6, 9, 12]);
  });

  it('goes on where there is more of the quota since, or a count was corrected', () => {
    const more = from(dayIn(4, 1), [...used(15, 6), ...used(4, 3, 45)]);
    expect(lastPeriod(more)).toMatchObject({ start: dayIn(4, 1), end: dayIn(5, 1) });
    // What was before cannot be compared with what is now.
    expect(lastPeriod(more).days).toHaveLength(4);
    const corrected = from(dayIn(4, 1), [...used(15, 3), ...used(4, 3, 40)]);
    expect(lastPeriod(corrected)).toMatchObject({ start: dayIn(4, 1), end: dayIn(5, 1) });
  });

  it('does not begin where a value is rounded down', () => {
    const days = from(dayIn(4, 10), [20, 22, 24, 23.5, 26]);
    expect(lastPeriod(days).days).toHaveLength(5);
  });

  it('is a new one from its first day on', () => {
    const days = from(dayIn(4, 1), [...used(16, 3), ...used(30, 3)]);
    const on = (day: number) =>
      periodOf(
        days.filter((one) => one.day <= day),
        day,
      ).start;
    expect([on(dayIn(5, 16)), on(dayIn(5, 17))]).toEqual([dayIn(4, 17), dayIn(5, 17)]);
  });

  it('is not known where it should have begun and the value goes on', () => {
    const days = from(dayIn(4, 18), used(18, 4));
    expect(lastPeriod(days)).toMatchObject({ start: dayIn(5, 1), isOverdue: true });
    // Nothing was used in the month before: the value need not fall.
    expect(lastPeriod(from(dayIn(4, 20), [...used(11, 0), ...used(18, 3)])).isOverdue).toBe(false);
  });

  it('begins on the last day of a month that is too short', () => {
    const days = from(dayIn(1, 20), [...used(11, 3, 50), ...used(20, 3)]);
    expect(lastPeriod(days)).toMatchObject({ start: dayIn(1, 31), end: dayIn(2, 28) });
  });
});

describe('the rate of a quota', () => {
  const rate = (steps: readonly number[]) => {
    let sum = 10;
    return rateOf(from(dayIn(5, 1), [sum, ...steps.map((step) => (sum += step))]));
  };

  it('is the mean of a week, on whichever of its days', () => {
    const week = [4, 4, 4, 4, 4, 0, 0];
    for (const shift of [0, 1, 2, 3, 4, 5, 6])
      expect(rate([...week, ...week, ...week].slice(shift, shift + 14))).toBeCloseTo(20 / 7, 10);
  });

  it('leaves out one day that used more than all others, unless the week before had it, too', () => {
    expect(rate([1, 1, 1, 40, 1, 1, 1])).toBeCloseTo(1, 10);
    const batch = [0, 0, 0, 20, 0, 0, 0];
    expect(rate([...batch, ...batch])).toBeCloseTo(20 / 7, 10);
    expect(rate([0, 0, 0, 9, 0, 0, 0, ...batch])).toBe(0);
  });

  it('takes a missing day as a day, and is not known of one', () => {
    expect(rateOf(from(dayIn(5, 1), [10, undefined, undefined, 19]))).toBe(3);
    expect(rateOf(from(dayIn(5, 1), [10]))).toBeUndefined();
  });
});

describe('a quota', () => {
  const outlook = (days: readonly Day[]) => quotaOf(days, (days.at(-1)?.day ?? 0) + 1);

  it('lasts to the end of the period that it has, not of one that a larger plan seems to begin', () => {
    expect(outlook(from(dayIn(4, 1), [...used(15, 6), ...used(8, 2.8, 45)]))).toEqual({
      absent: 'it lasts: 87 % when the period ends in 7 days',
      because: 'far',
    });
  });

  it('is known to last for certain, or just', () => {
    const at = (perDay: number) => outlook(from(dayIn(4, 1), used(20, perDay)));
    expect(at(3.4)).toEqual({ days: expect.closeTo((100 - 68) / 3.4, 5) });
    expect(at(3.2)).toEqual({
      absent: 'it just lasts: 96 % when the period ends in 10 days',
      because: 'close',
    });
    expect(at(2.9)).toEqual({ absent: 'it lasts: 87 % when the period ends in 10 days', because: 'far' });
  });

  it('of which yesterday has no value is as near, and lasts as long', () => {
    const late = (perDay: number) => quotaOf(from(dayIn(4, 1), used(19, perDay)), dayIn(4, 21));
    expect(late(3.5)).toEqual({ days: expect.closeTo((100 - 19 * 3.5) / 3.5 - 1, 5) });
    expect(late(2.9)).toEqual({ absent: 'it lasts: 87 % when the period ends in 10 days', because: 'far' });
  });

  it('is used up, on the first day of a period, too', () => {
    expect(outlook(from(dayIn(4, 1), [100]))).toEqual({ days: 0 });
  });

  it('is not forecast in a period that is not known', () => {
    expect(outlook(from(dayIn(4, 18), used(18, 4)))).toEqual({
      absent: 'a new period should have begun, and the value has not fallen',
      because: 'unclear',
    });
  });

  it('that just lasts keeps its alarm, and begins none', () => {
    const days = from(dayIn(4, 1), used(20, 3.2));
    const of = (held: 0 | 1) =>
      forecastOf('quota', { days, limit: 100, made: [], held }, (dayIn(4, 20) + 1) * 86_400_000).severity;
    expect([of(0), of(1)]).toEqual([0, 1]);
  });
});
