import { backtestOf } from '../../../model/backtest/backtest';
import { type History, serializeHistory } from '../../../model/backtest/history';
import { parseHistory } from '../../../model/backtest/parse-history';
import { recorded } from '../../../preview/page/state/recorded';
import { session } from '../../../preview/page/state/recording';
import { cellsOf, sentAt, tryOn } from '../../../preview/page/state/trial';
import { proposed } from '../../../preview/page/state/tuning';
import type { Snapshot } from '../../../preview/web/protocol';
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
const tried = (magnitude: number) => ({
  view,
  collector,
  resource: proposed({ view, collector, magnitude }),
});
const deployed = { view, collector, resource: view.resource };

describe('over a recorded history', () => {
  test('an alarm fires as often as in the back-test of the same file', () => {
    const { history: read } = parseHistory(serializeHistory(history), to);
    const numbers = [5, 8, 15, 20].map((threshold) => {
      const { resource } = tried(threshold);
      const alarm = { service: 'neon', row: 'SlowQueries', severity: 'warning', resource } as const;
      const [there] = read ? backtestOf(read, [alarm]) : [];
      const here = tryOn(recording, tried(threshold));
      expect(here.firings).toEqual(there?.proposed?.firings);
      return here.firings?.times;
    });
    expect(numbers).toEqual([3, 2, 1, 0]);
  });

  test('is not counted again for the same threshold', () => {
    expect(tryOn(recording, tried(8))).toBe(tryOn(recording, tried(8)));
  });

  test('an alarm looks at the values of its own statistic, a graph at the average', () => {
    const [slow] = recording.published('neon', view.resource).SlowQueries ?? [];
    expect(slow).toEqual({ at: from, value: 6 });
    expect(recording.points('neon', 'TotalConnections')).toEqual([{ at: from, value: 1 }]);
  });

  test('what cannot be judged is said', () => {
    const total = alarmOf('TotalConnections', 'warning');
    const judged = tryOn(recording, { ...total, resource: total.view.resource });
    expect(cellsOf(judged, recording)).toEqual({
      fired: 'cannot be judged: the history does not have the Minimum of ConnectionLimit',
      inAlarm: '–',
      first: '–',
      last: '–',
    });
    expect(recording.published('neon', total.view.resource)).toEqual({});
  });

  test('there is nothing but rows, and time ends with the history', () => {
    expect(recording.points('neon', 'NoSuchRow')).toBeUndefined();
    expect(recording.points('upstash', 'SlowQueries')).toBeUndefined();
    expect([recording.lambda('neon', 'Errors'), recording.lines('neon')]).toEqual([undefined, undefined]);
    expect([recording.now(), recording.scale, recording.live]).toEqual([to, 1, false]);
  });

  test('what the topic would have got names the proposed threshold', () => {
    const last = tryOn(recording, tried(8)).firings?.last ?? 0;
    const sent = sentAt(recording, production, tried(8), last);
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
    const judged = tryOn(live, deployed);
    expect(judged.firings).toMatchObject({ times: 1, open: true });
    expect(judged.firings?.first).toBeGreaterThan(300_000 + 40 * 3_000);
    expect(cellsOf(judged, live)).toMatchObject({ fired: 'once, still in alarm' });
  });

  test('nothing is said before there is enough', () => {
    const fired = (given: Partial<Snapshot>) => {
      const recording = session(storeOf(given), production, () => 0);
      return cellsOf(tryOn(recording, deployed), recording).fired;
    };
    expect(fired({})).toBe('cannot be judged: nothing has been measured yet');
    expect(fired({ runs: scaled.slice(0, 2) })).toBe(
      'cannot be judged: this session is shorter than what the alarm looks at',
    );
  });
});

test('firings are said in words, the time in alarm as in CloudWatch', () => {
  const once = { times: 1, totalMs: 30 * MINUTE, first: at(10), last: at(10), open: false };
  const cells = (change: Partial<typeof once>, over = recording) =>
    cellsOf({ firings: { ...once, ...change } }, over);
  expect(cells({})).toMatchObject({ fired: 'once', inAlarm: '30 min' });
  expect(cells({ times: 2 }).fired).toBe('twice');
  expect(cells({ times: 7, open: true }).fired).toBe('7 times, still in alarm');
  expect(cells({ totalMs: 6_000 }, { ...recording, live: true, scale: 100 }).inAlarm).toBe('10 min');
  expect(cellsOf({ firings: { times: 0, totalMs: 0, open: false } }, recording)).toEqual({
    fired: 'never',
    inAlarm: '–',
    first: '–',
    last: '–',
  });
});
