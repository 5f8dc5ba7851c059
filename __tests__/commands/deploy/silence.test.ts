import { mayStillSound, sayOnce } from '../../../commands/deploy/silence';
import type { JsonObject } from '../../../reports/plan/json';

const AT_NINE = Date.UTC(2026, 0, 1, 9);
const said = (before: readonly JsonObject[], after: readonly JsonObject[]) =>
  mayStillSound('production', before, after, AT_NINE);
/** As Terraform keeps it. */
const alarm = (name: string, change: JsonObject = {}): JsonObject => ({
  ...{ alarm_name: name, treat_missing_data: 'breaching', period: 300, evaluation_periods: 3 },
  ...{ namespace: 'Neon/Monitoring', metric_name: 'Up', dimensions: { Environment: 'production' } },
  ...{ metric_query: [], threshold: 1, threshold_metric_id: '', tags: { Service: 'neon' } },
  ...change,
});
const queried = (name: string, threshold: number, expression = 'SELECT COUNT(Up) FROM "Neon/Monitoring"') =>
  alarm(name, {
    ...{ period: 0, namespace: '', metric_name: '', dimensions: null, threshold },
    metric_query: [{ expression, period: 300, metric: [] }],
  });
const learning = (name: string, expression = 'ANOMALY_DETECTION_BAND(m1, 2)') =>
  alarm(name, {
    ...{ period: 0, namespace: '', metric_name: '', dimensions: null, threshold_metric_id: 'band' },
    treat_missing_data: 'notBreaching',
    metric_query: [
      { metric: [{ namespace: 'Neon/Monitoring', metric_name: 'Up', period: 300 }] },
      { expression, metric: [] },
    ],
  });

test('new alarms on silence are named, with the time until which they may sound', () => {
  const old = alarm('old', { evaluation_periods: 12 });
  const [line, ...rest] = said(
    [old],
    [
      old,
      alarm('up-warning', { evaluation_periods: 1 }),
      alarm('up-critical'),
      alarm('slow-queries', { treat_missing_data: 'notBreaching', evaluation_periods: 12 }),
    ],
  );
  expect(rest).toEqual([]);
  expect(line).toMatch(/^New alarms take missing data as bad, and may be in ALARM until 09:20 UTC, /);
  expect(line).toContain(': up-critical, up-warning. If one still is then');
  expect(line).toContain('npm run invoke -- production');
});

test('many of them are counted', () => {
  const many = Array.from({ length: 104 }, (_, i) => alarm(`up-${i}`));
  expect(said([], many)[0]).toContain(', 100 more. If');
});

test('the periods of metric math and of a query over many metrics count', () => {
  expect(said([], [queried('count', 7)])[0]).toContain('until 09:20 UTC');
  const math = {
    period: 0,
    metric_query: [{ metric: [{ period: 3600 }] }, { expression: 'm1/60', metric: [] }],
  };
  expect(said([], [alarm('math', math)])[0]).toContain('until 13:00 UTC');
});

test('a time that is not within a day has its date', () => {
  expect(said([], [alarm('daily', { period: 86_400, evaluation_periods: 1 })])[0]).toContain(
    'until 2026-01-03 09:00 UTC',
  );
});

test.each<[what: string, before: JsonObject, after: JsonObject]>([
  ['another namespace', alarm('a'), alarm('a', { namespace: 'Neon/Production' })],
  ['other dimensions', alarm('a'), alarm('a', { dimensions: { Environment: 'live' } })],
  ['one more database', queried('a', 6), queried('a', 7)],
  ['shorter periods', alarm('a', { period: 900 }), alarm('a')],
  ['missing data, which now are bad', alarm('a', { treat_missing_data: 'missing' }), alarm('a')],
])('an alarm that is there, and then watches %s, is named', (_, before, after) => {
  expect(said([before], [after])).toEqual([expect.stringMatching(/^New and changed alarms take .*: a\. If/)]);
});

test.each<[what: string, before: readonly JsonObject[], after: readonly JsonObject[]]>([
  ['is as it was', [alarm('a')], [alarm('a')]],
  ['has another number', [alarm('a')], [alarm('a', { threshold: 2, evaluation_periods: 5 })]],
  ['has longer periods', [alarm('a')], [alarm('a', { period: 900 })]],
  ['does not take missing data as bad', [], [alarm('a', { treat_missing_data: 'notBreaching' })]],
  ['has another band', [learning('a')], [learning('a', 'ANOMALY_DETECTION_BAND(m1, 3)')]],
  ['is gone', [alarm('a')], []],
])('an alarm is not named if it %s', (_, before, after) => expect(said(before, after)).toEqual([]));

test('those on what applications publish are named apart: no collector shows why', () => {
  const lines = said([], [alarm('up'), alarm('orders', { period: 3600, tags: { Service: 'checkout' } })]);
  expect(lines).toEqual([
    expect.stringMatching(/until 09:20 UTC, .*: up\. If .*npm run invoke/),
    expect.stringMatching(
      /applications publish .* until 13:00 UTC, .*: orders\. If .*npm run doctor -- production/,
    ),
  ]);
});

test('those on what is unusual are named with the day on which they know what that is', () => {
  expect(said([], [learning('odd')])).toEqual([
    'New alarms have to learn what is usual, and may be in ALARM without cause until 2026-01-15 09:00 UTC: odd.',
  ]);
});

describe('that each new alarm says once that it is OK', () => {
  const types = ['aws_sns_topic', 'aws_budgets_budget', 'aws_chatbot_slack_channel_configuration'];
  test('is said where nothing filters it', () => {
    expect(sayOnce([alarm('a')], [alarm('a'), alarm('b'), alarm('c')], types)).toEqual([
      'Each of the 2 new alarms says once that it is OK, when it has its first value: to subscriptions, which filter nothing where there is a budget, and to chat.',
    ]);
    expect(sayOnce([], [alarm('a')], types.slice(2))).toEqual([
      'The new alarm says once that it is OK, when it has its first value: to chat.',
    ]);
  });
  test('is not said of a filtered topic, or without new alarms', () => {
    expect(sayOnce([], [alarm('a')], ['aws_sns_topic'])).toEqual([]);
    expect(sayOnce([alarm('a')], [alarm('a')], types)).toEqual([]);
  });
});
