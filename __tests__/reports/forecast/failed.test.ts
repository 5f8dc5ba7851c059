import type { BacktestResult } from '../../../model/backtest/result';
import { failureAlarmOf } from '../../../model/forecast/failure';
import { unfitFor } from '../../../reports/changes/backtest';
import { parsePlan } from '../../../reports/plan/parse';
import { runbookDocument } from '../../../reports/runbook';
import { environment } from '../../fixtures/environments';
import { planBetween } from '../../support/stacks/planned';
import { review } from '../plan/reports';

const without = environment('production');
const on = environment('production', { forecast: true });

test('the plan report takes a back-test, which has no alarms on forecasts', () => {
  const [before, after] = [without, on].map((to) =>
    unfitFor(parsePlan(planBetween(undefined, to), 'x'), { alarms: [] } as unknown as BacktestResult),
  );
  expect(before?.length).toBeGreaterThan(0);
  expect(after).toEqual(before);
});

test('the plan report names the alarm on the function', () => {
  expect(JSON.stringify(review(planBetween(without, on)))).toContain('forecast function');
});

test('the runbook has an entry for the alarm on the function, where there is one', () => {
  const text = runbookDocument([without, on]);
  expect(text).toContain('### Forecast failed\n');
  expect(text).toContain('aws logs tail /aws/lambda/macro-ai-production-forecast --since 1d');
  expect(runbookDocument([without])).not.toContain('Forecast failed');
});

test('nothing watches a function that is not deployed', () => {
  expect(failureAlarmOf(without)).toBeUndefined();
  const off = { alarm: 'off', reason: 'A test.' } as const;
  const silent = environment('production', {
    ...{ forecast: true, level: 'core' },
    overrides: { neon: { DatabaseSize: off, TotalConnections: off }, upstash: { MemoryUsagePercent: off } },
  });
  expect(failureAlarmOf(silent)).toBeUndefined();
});
