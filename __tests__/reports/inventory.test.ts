import { collectorsOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { bill, cost, usdOf } from '../../reports/cost/bill';
import { planCharges } from '../../reports/plan/inventory';
import { parsePlan } from '../../reports/plan/parse';
import { rate } from '../../stacks/collector/schedule';
import { dashboardBody } from '../../stacks/dashboard/body';
import { environments } from '../fixtures/environments';
import { alarmsOf } from '../support/stacks/synthesized';

/** Blocks of synthesized alarms are objects; in a plan they are lists of one. */
function inPlan(alarm: object): object {
  const { metric_query, ...rest } = alarm as { metric_query?: { metric?: object }[] };
  const queries = metric_query?.map((query) => ({ ...query, metric: query.metric ? [query.metric] : [] }));
  return { ...rest, metric_query: queries ?? [] };
}

/** The billed resources in the plan of a first deployment. */
function firstPlan(of: Environment): string {
  const { name, collectionMinutes, logRetentionDays } = of;
  const resources = collectorsOf(of).flatMap((collector): [string, object][] => [
    ...[...alarmsOf(collector).values()].map((a): [string, object] => [
      'aws_cloudwatch_metric_alarm',
      inPlan(a),
    ]),
    [
      'aws_cloudwatch_dashboard',
      {
        dashboard_name: collector.dashboardName,
        dashboard_body: JSON.stringify(dashboardBody(collector, '111111111111')),
      },
    ],
    ['aws_lambda_function', { function_name: collector.functionName }],
    [
      'aws_cloudwatch_event_rule',
      { name: collector.functionName, schedule_expression: rate(collectionMinutes) },
    ],
    ['aws_cloudwatch_log_group', { name: collector.logGroupName, retention_in_days: logRetentionDays }],
  ]);
  return JSON.stringify({
    format_version: '1.2',
    resource_changes: resources.map(([type, values], i) => ({
      address: `${type}.r${i}`,
      type,
      mode: 'managed',
      change: { actions: ['create'], before: null, after: { ...values, tags_all: { Environment: name } } },
    })),
  });
}

const [feature, , production] = environments as [Environment, Environment, Environment];

test.each<[string, Environment]>([
  ['feature', feature],
  ['production', production],
  [
    'an environment without the Neon API, every minute',
    { ...production, neonApi: false, collectionMinutes: 1 },
  ],
  ['an environment with a namespace of its own', { ...production, namespace: 'own' }],
  ['an hourly one', { ...feature, collectionMinutes: 60 }],
])('the plan of %s costs the same as the table of environments', (_, of) => {
  const plan = parsePlan(firstPlan(of), 'x.json');
  const planned = bill(planCharges(plan, 'after', [of]));
  const table = cost([of]);
  for (const line of table.lines) {
    const alike = ({ item, row, service }: typeof line) =>
      item === line.item && row === line.row && (row === undefined || service === line.service);
    expect([line.item, line.row, usdOf(planned.lines, alike)]).toEqual([
      line.item,
      line.row,
      expect.closeTo(usdOf(table.lines, alike), 9),
    ]);
  }
  expect(planned.totalUsd).toBeCloseTo(table.totalUsd, 9);
  expect(bill(planCharges(plan, 'before', [of])).listUsd).toBe(0);
});
