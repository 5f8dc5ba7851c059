import { dashboardLink } from '../../../model/links';
import { dashboardIn, fragmentOf, parseFragment } from '../../../preview/page/state/address';
import { eventParser } from '../../../preview/page/state/events';
import {
  ago,
  clock,
  connectionWords,
  dated,
  duration,
  lasting,
  ownWords,
  timeWords,
} from '../../../preview/page/state/words';
import { environment } from '../../fixtures/environments';
import { production, run, view } from './sessions';

test.each([
  [0, '0 s'],
  [999, '0 s'],
  [2_400, '2 s'],
  [90_000, '90 s'],
  [150_000, '3 min'],
  [45 * 60_000, '45 min'],
  [130 * 60_000, '2 h 10 min'],
  [36 * 3_600_000, '1 d 12 h'],
  [720 * 3_600_000, '30 d'],
])('%i ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('how long ago, and how long for CloudWatch', () => {
  expect([ago(400), ago(2_000)]).toEqual(['just now', '2 s ago']);
  expect([lasting(12_000, 100), lasting(12_000, 1)]).toEqual(['for 12 s (20 min in CloudWatch)', 'for 12 s']);
});

test('times are those of the reader', () => {
  const at = Date.UTC(2026, 10, 26, 14, 5, 9);
  expect([clock(at, 'UTC'), dated(at, 'UTC')]).toEqual(['14:05:09', '26 Nov, 14:05']);
  expect(clock(at, 'Asia/Tokyo')).toBe('23:05:09');
});

test('how time runs is said', () => {
  expect(timeWords(production)).toBe(
    'Time runs 100 times faster for alarms and graphs: a period of 5 minutes lasts 3 s. The readings are real.',
  );
  expect(timeWords({ ...production, collectionMinutes: 1, scale: 20 })).toContain(
    'a period of 1 minute lasts 3 s',
  );
  expect(timeWords(view('production', 1))).toBe(
    'Alarms and graphs run at the pace of CloudWatch. The readings are real.',
  );
});

test('the user’s own databases are said to be real, with what they cost', () => {
  const neon = {
    service: 'neon',
    title: 'Neon Postgres',
    about: 'ep-a.aws.neon.tech',
    own: true,
    cost: 'Each visit wakes it.',
  };
  const redis = { service: 'upstash', title: 'Upstash Redis', about: 'embedded Redis 7', own: false };
  expect(ownWords([redis])).toBeUndefined();
  expect(ownWords([neon, redis])).toBe(
    'Neon Postgres (ep-a.aws.neon.tech) is your own, real database. Nothing is written to it. Each visit wakes it.',
  );
  expect(ownWords([neon, { ...redis, own: true }])).toContain(
    'are your own, real databases. Nothing is written to them.',
  );
});

describe('the connection', () => {
  const at = { now: 10_000, everySeconds: 3 };
  test.each([
    ['no run yet', undefined, 'Live. Waiting for the first run.', true],
    ['a run that ended just now', run(9_900, {}), 'Live, last run just now', true],
    ['a run that ended before', run(7_900, {}), 'Live, last run 2 s ago', true],
    [
      'a run that is late',
      run(-9_000, {}),
      'No run for 18 s. See the terminal in which npm start runs.',
      false,
    ],
    ['a clock that differs', run(99_000, {}), 'Live, last run just now', true],
  ])('is live: %s', (_, last, text, good) => {
    expect(connectionWords({ is: 'live' }, last, at)).toEqual({ text, good });
  });

  test('has stopped, is refused, or waits', () => {
    const words = (connection: Parameters<typeof connectionWords>[0]) =>
      connectionWords(connection, undefined, at);
    expect(words({ is: 'stopped' })).toEqual({
      text: 'The preview has stopped. Start it again with npm start; this page continues by itself.',
      good: false,
    });
    expect(words({ is: 'refused', message: '100 pages are connected.' })).toEqual({
      text: '100 pages are connected.',
      good: false,
    });
    expect(words({ is: 'connecting' }).good).toBe(true);
    expect(words({ is: 'paused' }).good).toBe(true);
  });
});

describe('server-sent events', () => {
  const stream = 'retry: 1000\n\ndata: {"a":1}\n\n:\n\ndata: {"b":\ndata: 2}\n\ndata: {"c":3}\r\n\r\n';
  test.each([1, 3, 7, stream.length])('cut into pieces of %i characters are the same', (size) => {
    const parse = eventParser();
    const pieces = stream.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(pieces.flatMap(parse)).toEqual(['{"a":1}', '{"b":\n2}', '{"c":3}']);
  });

  test('an event that is not complete waits', () => {
    const parse = eventParser();
    expect(parse('data: {"a":1}\n')).toEqual([]);
    expect(parse('\n')).toEqual(['{"a":1}']);
  });
});

test('a link to a dashboard in the console names it', () => {
  const { region } = environment('production');
  expect(dashboardIn(dashboardLink(region, 'production-neon-dashboard'))).toBe('production-neon-dashboard');
  expect(dashboardIn('https://example.com/#dashboards/dashboard/x')).toBeUndefined();
});

describe('the address', () => {
  test('has the token, and what to show', () => {
    expect(parseFragment('#token=a-b_1&environment=staging&dashboard=upstash')).toEqual({
      token: 'a-b_1',
      environment: 'staging',
      dashboard: 'upstash',
    });
    expect(parseFragment('')).toEqual({});
    expect(parseFragment('#alarms')).toEqual({});
  });

  test('is shown without the token', () => {
    expect(fragmentOf({ token: 'a', environment: 'staging' })).toBe('#environment=staging');
    expect(fragmentOf({ token: 'a' })).toBe('');
  });
});
