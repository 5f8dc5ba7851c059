import { DAY_MS, dayOf } from '../../../model/forecast/method/days';
import { daysOfRuns, Forecasts, realDays } from '../../../preview/page/state/forecasts';
import { recorded } from '../../../preview/page/state/recorded';
import { session } from '../../../preview/page/state/recording';
import { sourceOf } from '../../../preview/page/state/source';
import { Tuning } from '../../../preview/page/state/tuning';
import { run, snapshot, storeOf, view } from './sessions';

const RUN_MS = 3_000;
const START = Date.UTC(2026, 10, 27, 12);
const memory = { row: 'MemoryUsagePercent', kind: 'trend', limit: 100 } as const;

/** What a function of the day was, once a day. */
function measured(count: number, each: (day: number) => number, dayMs = RUN_MS) {
  const points = Array.from({ length: count }, (_, i) => ({ at: START + i * dayMs, value: each(i) }));
  return {
    maxima: (_: string, metric: string) => (metric === memory.row ? points : undefined),
    span: () => ({ from: START, to: points.at(-1)?.at ?? START }),
  };
}
const forecastsOf = (...args: Parameters<typeof measured>) =>
  new Forecasts(measured(...args), daysOfRuns(START, RUN_MS)).of('upstash', memory);

describe('days of runs', () => {
  const days = daysOfRuns(START, RUN_MS);
  test('the first has the date of today, and each run is the next', () => {
    expect(days.dayOf(START)).toBe(dayOf(START));
    expect(days.dayOf(START + RUN_MS)).toBe(dayOf(START) + 1);
    expect(days.dayOf(START - 1)).toBe(dayOf(START) - 1);
  });
  test('a day begins where it does', () => {
    expect(days.startOf(days.dayOf(START + 10 * RUN_MS))).toBe(START + 10 * RUN_MS);
    expect(realDays.startOf(realDays.dayOf(START))).toBe(Date.UTC(2026, 10, 27));
  });
});

test('a line counts down to its limit, and its severity follows', () => {
  // 60 at the beginning, 1 more each day: 100 on day 40.
  const { days, severities, last } = forecastsOf(36, (day) => 60 + day);
  // Before, the limit was more than twice as far away as the history reaches back.
  expect(days[0]?.at).toBe(START + 14 * RUN_MS);
  for (const { at, value } of days) {
    const day = (at - START) / RUN_MS;
    expect(value).toBeCloseTo(40 - (day - 1), 6);
  }
  expect(days.at(-1)?.value).toBeCloseTo(6, 6);
  expect(new Set(severities.map(({ value }) => value))).toEqual(new Set([0, 1, 2]));
  expect(last).toMatchObject({ severity: 2 });
});

test('without a number there is the reason', () => {
  expect(forecastsOf(3, () => 60).last?.outlook).toMatchObject({
    absent: 'there are values of 2 days, and it takes 7',
  });
  expect(forecastsOf(30, () => 20)).toMatchObject({ days: [], last: { outlook: { because: 'far' } } });
  expect(new Forecasts({ span: () => undefined, maxima: () => undefined }, realDays).of('x', memory)).toEqual(
    { days: [], severities: [], last: undefined },
  );
});

test('made bit by bit they are the same as made at once', () => {
  const all = measured(60, (day) => 60 + day / 2 + (day % 3));
  let known = 1;
  const growing = new Forecasts(
    {
      maxima: (id, metric) => all.maxima(id, metric)?.slice(0, known),
      span: () => ({ from: START, to: START + (known - 1) * RUN_MS }),
    },
    daysOfRuns(START, RUN_MS),
  );
  for (; known < 60; known++) growing.of('upstash', memory);
  const atOnce = new Forecasts(all, daysOfRuns(START, RUN_MS)).of('upstash', memory);
  expect(growing.of('upstash', memory)).toEqual(atOnce);
  expect(atOnce.days.length).toBeGreaterThan(20);
});

test('a session that is long forgets its oldest days', () => {
  const { severities } = forecastsOf(200, () => 20);
  expect(severities).toHaveLength(61);
});

describe('what a graph of them gets', () => {
  const environment = view('production', 100, { forecast: true });
  const ref = (row: string, metric = 'DaysUntilLimit') => ({
    namespace: 'Upstash/Monitoring',
    metric,
    dimensions: { Environment: 'production', Row: row },
  });
  const runs = Array.from({ length: 21 }, (_, i) =>
    run(
      START + i * RUN_MS,
      { MemoryUsagePercent: 60 + i, ClientsPercent: 4 },
      { service: 'upstash', durationMs: 0 },
    ),
  );
  const store = storeOf({ ...snapshot, startedAt: START, runs });
  const tuning = new Tuning();
  const live = sourceOf({
    ...{ store, environment, tuning },
    recording: session(store, environment, () => START + 21 * RUN_MS),
  });

  test('in a session each run is a day, which the graph says', () => {
    const { length } = live.points(ref(memory.row)) ?? [];
    expect(length).toBe(7);
    expect(live.points(ref(memory.row))?.at(-1)?.value).toBeCloseTo(21, 6);
    expect(live.points(ref(memory.row, 'ForecastSeverity'))).toHaveLength(20);
    expect(live.about([ref(memory.row), ref('ClientsPercent')])).toEqual({
      scale: DAY_MS / RUN_MS,
      notes: ['Here each run counts as a day.', 'ClientsPercent: it is at 4 % of its limit, below 50 %.'],
    });
  });

  test('other metrics have their own pace, also beside one', () => {
    const own = { ...ref(''), metric: memory.row, dimensions: { Environment: 'production' } };
    expect(live.about([own])).toBeUndefined();
    expect(live.about([own, ref(memory.row)])).toBeUndefined();
    expect(live.about([])).toBeUndefined();
  });

  test('nothing is forecast that the environment does not', () => {
    expect(live.points(ref('ConnectedClients'))).toBeUndefined();
    const off = view();
    const without = sourceOf({
      ...{ store, tuning, environment: off },
      recording: session(store, off, () => START),
    });
    expect(without.points(ref(memory.row))).toBeUndefined();
    expect(without.about([ref(memory.row)])).toBeUndefined();
  });

  test('of a file, days are days', () => {
    const from = Date.UTC(2026, 10, 1);
    const points = Array.from({ length: 20 * 24 }, (_, i) => ({
      ...{ at: from + i * 3_600_000, value: 70 + i / 24, seen: from },
    }));
    const average = points.map((point) => ({ ...point, value: point.value / 2 }));
    const history = {
      ...{ environment: 'production', from, to: from + 20 * DAY_MS, periodSeconds: 3_600 },
      series: [
        { service: 'upstash', metric: memory.row, statistics: ['Average'], points: average },
        { service: 'upstash', metric: memory.row, statistics: ['Maximum'], points },
      ],
    } as const;
    const source = sourceOf({
      ...{ store, environment, tuning },
      recording: recorded(history, 'history.jsonl'),
    });
    const days = source.points(ref(memory.row)) ?? [];
    // From the peak of the day in the middle of the newest three.
    expect(days.at(-1)?.at).toBe(from + 20 * DAY_MS);
    expect(days.at(-1)?.value).toBeCloseTo(100 - (70 + 18 + 23 / 24) - 1, 6);
    expect(source.about([ref(memory.row)])).toEqual({ scale: 1, notes: [] });
  });
});
