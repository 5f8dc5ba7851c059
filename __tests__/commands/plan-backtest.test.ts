import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { proposedAlarms } from '../../commands/backtest/wanted';
import { readBacktests } from '../../commands/plan-report';
import { backtestOf, type RowAlarm } from '../../model/backtest/backtest';
import type { Series } from '../../model/backtest/history';
import { type BacktestResult, serializeResult } from '../../model/backtest/result';
import { LONGEST_COMMENT, planDocument } from '../../reports/plan/document';
import type { JsonObject } from '../../reports/plan/json';
import { parsePlan } from '../../reports/plan/parse';
import { environment, environments } from '../fixtures/environments';
import { change, under, written } from '../reports/plan/reports';
import { temporaryFolder } from '../support/project/folders';

const { path: folder, remove } = temporaryFolder('plan-backtest');
afterAll(() => remove());

const STEP = 5 * 60_000;
const from = Date.parse('2026-11-01T00:00:00Z');
const series = (metric: string, value: (i: number) => number): Series => ({
  service: 'neon',
  metric,
  statistics: ['Average', 'Maximum', 'Minimum'],
  points: Array.from({ length: 288 }, (_, i) => ({ at: from + i * STEP, value: value(i) })),
});
const history = {
  environment: 'production',
  from,
  to: from + 288 * STEP,
  periodSeconds: 300,
  series: [
    series('SlowQueries', (i) => (i > 20 && i < 30 ? 7 : i > 50 && i < 60 ? 9 : 1)),
    series('LockWaitTime', () => 0),
  ],
};
const before = proposedAlarms(environment('production'));
const after = proposedAlarms(
  environment('production', { overrides: { neon: { SlowQueries: { warning: 8 } } } }),
);
const backtest = (proposed = after, base: readonly RowAlarm[] | undefined = before): BacktestResult => ({
  environment: 'production',
  from,
  to: history.to,
  periodSeconds: 300,
  base: base ? 'main' : null,
  alarms: backtestOf(history, proposed, base),
});

/** An alarm as a plan has it: nested blocks are lists, and what is not set is empty. */
function planned({ resource }: RowAlarm): JsonObject {
  const queries = (resource.metric_query ?? []).map(({ metric, ...query }) => ({
    expression: '',
    ...query,
    metric: metric ? [metric] : [],
  }));
  return {
    metric_name: '',
    statistic: '',
    ...resource,
    metric_query: queries.reverse(),
  } as unknown as JsonObject;
}
const find = (all: readonly RowAlarm[], row: string, severity = 'warning') => {
  const found = all.find((one) => one.service === 'neon' && one.row === row && one.severity === severity);
  if (!found) throw new Error(`no ${row}`);
  return found;
};
const ALARM = 'aws_cloudwatch_metric_alarm';
const changed = (row: string, severity?: string) =>
  change(ALARM, planned(find(before, row, severity)), {
    ...planned(find(after, row, severity)),
    alarm_description: 'x',
  });
const plan = (...changes: readonly JsonObject[]) => parsePlan(written(changes), 'production.json');
const lines = (of: ReturnType<typeof plan>, result: BacktestResult) =>
  under('Back-test of changed alarms', planDocument([of], environments, LONGEST_COMMENT, [result]));

test('the report says how changed alarms would have fired; those that never did share a line', () => {
  const of = plan(
    changed('SlowQueries'),
    changed('SlowQueries', 'critical'),
    changed('LockWaitTime'),
    changed('DatabaseSize'),
  );
  expect(lines(of, backtest())).toEqual([
    'the values of 2026-11-01 00:00 to 2026-11-02 00:00 UTC, one for 5 min',
    'SlowQueries warning would have fired: once, 45 min (2026-11-01 04:21); on main: 2 times, 1 h 30 min in all',
    'DatabaseSize warning cannot be judged: the history does not have the Maximum of DatabaseSize; the same as on main',
    'never fired, as proposed or before: SlowQueries critical, LockWaitTime warning',
  ]);
});

