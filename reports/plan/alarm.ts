import { unitWords } from '../../model/describe';
import type { Row } from '../../thresholds/row';
import { services } from '../../thresholds/services';
import { name as safe } from '../markdown';
import { type JsonObject, objects, own, text } from './json';

/** A deployed or planned alarm, in the words of its row. */
export interface AlarmView {
  readonly row: string;
  /** `warning` or `critical`; the alarm's name where it is not one of ours. */
  readonly severity: string;
  readonly service: string | undefined;
  readonly threshold: number | undefined;
  /** What stands behind the number: ` per minute`, ` % of ConnectionLimit`. */
  readonly unit: string;
  readonly above: boolean;
  /** Metrics that CloudWatch bills for it. */
  readonly metrics: readonly MetricName[];
  readonly anomaly: boolean;
  readonly values: JsonObject;
}
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
}

/** Reads an alarm from the attributes of its resource. Rows that the table no longer has are read as well. */
export function alarmView(values: JsonObject): AlarmView {
  const queries = objects(values.metric_query);
  const inMath = queries.flatMap((query) => objects(query.metric));
  const metrics = (inMath.length > 0 ? inMath : [values]).map((metric) => ({
    namespace: text(metric.namespace) ?? '',
    name: text(metric.metric_name) ?? '',
  }));
  const expressions = queries.flatMap((query) => text(query.expression) ?? []);
  const [main, base] = metrics;
  const name = text(values.alarm_name) ?? '';
  const service = serviceOf(main?.namespace ?? '');
  const row = main?.name ?? '';
  return {
    row,
    severity: /-(warning|critical)$/.exec(name)?.[1] ?? name,
    service,
    threshold: Number.isFinite(values.threshold) ? Number(values.threshold) : undefined,
    unit: base ? ` % of ${safe(base.name)}` : expressions.length > 0 ? ' per minute' : unitOf(service, row),
    above: text(values.comparison_operator)?.startsWith('Greater') ?? true,
    metrics,
    anomaly: expressions.some((expression) => expression.includes('ANOMALY_DETECTION_BAND')),
    values,
  };
}

/** The service whose namespace, or whose own namespace of an environment, this is. */
export function serviceOf(namespace: string): string | undefined {
  return Object.entries(services).find(
    ([, service]) => namespace === service.namespace || namespace.startsWith(`${service.namespace}/`),
  )?.[0];
}

function unitOf(service: string | undefined, name: string): string {
  const rows = Object.entries(services).find(([key]) => key === service)?.[1].rows;
  const row = own(rows as Readonly<Record<string, Row>> | undefined, name);
  return row ? unitWords(row) : '';
}

/** `5 per minute`, `80 % of ConnectionLimit`. */
export function amount({ threshold, unit, anomaly }: AlarmView): string {
  if (anomaly) return 'its usual band';
  return threshold === undefined ? 'a threshold known after apply' : `${threshold}${unit}`;
}

/** `5 → 8 per minute`; both units where they differ. */
export function amountChange(before: AlarmView, after: AlarmView): string {
  return before.unit === after.unit && before.threshold !== undefined
    ? `${before.threshold} → ${amount(after)}`
    : `${amount(before)} → ${amount(after)}`;
}
