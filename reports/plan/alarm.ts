import { bandIn } from '../../model/alarms/anomaly';
import { type InsightsQuery, parseInsights } from '../../model/alarms/insights';
import { ROW, SEVERITY_METRIC } from '../../model/forecast/payload';
import { rounded, amount as rowAmount, TABLE, unitWords } from '../../model/format';
import { hasAlarm, type Row } from '../../thresholds/row';
import { type ServiceName, serviceNames, serviceOf, services } from '../../thresholds/services';
import { name as safe } from '../markdown';
import { isObject, type Json, type JsonObject, objects, own, text } from './json';

/** A deployed or planned alarm, in the terms of its row. */
export interface AlarmView {
  readonly row: string;
  /** `warning`, `critical` or `anomaly`; for an alarm that is not ours, its name. */
  readonly severity: string;
  readonly service: ServiceName | undefined;
  /** Undefined for the unnamed database, and for all named ones together. */
  readonly database: string | undefined;
  /** The query of an alarm that watches all named databases. */
  readonly insights: InsightsQuery | undefined;
  readonly threshold: number | undefined;
  /** The text after the number: ` per minute`, ` % of ConnectionLimit`. */
  readonly unit: string;
  readonly above: boolean;
  /** The metrics that CloudWatch bills for it. */
  readonly metrics: readonly MetricName[];
  /** The half width of the band of an anomaly alarm, in standard deviations; undefined for an alarm with a threshold. */
  readonly band: number | undefined;
  readonly values: JsonObject;
}
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
}

/** Reads an alarm from the attributes of its resource. Also works for rows that are no longer in the table. */
export function alarmView(values: JsonObject): AlarmView {
  const [only] = objects(values.metric_query);
  const insights = parseInsights(text(only?.expression) ?? '');
  return insights ? groupedView(values, insights, Number(only?.period)) : ownView(values);
}

/** Its threshold is that of a period; people think of events per minute. */
function groupedView(values: JsonObject, insights: InsightsQuery, seconds: number): AlarmView {
  const { metric, namespace } = insights;
  const service = serviceIn(namespace);
  const row = groupedRow(service, metric);
  const perPeriod = insights.of === 'SUM' && seconds > 0 ? seconds / 60 : 1;
  return {
    row,
    severity: severityOf(values),
    service,
    database: undefined,
    insights,
    threshold: Number.isFinite(values.threshold) ? Number(values.threshold) / perPeriod : undefined,
    unit: insights.of === 'COUNT' ? ' databases' : unitOf(service, metric),
    above: text(values.comparison_operator)?.startsWith('Greater') ?? true,
    metrics: [{ namespace, name: metric }],
    band: undefined,
    values,
  };
}

/** The row whose alarms look at a metric where they watch many databases: another one, where that is the row as a share. */
function groupedRow(service: ServiceName | undefined, metric: string): string {
  const rows = Object.entries<Row>(service ? serviceOf(service).rows : {});
  const isGroupedAs = ([, { alarm }]: (typeof rows)[number]) =>
    hasAlarm(alarm) && alarm.grouped?.as === metric;
  return rows.find(isGroupedAs)?.[0] ?? metric;
}

const severityOf = (values: JsonObject): string => {
  const name = text(values.alarm_name) ?? '';
  return /-(warning|critical|anomaly)$/.exec(name)?.[1] ?? name;
};

function ownView(values: JsonObject): AlarmView {
  // Terraform keeps no order of these blocks. In our alarms, the row's own metric is m1.
  const all = objects(values.metric_query);
  const queries = [...all.filter(({ id }) => id === 'm1'), ...all.filter(({ id }) => id !== 'm1')];
  const inMath = queries.flatMap((query) => objects(query.metric));
  const metrics = (inMath.length > 0 ? inMath : [values]).map((metric) => ({
    namespace: text(metric.namespace) ?? '',
    name: text(metric.metric_name) ?? '',
  }));
  const expressions = queries.flatMap((query) => text(query.expression) ?? []);
  const [main] = metrics;
  const { dimensions } = (inMath.length > 0 ? inMath[0] : values) ?? {};
  const service = serviceIn(main?.namespace ?? '');
  const foreseen = main?.name === SEVERITY_METRIC && isObject(dimensions) ? text(dimensions[ROW]) : undefined;
  const row = foreseen === undefined ? (main?.name ?? '') : `${foreseen} forecast`;
  return {
    row,
    severity: severityOf(values),
    service,
    insights: undefined,
    database: databaseOf(dimensions),
    threshold: Number.isFinite(values.threshold) ? Number(values.threshold) : undefined,
    unit: inMath.length > 0 ? mathUnit(queries, row) : unitOf(service, row),
    above: text(values.comparison_operator)?.startsWith('Greater') ?? true,
    metrics,
    band: expressions.flatMap((expression) => bandIn(expression) ?? [])[0],
    values,
  };
}

