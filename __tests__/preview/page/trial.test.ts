import { firingsOf } from '../../../model/backtest/firings';
import { type History, serializeHistory } from '../../../model/backtest/history';
import { parseHistory } from '../../../model/backtest/parse-history';
import { recorded } from '../../../preview/page/state/recorded';
import { session } from '../../../preview/page/state/recording';
import { cellsOf, sentAt, tryOn } from '../../../preview/page/state/trial';
import { proposed } from '../../../preview/page/state/tuning';
import { alarmOf, production, run, storeOf } from './sessions';

const MINUTE = 60_000;
const from = Date.UTC(2026, 10, 1);
const to = from + 600 * MINUTE;
const at = (minute: number) => from + minute * MINUTE;
/** Slow queries every 200 minutes for half an hour: 6, 12 and 18 per minute. */
const slow = (minute: number) => (minute % 200 < 30 ? 6 * (Math.floor(minute / 200) + 1) : 0);
const minutes = Array.from({ length: 120 }, (_, i) => 5 * i);

const history: History = {
  environment: 'production',
  from,
  to,
  periodSeconds: 300,
  series: [
    {
      service: 'neon',
      metric: 'SlowQueries',
      statistics: ['Average', 'Sum'],
      points: minutes.map((minute) => ({ at: at(minute), value: slow(minute) })),
    },
    {
      service: 'neon',
      metric: 'TotalConnections',
      statistics: ['Average'],
      points: [{ at: from, value: 1 }],
    },
    {
      service: 'neon',
      metric: 'TotalConnections',
      statistics: ['Maximum'],
      points: [{ at: from, value: 9 }],
    },
  ],
};
const recording = recorded(history, 'history.jsonl');
const { view, collector } = alarmOf('SlowQueries', 'warning');
const tried = (magnitude: number) => proposed({ view, collector, magnitude });

describe('over a recorded history', () => {
  test('an alarm fires as often as in the back-test of the same file', () => {
    const parsed = parseHistory(serializeHistory(history), to);
    const published = { SlowQueries: parsed.history?.series[0]?.points ?? [] };
    const numbers = [5, 8, 15, 20].map((threshold) => {
      const here = tryOn(recording, collector, tried(threshold));
      expect(here).toEqual(firingsOf(tried(threshold), published, { from, to }));
      return here?.times;
    });
    expect(numbers).toEqual([3, 2, 1, 0]);
  });

  test('is not counted again for the same threshold', () => {
    expect(tryOn(recording, collector, tried(8))).toBe(tryOn(recording, collector, tried(8)));
  });

  test('an alarm looks at the values of its own statistic, a graph at the average', () => {
    const total = alarmOf('TotalConnections', 'warning');
    const published = recording.published('neon', total.view.resource);
    expect(published.TotalConnections?.map(({ value }) => value)).toEqual([9]);
    expect(published.ConnectionLimit).toEqual([]);
    expect(recording.points('neon', 'TotalConnections')).toEqual([{ at: from, value: 1 }]);
  });

  test('there is nothing but rows, and time ends with the history', () => {
    expect(recording.points('neon', 'NoSuchRow')).toBeUndefined();
    expect(recording.points('upstash', 'SlowQueries')).toBeUndefined();
    expect([recording.lambda('neon', 'Errors'), recording.lines('neon')]).toEqual([undefined, undefined]);
    expect([recording.now(), recording.scale, recording.live]).toEqual([to, 1, false]);
  });

  test('what the topic would have got names the proposed threshold', () => {
    const last = tryOn(recording, collector, tried(8))?.last ?? 0;
    const sent = sentAt(recording, production, collector, view, tried(8), last);
    expect(sent?.subject).toBe('ALARM: "production-neon-slow-queries-warning" in US East (N. Virginia)');
    const body = JSON.parse(sent?.body ?? '');
    expect(body.NewStateReason).toContain('greater than the threshold (8.0)');
    expect(body.AlarmDescription).toContain('is above 8 per minute');
    expect(body.AlarmActions).toEqual(['arn:aws:sns:us-east-1:123456789012:production-monitoring-alerts']);
  });
});

describe('over the session', () => {
  const scaled = Array.from({ length: 60 }, (_, i) =>
    run(300_000 + i * 3_000, { SlowQueries: i >= 40 ? 20 : 0 }),
  );
  const live = session(storeOf({ runs: scaled }), production, () => 500_000);

  test('periods are divided', () => {
    const firings = tryOn(live, collector, view.resource);
    expect(firings).toMatchObject({ times: 1, episodes: [{ open: true }] });
    expect(firings?.first).toBeGreaterThan(300_000 + 40 * 3_000);
    expect(cellsOf(firings, live)).toMatchObject({ fired: 'once, still in alarm' });
  });

  test('nothing is said before there is enough', () => {
    expect(
      tryOn(
        session(storeOf(), production, () => 0),
        collector,
        view.resource,
      ),
    ).toBeUndefined();
    const short = session(storeOf({ runs: scaled.slice(0, 2) }), production, () => 0);
    const cells = cellsOf(tryOn(short, collector, view.resource), short);
    expect(cells).toEqual({ fired: 'not enough data yet', inAlarm: '–', first: '–', last: '–' });
  });
});

test('firings are said in words, the time in alarm as in CloudWatch', () => {
  const judged = { from, to };
  const episode = { from: at(10), to: at(40) };
  const one = { times: 1, totalMs: 30 * MINUTE, first: at(10), last: at(10), episodes: [episode], judged };
  expect(cellsOf(one, recording)).toMatchObject({ fired: 'once', inAlarm: '30 min' });
  expect(cellsOf({ ...one, times: 2 }, recording).fired).toBe('twice');
  expect(cellsOf({ ...one, times: 7 }, recording).fired).toBe('7 times');
  const live = { ...recording, live: true, scale: 100 };
  expect(cellsOf({ ...one, totalMs: 6_000 }, live).inAlarm).toBe('10 min');
  expect(cellsOf({ times: 0, totalMs: 0, episodes: [], judged }, recording)).toMatchObject({
    fired: 'never',
    inAlarm: '–',
    first: '–',
  });
});
