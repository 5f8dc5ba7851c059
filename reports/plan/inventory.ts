import type { Environment } from '../../model/environment';
import { collectedRows } from '../../model/rows';
import { serviceOf } from '../../thresholds/services';
import { type Charge, collectorUsage } from '../cost/charges';
import { alarmView, serviceIn } from './alarm';
import { isArray, isObject, type Json, type JsonObject, text } from './json';
import type { Change, Plan } from './parse';

export type Side = 'before' | 'after';

const of = (changes: readonly Change[], type: string, side: Side): JsonObject[] =>
  changes.flatMap((change) => (change.type === type && change[side] ? [change[side]] : []));

/**
 * The custom metrics of the collectors, by namespace and name. Every row is on a dashboard. Without dashboards, they are
 * those of the alarms, and of the rows that the functions' variables choose.
 */
export function metricsIn(
  changes: readonly Change[],
  side: Side,
): ReadonlyMap<string, { service: string; row: string }> {
  const alarms = of(changes, 'aws_cloudwatch_metric_alarm', side).flatMap((a) => alarmView(a).metrics);
  const dashboards = of(changes, 'aws_cloudwatch_dashboard', side);
  const drawn =
    dashboards.length > 0
      ? dashboards.flatMap((d) => drawnMetrics(text(d.dashboard_body)))
      : of(changes, 'aws_lambda_function', side).flatMap(publishedMetrics);
  return new Map(
    [...drawn, ...alarms].flatMap(({ namespace, name }) => {
      const service = serviceIn(namespace);
      return service && name ? [[`${namespace} ${name}`, { service, row: name }] as const] : [];
    }),
  );
}

/** The metrics that a function publishes, by its variables and the services' tables. */
function publishedMetrics(lambda: JsonObject): { namespace: string; name: string }[] {
  const [environment] = isArray(lambda.environment) ? lambda.environment : [];
  const variables = isObject(environment) && isObject(environment.variables) ? environment.variables : {};
  const namespace = text(variables.METRIC_NAMESPACE) ?? '';
  const service = serviceIn(namespace);
  if (!service) return [];
  const { rows, options, secrets } = serviceOf(service);
  const chosen = Object.keys(options).map((name) => {
    const needing = secrets.filter(({ needs }) => needs === name).map(({ variable }) => variable);
    const own = options[name]?.variable;
    return [
      name,
      own ? variables[own] === 'true' : needing.some((variable) => variable in variables),
    ] as const;
  });
  const detailed = variables.ENABLE_DETAILED_MONITORING === 'true';
  const published = collectedRows(rows, { detailed, options: Object.fromEntries(chosen) });
  return Object.keys(published).map((name) => ({ namespace, name }));
}

/** The metrics in a dashboard body: `["namespace", "name", …]` in the `metrics` lists of its widgets. */
function drawnMetrics(body: string | undefined): { namespace: string; name: string }[] {
  let content: unknown;
  try {
    content = JSON.parse(body ?? '');
  } catch {
    return [];
  }
  const widgets = isObject(content) && isArray(content.widgets) ? content.widgets : [];
  return widgets.flatMap((widget) => {
    const properties = isObject(widget) && isObject(widget.properties) ? widget.properties : {};
    const lines: readonly Json[] = isArray(properties.metrics) ? properties.metrics : [];
    return lines.flatMap((line) => {
      const [namespace, name] = isArray(line) ? line : [];
      return typeof namespace === 'string' && typeof name === 'string' ? [{ namespace, name }] : [];
    });
  });
}

/** Whether there will be alarms, and no subscription of a topic. */
export function notifiesNobody({ changes }: Plan): boolean {
  const after = (type: string) => of(changes, type, 'after').length;
  return after('aws_cloudwatch_metric_alarm') > 0 && after('aws_sns_topic_subscription') === 0;
}

/**
 * The charges for the resources before or after a plan, by the same rules as for the table of environments.
 * @param environments name the accounts; each account has one free tier
 */
export function planCharges(
  { environment, changes }: Plan,
  side: Side,
  environments: readonly Environment[],
): Charge[] {
  const account = environments.find(({ name }) => name === environment)?.accountId ?? 'default';
  const base = { environment, account };
  const metrics = [...metricsIn(changes, side).values()];
  const alarms = of(changes, 'aws_cloudwatch_metric_alarm', side).map(alarmView);
  return [
    ...metrics.map(({ service, row }): Charge => ({ ...base, service, row, item: 'metric', quantity: 1 })),
    ...alarms.map(
      ({ service = '', row, metrics: inAlarm, anomaly }): Charge => ({
        ...base,
        service,
        row,
        item: 'alarmMetric',
        quantity: anomaly ? 3 : inAlarm.length,
      }),
    ),
    ...of(changes, 'aws_cloudwatch_dashboard', side).map(
      (): Charge => ({ ...base, service: '', item: 'dashboard', quantity: 1 }),
    ),
    ...of(changes, 'aws_lambda_function', side).flatMap((lambda) => collector(base, changes, side, lambda)),
  ];
}

function collector(
  base: { environment: string; account: string },
  changes: readonly Change[],
  side: Side,
  lambda: JsonObject,
): Charge[] {
  const name = text(lambda.function_name);
  const rule = of(changes, 'aws_cloudwatch_event_rule', side).find((r) => r.name === name);
  const minutes = minutesOf(text(rule?.schedule_expression));
  if (minutes === undefined) return [];
  const log = of(changes, 'aws_cloudwatch_log_group', side).find((l) => l.name === `/aws/lambda/${name}`);
  const kept = Number.isFinite(log?.retention_in_days) ? Number(log?.retention_in_days) : 0;
  const days = Math.max(0, kept);
  const service = /-([a-z]+)-monitoring$/.exec(name ?? '')?.[1] ?? '';
  return collectorUsage(minutes, days).map(([item, quantity]) => ({ ...base, service, item, quantity }));
}

/** Minutes between two runs of an EventBridge rate expression. */
function minutesOf(expression: string | undefined): number | undefined {
  const [, n, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression ?? '') ?? [];
  const minutes = { minute: 1, hour: 60, day: 24 * 60 }[unit ?? ''];
  return minutes === undefined ? undefined : Number(n) * minutes;
}
