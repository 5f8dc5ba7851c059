import type { Environment } from '../../model/environment';
import { type Charge, collectorUsage } from '../cost/charges';
import { alarmView, serviceIn } from './alarm';
import { isArray, isObject, type Json, type JsonObject, text } from './json';
import type { Change, Plan } from './parse';

export type Side = 'before' | 'after';

const of = (changes: readonly Change[], type: string, side: Side): JsonObject[] =>
  changes.flatMap((change) => (change.type === type && change[side] ? [change[side]] : []));

/** The custom metrics used by dashboards and alarms, by namespace and name. Every row is on a dashboard. */
export function metricsIn(
  changes: readonly Change[],
  side: Side,
): ReadonlyMap<string, { service: string; row: string }> {
  const alarms = of(changes, 'aws_cloudwatch_metric_alarm', side).flatMap((a) => alarmView(a).metrics);
  const drawn = of(changes, 'aws_cloudwatch_dashboard', side).flatMap((d) =>
    drawnMetrics(text(d.dashboard_body)),
  );
  return new Map(
    [...drawn, ...alarms].flatMap(({ namespace, name }) => {
      const service = serviceIn(namespace);
      return service && name ? [[`${namespace} ${name}`, { service, row: name }] as const] : [];
    }),
  );
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
