import { isForecastMetric } from '../../model/forecast/payload';
import { UNNAMED } from '../../model/names';
import { collectedRows } from '../../model/rows';
import type { LimitsByName } from '../../model/threshold';
import { levelOf } from '../../model/variables';
import { type ServiceName, serviceNames, serviceOf } from '../../thresholds/services';
import { assumptions, type Rhythm } from '../cost/assumptions';
import { alarmView, serviceIn } from './alarm';
import type { Change } from './change';
import { isArray, isObject, type Json, type JsonObject, objects, text } from './json';

export type Side = 'before' | 'after';

/** The resources of a type that exist on one side. What Terraform no longer manages still exists. */
export const of = (changes: readonly Change[], type: string, side: Side): JsonObject[] =>
  changes.flatMap((change) => {
    const values = change.kind === 'forget' ? change.before : change[side];
    return change.type === type && values ? [values] : [];
  });

/**
 * The custom metrics of the collectors, by namespace, name and database. Every row of an unnamed database is on a dashboard.
 * Without dashboards, they are those of the alarms, and of the rows that the functions' variables choose. Of named databases they are
 * always these: their dashboard shows one of them.
 */
export function metricsIn(
  changes: readonly Change[],
  side: Side,
): ReadonlyMap<string, { service: ServiceName; row: string; database: string }> {
  const alarms = of(changes, 'aws_cloudwatch_metric_alarm', side).flatMap((alarm) => {
    const { metrics, database, insights } = alarmView(alarm);
    // Which databases there are, the schedule says.
    return insights ? [] : metrics.map((metric) => ({ ...metric, database }));
  });
  const dashboards = of(changes, 'aws_cloudwatch_dashboard', side);
  const published = of(changes, 'aws_lambda_function', side).flatMap((lambda) =>
    databasesOf(changes, side, lambda).flatMap(({ database, variables }) =>
      database !== undefined || dashboards.length === 0
        ? publishedMetrics(variables).map((metric) => ({ ...metric, database }))
        : [],
    ),
  );
  const drawn = dashboards.flatMap((d) => drawnMetrics(text(d.dashboard_body)));
  return new Map(
    [...drawn, ...published, ...alarms].flatMap(({ namespace, name, database = '' }) => {
      const service = serviceIn(namespace);
      return service && name && !isForecastMetric(name)
        ? [[`${namespace} ${name} ${database}`, { service, row: name, database }] as const]
        : [];
    }),
  );
}

export const variablesOf = ({ environment }: JsonObject): JsonObject => {
  const variables = objects(environment)[0]?.variables;
  return isObject(variables) ? variables : {};
};

/** The service that a function collects, by its variables; by its name, if they do not tell. */
function collected(lambda: JsonObject): ServiceName | undefined {
  const named = /-([a-z0-9]+)-monitoring$/.exec(text(lambda.function_name) ?? '')?.[1];
  return (
    serviceIn(text(variablesOf(lambda).METRIC_NAMESPACE) ?? '') ?? serviceNames.find((name) => name === named)
  );
}

/** A service's flags, by the variables of its function. */
function choicesOf(service: ServiceName, variables: JsonObject): Readonly<Record<string, boolean>> {
  const { options, secrets } = serviceOf(service);
  const chosen = Object.keys(options).map((name) => {
    const needing = secrets.filter(({ needs }) => needs === name).map(({ variable }) => variable);
    const own = options[name]?.variable;
    return [
      name,
      own ? variables[own] === 'true' : needing.some((variable) => variable in variables),
    ] as const;
  });
  return Object.fromEntries(chosen);
}

/** The limits that a collector knows: those of which it is told, and those that it needs no variable for. */
function limitsIn(service: ServiceName, variables: JsonObject): LimitsByName {
  return Object.fromEntries(
    Object.entries(serviceOf(service).limits).flatMap(([name, limit]) => {
      const told = limit.variable === undefined ? limit.default : Number(text(variables[limit.variable]));
      return told === undefined || Number.isNaN(told) ? [] : [[name, told]];
    }),
  );
}

/** The metrics that a function publishes for a database, by its variables and the services' tables. */
function publishedMetrics(variables: JsonObject): { namespace: string; name: string }[] {
  const namespace = text(variables.METRIC_NAMESPACE) ?? '';
  const service = serviceIn(namespace);
  if (!service) return [];
  const published = collectedRows(serviceOf(service).rows, {
    level: levelOf((name) => variables[name] === 'true'),
    limits: limitsIn(service, variables),
    options: choicesOf(service, variables),
  });
  return Object.keys(published).map((name) => ({ namespace, name }));
}

