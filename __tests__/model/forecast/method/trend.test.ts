import { type Day, dateOf, dayOf, newestOf, weeklyPeaks } from '../../../../model/forecast/method/days';
import { fitOf, SURE } from '../../../../model/forecast/method/fit';
import { forecastOf } from '../../../../model/forecast/method/forecast';
import { quotaOf } from '../../../../model/forecast/method/quota';
import { meanError, scoresOf } from '../../../../model/forecast/method/score';
import { heldOf } from '../../../../model/forecast/method/severity';
import { trendOf } from '../../../../model/forecast/method/trend';

const TODAY = dayOf(Date.UTC(2025, 5, 20));
/** The newest is yesterday's. */
const daysOf = (values: readonly (number | undefined)[]): Day[] =>
  values.flatMap((value, i) => (value === undefined ? [] : [{ day: TODAY - values.length + i, value }]));
const line = (count: number, from: number, slope: number) =>
  Array.from({ length: count }, (_, i) => from + slope * i);
const absent = (values: readonly (number | undefined)[], limit = 100) => {
  const outlook = trendOf(daysOf(values), limit, TODAY);
  return 'absent' in outlook ? [outlook.because, outlook.absent] : outlook;
};

describe('a line through days', () => {
  it('has the median of the slopes between all pairs', () => {
    // Sorted: −1, 1/2, 2/3, 1, 3/2, 2, 9/4, 8/3, 3, 7.
    expect(fitOf(daysOf([1, 2, 4, 3, 10]), SURE.percent99).slope).toBe(1.75);
    // Of four days, and an odd number of pairs where one is missing: 1, 2, 3/2.
    expect(fitOf(daysOf([1, 2, undefined, 5]), SURE.percent99).slope).toBeCloseTo(4 / 3, 12);
  });

  it('has an interval that contains the slope, and is wider the surer it is', () => {
    const days = daysOf([3, 4.5, 4, 6, 5, 7.5, 8, 7, 9, 11, 10.5, 12]);
    const [some, sure] = [fitOf(days, SURE.percent95), fitOf(days, SURE.percent99)];
    expect(sure.least).toBeLessThan(some.least);
    expect(some.least).toBeLessThan(some.slope);
    expect(some.slope).toBeLessThan(some.most);
    expect(some.most).toBeLessThanOrEqual(sure.most);
  });

  it('has no bounds where there are too few days for any', () => {
    const { least, most } = fitOf(daysOf([1, 2, 3]), SURE.percent99);
    expect([least, most]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it('knows the newest median, and the peaks of whole weeks', () => {
    expect(newestOf(daysOf([1, 2, 3, 99, 4]))).toEqual({ day: TODAY - 2, value: 4 });
    expect(weeklyPeaks(daysOf([50, ...line(7, 1, 1), ...line(7, 2, 1)]))).toEqual([
      { day: TODAY - 8, value: 7 },
      { day: TODAY - 1, value: 8 },
    ]);
  });
});

describe('a trend', () => {
  it('ends at its limit', () => {
    // 69 yesterday, one more each day.
    expect(trendOf(daysOf(line(30, 40, 1)), 100, TODAY)).toEqual({ days: 31 });
  });

  it('is the same in fractions, whose rounding is no going up and down', () => {
    expect(trendOf(daysOf(line(40, 0.56, 0.01)), 1, TODAY)).toEqual({ days: expect.closeTo(5, 5) });
  });

  it('takes a missing day as a day', () => {
    const every = line(30, 40, 1).map((value, i) => (i % 3 === 1 ? undefined : value));
    const outlook = trendOf(daysOf(every), 100, TODAY);
    expect(outlook).toEqual({ days: expect.closeTo(31, 5) });
  });

  it('is not moved by a spike, be it the newest value', () => {
    const { days: spiked } = trendOf(daysOf([...line(29, 40, 1), 95]), 100, TODAY) as { days: number };
    expect(Math.abs(spiked - 31)).toBeLessThan(2);
  });

  it('takes the peaks of weeks where something is purged every week', () => {
    const purged = Array.from({ length: 60 }, (_, i) => 40 + 0.5 * i + 3 * (i % 7));
    const { days } = trendOf(daysOf(purged), 100, TODAY) as { days: number };
    // The first peak at 100 is on the day with 40 + 0.5 i + 18 = 100.
    expect(days).toBeGreaterThan(84 - 60 - 7);
    expect(days).toBeLessThanOrEqual(84 - 60 + 2);
  });

  it('is reached at 0, whatever was before', () => {
    expect(absent([...line(20, 40, 0), 100, 101, 100])).toEqual({ days: 0 });
  });

  it('needs a week of values, and half of its limit', () => {
    expect(trendOf(daysOf(line(7, 60, 2)), 100, TODAY)).toHaveProperty('days');
    // The newest median is one day old.
    expect(trendOf(daysOf(line(30, 22, 1)), 100, TODAY)).toHaveProperty('days');
    expect(trendOf(daysOf(line(30, 21.9, 1)), 100, TODAY)).toMatchObject({ because: 'far' });
  });

  it.each([
    ['no values', [], 'unclear', /no values/],
    ['three days', line(3, 80, 1), 'unclear', /values of 3 days, and it takes 7/],
    ['an old end', [...line(20, 60, 1), undefined, undefined, undefined], 'unclear', /no value for 3 days/],
    [
      'gaps',
      line(30, 60, 1).map((one, i) => (i % 3 === 2 ? one : undefined)),
      'unclear',
      /only 10 of 28 days/,
    ],
    ['little use', line(30, 10, 1), 'far', /at 38 % of its limit, below 50 %/],
    ['decline', line(30, 90, -1), 'far', /does not grow/],
    ['a level', line(30, 80, 0), 'far', /does not grow/],
    ['chance', line(30, 80, 0).map((one, i) => one + ((i * 7) % 5)), 'far', /from chance|not grow/],
    ['an end of growth', [...line(40, 40, 1), ...line(20, 80, 0)], 'far', /not grown in the last 14 days/],
    ['much scatter', line(34, 52, 1).map((one, i) => one + ((i * 5) % 13)), 'unclear', /scatter too much/],
    ['a limit far away', line(10, 60, 0.1), 'far', /more than 20 days away/],
  ])('is absent in the case of %s', (_, values, because, words) => {
    expect(absent(values)).toEqual([because, expect.stringMatching(words)]);
  });
});

describe('a quota', () => {
  const used = (perDay: number, from = 1) =>
    Array.from({ length: 20 - from }, (_, i) => ({
      day: TODAY - 19 + from - 1 + i,
      value: perDay * (i + from),
    }));

  it('is used up before the month ends, at the rate of the last week', () => {
    expect(quotaOf(used(4), TODAY)).toEqual({ days: expect.closeTo(6, 5) });
  });

  it('lasts', () => {
    expect(quotaOf(used(3), TODAY)).toEqual({
      absent: expect.stringMatching(/it lasts: 9\d % when the period ends in 11 days/),
      because: 'far',
    });
  });

  it('begins again when its value falls, in the middle of a month, too', () => {
    const days = daysOf([...line(20, 40, 3), ...line(10, 5, 6)]);
    expect(quotaOf(days, TODAY)).toEqual({ days: expect.closeTo((100 - 59) / 6, 5) });
  });

  it.each([
    ['nothing', [], /no value of this period/],
    ['an old value', daysOf([...line(10, 50, 1), undefined, undefined]), /no value for 2 days/],
    ['a new period', daysOf([90, 92, 30, 60]), /values of 2 days, and it takes 3/],
    ['little use', used(2), /38 % is used/],
    ['a standstill', daysOf(line(10, 70, 0)), /nothing is used/],
  ])('is absent in the case of %s', (_, days, words) => {
    expect(quotaOf(days, TODAY)).toMatchObject({ absent: expect.stringMatching(words) });
  });

  it('is reached at 100 %', () => {
    expect(quotaOf(daysOf([50, 80, 100]), TODAY)).toEqual({ days: 0 });
  });
});

describe('the score', () => {
  const history = (values: readonly number[], made: readonly Day[]) =>
    ({ days: daysOf(values), limit: 100, made, held: 1 }) as const;
  const now = TODAY * 86_400_000;

  it('is small where it came as it was said', () => {
    const made = [
      { day: TODAY - 7, value: 38 },
      { day: TODAY - 14, value: 45 },
    ];
    const { scores, outlook } = forecastOf('trend', history(line(30, 40, 1), made), now);
    expect(scores.map(({ daysAgo, said }) => [daysAgo, said])).toEqual([
      [7, 38],
      [14, 45],
    ]);
    expect(meanError(scores)).toBeLessThan(0.05);
    expect(outlook).toEqual({ days: 31 });
  });

  it('is not worse near the limit, where the days by which the newest median is late are much of the way', () => {
    // A week ago it was at 61 two days before, and at 70 eight days later.
    const made = [{ day: TODAY - 7, value: 8 }];
    const near = { ...history(line(30, 40, 1), made), limit: 70 };
    expect(forecastOf('trend', near, now)).toMatchObject({
      outlook: { days: 1 },
      scores: [{ error: expect.closeTo(0, 10) }],
    });
  });

  it('withdraws a forecast whose predecessors were wrong by more than a third of the room, and ends its alarm', () => {
    const made = [{ day: TODAY - 7, value: 6 }];
    const { outlook, severity } = forecastOf('trend', history(line(30, 40, 1), made), now);
    expect(outlook).toEqual({
      absent: expect.stringMatching(/^withdrawn: the forecast of 7 days ago was wrong by 8\d % of the room/),
      because: 'wrong',
    });
    expect(severity).toBe(0);
  });

  it('is that of the limit of its time: more room is no error', () => {
    // At 61 a week ago, with a limit of 70.
    const made = [{ day: TODAY - 7, value: 8 }];
    const of = (limits?: readonly Day[]) =>
      forecastOf('trend', { ...history(line(30, 40, 1), made), ...(limits && { limits }) }, now).outlook;
    expect(of()).toMatchObject({ because: 'wrong' });
    const limits = [
      { day: TODAY - 8, value: 70 },
      { day: TODAY - 7, value: 100 },
    ];
    expect(of(limits)).toEqual({ days: 31 });
  });

  it('is not worse for what came sooner, beyond the limit', () => {
    const levelOf = (before: number) => ({ day: before - 2, value: before === TODAY ? 130 : 90 });
    const made = [{ day: TODAY - 7, value: 6 }];
    expect(scoresOf(made, () => 100, TODAY, { levelOf, noise: 0 })).toMatchObject([{ error: 0 }]);
  });

  it('does not withdraw what is reached', () => {
    const made = [{ day: TODAY - 7, value: 40 }];
    expect(forecastOf('trend', history([...line(20, 50, 0), ...line(4, 100, 0)], made), now)).toMatchObject({
      outlook: { days: 0 },
      severity: 2,
    });
  });

  it('is none without a forecast of that day, or where the limit was reached then', () => {
    const always = (value: number) => ({
      levelOf: (before: number) => ({ day: before - 2, value }),
      noise: 0,
    });
    expect(scoresOf([], () => 100, TODAY, always(50))).toEqual([]);
    expect(scoresOf([{ day: TODAY - 7, value: 0 }], () => 100, TODAY, always(100))).toEqual([]);
    expect(meanError([])).toBeUndefined();
  });

  it('is not asked of a row whose limit is not known', () => {
    const { outlook } = forecastOf('trend', { ...history(line(30, 40, 1), []), limit: undefined }, now);
    expect(outlook).toEqual({ absent: 'its limit is not known', because: 'unclear' });
    expect(forecastOf('trend', { ...history(line(30, 40, 1), []), limit: 0 }, now).outlook).toEqual({
      absent: 'its limit is 0',
      because: 'unclear',
    });
  });
});

describe('the severity', () => {
  const then = (days: number, held: 0 | 1 | 2) => heldOf({ days }, { held, silentDays: 1 });

  it('begins at 14 and 7 days, and ends at 21 and 10', () => {
    expect([15, 14, 8, 7, 0].map((days) => then(days, 0))).toEqual([0, 1, 1, 2, 2]);
    expect([22, 21, 20, 14, 7].map((days) => then(days, 1))).toEqual([0, 0, 1, 1, 2]);
    expect([22, 20, 10, 9, 7].map((days) => then(days, 2))).toEqual([0, 1, 1, 2, 2]);
  });

  it('keeps for a week what is not clear, and ends what is far or wrong', () => {
    const because = (word: 'far' | 'unclear' | 'wrong', silentDays: number) =>
      heldOf({ absent: '…', because: word }, { held: 2, silentDays });
    expect([because('unclear', 7), because('unclear', 8)]).toEqual([2, 0]);
    expect([because('far', 1), because('wrong', 1)]).toEqual([0, 0]);
  });

  it('waits for two weeks of history, except where the limit is reached', () => {
    const now = TODAY * 86_400_000;
    const of = (count: number, last: number) =>
      forecastOf(
        'trend',
        { days: daysOf(line(count, last - 2 * (count - 1), 2)), limit: 100, made: [], held: 0 },
        now,
      ).severity;
    expect([of(13, 90), of(14, 90), of(13, 110)]).toEqual([0, 2, 2]);
  });

  it('rises where the outlook of the day before is like it, and at once where the limit is reached', () => {
    const first = dayOf(Date.UTC(2025, 3, 1));
    const of = (more: readonly number[]) => {
      // 2.6 % a day until 52 %.
      const values = [...line(20, 2.6, 2.6), ...more];
      const days = values.map((value, i) => ({ day: first + i, value }));
      const now = (first + values.length) * 86_400_000;
      const { outlook, severity } = forecastOf('quota', { days, limit: 100, made: [], held: 0 }, now);
      return ['days' in outlook ? Math.round(outlook.days) : outlook.because, severity];
    };
    expect(of([])).toEqual(['far', 0]);
    expect(of([67])).toEqual([8, 0]);
    expect(of([67, 82])).toEqual([3, 2]);
    expect(of([100])).toEqual([0, 2]);
  });

  it('writes a day as a date', () => {
    expect(dateOf(TODAY)).toBe('2025-06-20');
  });
});
