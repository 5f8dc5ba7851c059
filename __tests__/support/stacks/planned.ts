import { applicationsOf } from '../../../model/applications/application';
import { collectorsOf } from '../../../model/collector';
import { fleetsOf, watchedBy } from '../../../model/databases/fleet';
import { rate } from '../../../model/databases/schedule';
import { type Environment, scheduleMinutes } from '../../../model/environment';
import { forecastAlarmsOf } from '../../../model/forecast/alarms';
import { failureAlarmOf } from '../../../model/forecast/failure';
import { DAILY, forecastRules } from '../../../model/forecast/targets';
import { forecastName, logGroupName } from '../../../model/names';
import { applicationBody } from '../../../stacks/applications/body';
import { boardsOf } from '../../../stacks/dashboard/board';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { alarmsOf } from './synthesized';

type Values = Readonly<Record<string, unknown>>;

/** Blocks of synthesized alarms are objects; in a plan they are lists of one. */
function inPlan(alarm: object): Values {
  const { metric_query, ...rest } = alarm as { metric_query?: { metric?: object }[] };
  const queries = metric_query?.map((query) => ({ ...query, metric: query.metric ? [query.metric] : [] }));
  return { ...rest, metric_query: queries ?? [] };
}

/** The resources of an environment that cost something, as they are in a plan, by address. */
function resourcesOf(of: Environment): Map<string, readonly [type: string, values: Values]> {
  const { logRetentionDays } = of;
  const resources = fleetsOf(of).flatMap((fleet): [string, string, Values][] => {
    const { main, collectors, rules, size } = fleet;
    const { id, functionName: name } = main;
    return [
      ...watchedBy(fleet).flatMap((collector) =>
        [...alarmsOf(collector)].map(([alarm, values]): [string, string, Values] => [
          'aws_cloudwatch_metric_alarm',
          alarm,
          inPlan(values),
        ]),
      ),
      ...Object.entries(boardsOf(collectors)).map(
        ([key, { collector, ...several }]): [string, string, Values] => [
          'aws_cloudwatch_dashboard',
          `${id}-${key}`,
          {
            dashboard_name: collector.dashboardName,
            dashboard_body: JSON.stringify(dashboardBody(collector, '111111111111', several)),
          },
        ],
      ),
      [
        'aws_lambda_function',
        id,
        {
          function_name: name,
          arn: `arn:aws:lambda:${of.region}:111111111111:function:${name}`,
          memory_size: size.memoryMegabytes,
          environment: [{ variables: main.variables }],
        },
      ],
      ...[failureAlarmOf(of)].flatMap((alarm): [string, string, Values][] =>
        alarm
          ? [
              [
                'aws_cloudwatch_metric_alarm',
                alarm.name,
                {
                  ...{ alarm_name: alarm.name, namespace: alarm.namespace, metric_name: alarm.metric },
                  ...{ dimensions: alarm.dimensions, threshold: 0, tags: { Service: 'forecast' } },
                  comparison_operator: 'GreaterThanThreshold',
                },
              ],
            ]
          : [],
      ),
      ...rules.flatMap((rule): [string, string, Values][] => [
        [
          'aws_cloudwatch_event_rule',
          rule.name,
          { name: rule.name, schedule_expression: rate(scheduleMinutes(of)) },
        ],
        [
          'aws_cloudwatch_event_target',
          rule.name,
          {
            rule: rule.name,
            ...(rule.template !== undefined && { input_transformer: [{ input_template: rule.template }] }),
          },
        ],
      ]),
      ['aws_cloudwatch_log_group', id, { name: main.logGroupName, retention_in_days: logRetentionDays }],
    ];
  });
  const applications = applicationsOf(of).flatMap((application): [string, string, Values][] => [
    ...[...alarmsOf(application)].map(([alarm, values]): [string, string, Values] => [
      'aws_cloudwatch_metric_alarm',
      alarm,
      inPlan(values),
    ]),
    [
      'aws_cloudwatch_dashboard',
      application.service,
      {
        dashboard_name: application.dashboardName,
        dashboard_body: JSON.stringify(applicationBody(application, '111111111111')),
      },
    ],
  ]);
  return new Map(
    [...resources, ...applications, ...foreseen(of)].map(([type, key, values]) => [
      `${type}.${key}`,
      [type, values],
    ]),
  );
}

/** What the forecasts of an environment cost. */
function foreseen(of: Environment): [string, string, Values][] {
  const rules = forecastRules(of);
  if (rules.length === 0) return [];
  const name = forecastName(of.settings.project, of.name);
  return [
    ...collectorsOf(of).flatMap((collector) =>
      forecastAlarmsOf(collector).map((alarm): [string, string, Values] => [
        'aws_cloudwatch_metric_alarm',
        alarm.name,
        {
          alarm_name: alarm.name,
          namespace: alarm.namespace,
          metric_name: alarm.metric,
          dimensions: alarm.dimensions,
          threshold: alarm.above,
          comparison_operator: 'GreaterThanThreshold',
        },
      ]),
    ),
    ...rules.flatMap((rule): [string, string, Values][] => [
      ['aws_cloudwatch_event_rule', rule.name, { name: rule.name, schedule_expression: DAILY }],
      ['aws_cloudwatch_event_target', rule.name, { rule: rule.name, input: JSON.stringify(rule.payload) }],
    ]),
    [
      'aws_lambda_function',
      'forecast',
      { function_name: name, environment: [{ variables: { ENVIRONMENT: of.name } }] },
    ],
    [
      'aws_cloudwatch_log_group',
      'forecast',
      { name: logGroupName(name), retention_in_days: of.logRetentionDays },
    ],
  ];
}

/** A plan from one table of an environment to another, with what the report reads; undefined is "not deployed". */
export function planBetween(from: Environment | undefined, to: Environment | undefined): string {
  const [before, after] = [from, to].map((one) => (one ? resourcesOf(one) : new Map()));
  const name = (to ?? from)?.name;
  const addresses = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  return JSON.stringify({
    format_version: '1.2',
    resource_changes: addresses.map((address) => {
      const [was, is] = [before?.get(address), after?.get(address)];
      const tagged = (values: Values | undefined) =>
        values ? { ...values, tags_all: { Environment: name } } : null;
      const same = JSON.stringify(was) === JSON.stringify(is);
      const actions = was && is ? [same ? 'no-op' : 'update'] : [is ? 'create' : 'delete'];
      return {
        address,
        type: (is ?? was)?.[0],
        mode: 'managed',
        change: { actions, before: tagged(was?.[1]), after: tagged(is?.[1]) },
      };
    }),
  });
}
