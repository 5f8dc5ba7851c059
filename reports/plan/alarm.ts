import { bandIn } from '../../model/alarms/anomaly';
import { type InsightsQuery, parseInsights } from '../../model/alarms/insights';
import { tableOf } from '../../model/applications/definition';
import { FUNCTION_ROW, isFailureAlarm } from '../../model/forecast/failure';
import { ROW, SEVERITY_METRIC } from '../../model/forecast/payload';
import { rounded, amount as rowAmount, TABLE, unitWords } from '../../model/format';
import { checkOfAlarm, kebab } from '../../model/names';
import { applications } from '../../thresholds/application/applications';
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
  /** Of an alarm on a metric that an application publishes itself: the application's name. */
  readonly application: string | undefined;
  /** Undefined for the unnamed database, and for all named ones together. */
  readonly database: string | undefined;
  /** The uptime check that it watches, which has no service. */
  readonly check: string | undefined;
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
    application: undefined,
    ...{ database: undefined, check: undefined },
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
  const application = service ? undefined : applicationIn(values);
  const own = (application && rowIn(application, values)) ?? main?.name ?? '';
  const row = (main && forecastRow(main.name, dimensions, values)) ?? own;
  return {
    row,
    severity: severityOf(values),
    service,
    application,
    insights: undefined,
    // An application may have a dimension of that name for something else.
    database: application === undefined ? databaseOf(dimensions) : undefined,
    check: checkOfAlarm(text(values.alarm_name) ?? ''),
    threshold: Number.isFinite(values.threshold) ? Number(values.threshold) : undefined,
    unit: inMath.length > 0 ? mathUnit(queries, row) : unitOf(service, row, application),
    above: text(values.comparison_operator)?.startsWith('Greater') ?? true,
    metrics,
    band: expressions.flatMap((expression) => bandIn(expression) ?? [])[0],
    values,
  };
}

/** What stands for the row of an alarm on a forecast, or on the function that makes them; undefined for another alarm. */
function forecastRow(metric: string, dimensions: Json | undefined, values: JsonObject): string | undefined {
  if (isFailureAlarm(text(values.alarm_name) ?? '', metric)) return FUNCTION_ROW;
  const foreseen = metric === SEVERITY_METRIC && isObject(dimensions) ? text(dimensions[ROW]) : undefined;
  return foreseen === undefined ? undefined : `${foreseen} forecast`;
}

/** `SlowQueries`; with the service or the application if several of them have a row of that name. */
export function rowName(service: string | undefined, row: string): string {
  const twins = [...Object.values(services), ...Object.values(applications)].filter(({ rows }) =>
    Object.hasOwn(rows, row),
  );
  return twins.length > 1 && service ? `${safe(row)} of ${safe(service)}` : safe(row);
}

/** Whose row an alarm watches: the service, or the application. */
export const ownerOf = ({ service, application }: AlarmView): string | undefined => service ?? application;

/** The application of an alarm, by its tag, whether the table still has it or not. */
function applicationIn({ tags, alarm_name: name }: JsonObject): string | undefined {
  const tagged = isObject(tags) ? text(tags.Service) : undefined;
  return tagged !== undefined && text(name)?.includes(`-${tagged}-`) ? tagged : undefined;
}

/** The row of an application's alarm, by its name: several rows may see one metric. Undefined if the table no longer has it. */
function rowIn(application: string, values: JsonObject): string | undefined {
  const name = text(values.alarm_name) ?? '';
  return Object.keys(own(applications, application)?.rows ?? {}).find((row) =>
    name.endsWith(`-${application}-${kebab(row)}-${severityOf(values)}`),
  );
}

/** `SlowQueries warning`; of a named database `SlowQueries (analytics) warning`; of many `SlowQueries (all named databases) warning`. */
export function alarmTitle(view: AlarmView): string {
  const { row, severity } = view;
  const of = whose(view);
  return [row && rowName(ownerOf(view), row), of && `(${of})`, safe(severity)].filter(Boolean).join(' ');
}

/** Which databases an alarm watches, nothing for the one without a name; or which uptime check. */
export function whose({ database, check, insights }: AlarmView): string {
  if (check !== undefined) return safe(check);
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

/** The row of a service or of an application; undefined if it is no longer in the table. */
function rowOf(service: ServiceName | undefined, name: string, application?: string): Row | undefined {
  if (service) return own(serviceOf(service).rows, name);
  const about = application === undefined ? undefined : own(applications, application);
  return about && own(tableOf(about), name);
}

function unitOf(service: ServiceName | undefined, name: string, application?: string): string {
  const row = rowOf(service, name, application);
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
export function amount(view: AlarmView, digits = TABLE): string {
  const { threshold, unit, band, metrics, service, row, application } = view;
  if (band !== undefined)
    return `its usual band of ± ${rounded(band, digits)} standard deviation${band === 1 ? '' : 's'}`;
  if (threshold === undefined) return 'a threshold known after apply';
  const isUsual = metrics.length === 1 && unit === unitOf(service, row, application);
  const definition = isUsual ? rowOf(service, row, application) : undefined;
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