/** `SlowQueries`; with the service if several services have a row of that name. */
export function rowName(service: string | undefined, row: string): string {
  const twins = Object.values(services).filter(({ rows }) => Object.hasOwn(rows, row));
  return twins.length > 1 && service ? `${row} of ${service}` : safe(row);
}

/** `SlowQueries warning`; of a named database `SlowQueries (analytics) warning`; of many `SlowQueries (all named databases) warning`. */
export function alarmTitle(view: AlarmView): string {
  const { service, row, severity } = view;
  const of = whose(view);
  return [row && rowName(service, row), of && `(${of})`, safe(severity)].filter(Boolean).join(' ');
}

/** Which databases an alarm watches; nothing for the one without a name. */
export function whose({ database, insights }: AlarmView): string {
  if (insights) return insights.of === 'COUNT' ? 'how many databases publish it' : 'all named databases';
  return database === undefined ? '' : safe(database);
}

/** The database that dimensions name. */
export function databaseOf(dimensions: Json | undefined): string | undefined {
  return isObject(dimensions) ? text(dimensions.Database) : undefined;
}

/** The service of a namespace, shared or per environment. */
export function serviceIn(namespace: string): ServiceName | undefined {
  return serviceNames.find((name) => {
    const { namespace: own } = serviceOf(name);
    return namespace === own || namespace.startsWith(`${own}/`);
  });
}

/** The row of a service; undefined if it is no longer in the table. */
function rowOf(service: ServiceName | undefined, name: string): Row | undefined {
  return service && own(serviceOf(service).rows, name);
}

function unitOf(service: ServiceName | undefined, name: string): string {
  const row = rowOf(service, name);
  return row ? unitWords(row) : '';
}

/** The unit of a metric math result. Its label is the row's name and the unit: `X, % of Y`, `X per minute`. */
function mathUnit(queries: readonly JsonObject[], row: string): string {
  const [label] = queries.flatMap((query) => (query.expression ? (text(query.label) ?? []) : []));
  if (!label?.startsWith(row)) return '';
  const [, unit = '', base] =
    /^,?( (?:%|[A-Za-z][A-Za-z ]*?))(?: of (\S+))?$/.exec(label.slice(row.length)) ?? [];
  return base === undefined ? unit : `${unit} of ${safe(base)}`;
}

/** Digits that show every change of a threshold. */
export const ALL = 12;

/** `5 per minute`, `80 % of ConnectionLimit`. */
export function amount({ threshold, unit, band, metrics, service, row }: AlarmView, digits = TABLE): string {
  if (band !== undefined)
    return `its usual band of ± ${rounded(band, digits)} standard deviation${band === 1 ? '' : 's'}`;
  if (threshold === undefined) return 'a threshold known after apply';
  const definition = metrics.length === 1 && unit === unitOf(service, row) ? rowOf(service, row) : undefined;
  return definition ? rowAmount(threshold, definition, digits) : `${rounded(threshold, digits)}${unit}`;
}

/** `5 → 8 per minute`; with both units if they differ, and with more digits if the numbers would look the same. */
export function amountChange(before: AlarmView, after: AlarmView): string {
  const digits = amount(before) === amount(after) ? ALL : TABLE;
  const [from, to] = [amount(before, digits), amount(after, digits)];
  const { unit } = before;
  const shared = unit !== '' && unit === after.unit && from.endsWith(unit) && to.endsWith(unit);
  return `${shared ? from.slice(0, -unit.length) : from} → ${to}`;
}