test('new and removed alarms, and a back-test without a base', () => {
  const [slow] = [find(after, 'SlowQueries')];
  const created = plan(change(ALARM, null, planned(slow)));
  const withoutOld = backtest(
    after,
    before.filter(({ row }) => row !== 'SlowQueries'),
  );
  expect(lines(created, withoutOld)[1]).toMatch(
    /^SlowQueries warning would have fired: once.*; on main there is no such alarm$/,
  );
  const gone = plan(change(ALARM, planned(find(before, 'SlowQueries')), null));
  const withoutNew = backtest(after.filter(({ row }) => row !== 'SlowQueries'));
  expect(lines(gone, withoutNew)[1]).toBe(
    'SlowQueries warning is removed; on main: 2 times, 1 h 30 min in all',
  );
  const alone = { ...backtest(after, []), base: null };
  expect(lines(created, alone)[1]).toMatch(/^SlowQueries warning would have fired: once, 45 min \(.*\)$/);
});

test('a plan that changes no alarm has no such section', () => {
  const none = change(ALARM, planned(find(after, 'SlowQueries')), planned(find(after, 'SlowQueries')), {});
  const same = { ...none, change: { ...(none.change as JsonObject), actions: ['no-op'] } };
  expect(planDocument([plan(same)], environments, LONGEST_COMMENT, [backtest()])).not.toContain('Back-test');
});

test('the plan that Terraform made of these tables is of the same alarms', () => {
  const raw = readFileSync(join(__dirname, '..', 'reports', 'plans', 'first.json'), 'utf8');
  expect(readBacktests([save(backtest(before))], [parsePlan(raw, 'first.json')])).toHaveLength(1);
});

let n = 0;
function save(result: BacktestResult | string): string {
  const file = join(folder, `result-${n++}.json`);
  writeFileSync(file, typeof result === 'string' ? result : serializeResult(result));
  return file;
}

describe('a result of something else is refused', () => {
  const good = plan(changed('SlowQueries'), changed('LockWaitTime'));
  const refused = (...results: readonly (BacktestResult | string)[]) => {
    try {
      readBacktests(results.map(save), [good]);
      return '';
    } catch (error) {
      return (error as Error).message.replaceAll(folder, '').replace(/result-\d+/g, 'result');
    }
  };

  test('of another environment', () => {
    expect(refused({ ...backtest(), environment: 'staging' })).toBe(
      '/result.json is a back-test of staging, and the plan is of production.',
    );
  });

  test('of other thresholds, datapoints or alarms', () => {
    const other = after
      .filter(({ row }) => row !== 'LockWaitTime')
      .map((one) => ({ ...one, resource: { ...one.resource, threshold: one.resource.threshold * 2 } }));
    expect(refused(backtest(other)).split('\n')).toEqual([
      expect.stringMatching(
        /^\/result\.json is a back-test of other alarms than the plan of production has\. Run "npm run backtest/,
      ),
      '  production-neon-slow-queries-warning fires at 8 per minute in the plan, and at 16 per minute in the back-test',
      '  production-neon-lock-wait-time-warning is not in the back-test',
    ]);
    const fewer = after.map((one) => ({ ...one, resource: { ...one.resource, datapoints_to_alarm: 1 } }));
    expect(refused(backtest(fewer))).toContain(
      'production-neon-slow-queries-warning has other periods, datapoints or metrics in the plan',
    );
  });

  test('twice, malformed, or missing', () => {
    expect(refused(backtest(), backtest())).toBe(
      'There are two back-tests of production: pass one per environment.',
    );
    expect(refused('{"format":"x"}', '{')).toMatch(
      /^\/result\.json is not the result of a back-test\. Run .*\n\/result\.json is not JSON, or was cut off\. Run /,
    );
    expect(() => readBacktests([join(folder, 'none.json')], [good])).toThrow(
      'none.json cannot be read (ENOENT).',
    );
  });
});