/** Whether a rule has the name of a function, or that with a number, as the rules of its further shards. */
const isOf = (rule: string | undefined, lambda: string): boolean =>
  rule === lambda || (rule?.startsWith(lambda) === true && /^-\d+$/.test(rule.slice(lambda.length)));

/** The databases that the schedule hands to a function, each with its variables. */
function databasesOf(
  changes: readonly Change[],
  side: Side,
  lambda: JsonObject,
): { readonly database: string | undefined; readonly variables: JsonObject }[] {
  const variables = variablesOf(lambda);
  const name = text(lambda.function_name) ?? '';
  const templates = of(changes, 'aws_cloudwatch_event_target', side).flatMap(
    ({ rule, input_transformer: input }) =>
      isOf(text(rule), name) ? objects(input).flatMap((one) => text(one.input_template) ?? []) : [],
  );
  if (templates.length === 0) return [{ database: undefined, variables }];
  return templates.flatMap((template) =>
    Object.entries(handedOver(template)).map(([database, own]) => ({
      database: database === UNNAMED ? undefined : database,
      variables: withOwn(variables, isObject(own) ? own : {}),
    })),
  );
}

/** A database with a name that a schedule hands over. */
export type NamedDatabase = { readonly service: ServiceName | undefined; readonly database: string };

/** The databases with a name that the schedules of one side hand over. */
export function namedIn(
  changes: readonly Change[],
  side: Side,
): (NamedDatabase & { readonly lambda: JsonObject })[] {
  return of(changes, 'aws_lambda_function', side).flatMap((lambda) => {
    const visited = databasesOf(changes, side, lambda).flatMap(({ database }) => database ?? []);
    return visited.map((database) => ({ service: collected(lambda), database, lambda }));
  });
}

/** An empty one is not set. */
const withOwn = (variables: JsonObject, own: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries({ ...variables, ...own }).filter(([, value]) => value !== ''));

/** What a template hands over for each database; nothing if it is not one of ours. */
function handedOver(template: string): JsonObject {
  try {
    const { databases } = Object(JSON.parse(template.replace('<time>', '""')));
    return isObject(databases) ? databases : {};
  } catch {
    return {};
  }
}

export interface Schedule {
  readonly service: ServiceName | undefined;
  readonly rhythm: Rhythm;
  /** How many databases the function visits, in how many invocations. */
  readonly databases: number;
  readonly invocations: number;
  /** The memory of the function in megabytes. */
  readonly megabytes: number;
  /** The flags of the service. */
  readonly options: Readonly<Record<string, boolean>>;
}

/** How often each function runs, by its name; without those whose schedule is unknown. */
export function schedules(changes: readonly Change[], side: Side): ReadonlyMap<string, Schedule> {
  const rules = of(changes, 'aws_cloudwatch_event_rule', side);
  return new Map(
    of(changes, 'aws_lambda_function', side).flatMap((lambda) => {
      const name = text(lambda.function_name);
      const rule = rules.find((one) => one.name === name);
      const runMinutes = minutesOf(text(rule?.schedule_expression));
      if (!name || runMinutes === undefined) return [];
      const visitMinutes = Number(variablesOf(lambda).VISIT_INTERVAL_SECONDS) / 60 || runMinutes;
      const service = collected(lambda);
      const options = service ? choicesOf(service, variablesOf(lambda)) : {};
      const shards = new Set(rules.flatMap((one) => (isOf(text(one.name), name) ? [text(one.name)] : [])));
      const { memory_size: memory } = lambda;
      const usage = {
        databases: databasesOf(changes, side, lambda).length,
        invocations: shards.size,
        megabytes: typeof memory === 'number' && memory > 0 ? memory : assumptions.functionGigabytes * 1024,
      };
      return [[name, { service, rhythm: { runMinutes, visitMinutes }, ...usage, options }] as const];
    }),
  );
}

/** The metrics in a dashboard body: `["namespace", "name", …]` in the `metrics` lists of its widgets; without those that are chosen. */
function drawnMetrics(body: string | undefined): { namespace: string; name: string; database?: string }[] {
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
      const [namespace, name, ...place] = isArray(line) ? line : [];
      return !place.includes('Database') && typeof namespace === 'string' && typeof name === 'string'
        ? [{ namespace, name }]
        : [];
    });
  });
}

/** Minutes between two runs of an EventBridge rate expression. */
function minutesOf(expression: string | undefined): number | undefined {
  const [, n, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression ?? '') ?? [];
  const minutes = { minute: 1, hour: 60, day: 24 * 60 }[unit ?? ''];
  return minutes === undefined ? undefined : Number(n) * minutes;
}
