import { bandIn } from '../../model/alarms/anomaly';
import { name as safe } from '../markdown';
import { ALL, type AlarmView, amount, amountChange } from '../plan/alarm';
import { equal, isArray, type Json, type JsonObject, objects, text, word } from '../plan/json';

/** If more alarms than this change in the same way, the line gives their number and the first few names. */
const MOST_NAMED = 3;

/** The changes of alarms that exist before and after, one line each; many alarms with the same change share a line. */
export function alarmChanges(
  pairs: readonly (readonly [from: AlarmView, to: AlarmView])[],
  nameOf: (view: AlarmView) => string,
): string[] {
  const groups = new Map<string, string[]>();
  for (const say of [threshold, direction, datapoints, period, missing, measured, receivers])
    for (const [from, to] of pairs)
      for (const change of say(from, to)) groups.set(change, [...(groups.get(change) ?? []), nameOf(to)]);
  return [...groups].flatMap(([change, names]) =>
    names.length > MOST_NAMED
      ? [`${names.length} alarms (${names.slice(0, MOST_NAMED).join(', ')} …): ${change}`]
      : names.map((name) => `${name} ${change}`),
  );
}

type Say = (from: AlarmView, to: AlarmView) => string[];
/** Says that a property of an alarm changes. */
const property =
  (of: (view: AlarmView) => string, say: (from: string, to: string) => string): Say =>
  (from, to) =>
    of(from) === of(to) ? [] : [say(of(from), of(to))];

const threshold: Say = (from, to) =>
  amount(from, ALL) === amount(to, ALL) ? [] : [`${amountChange(from, to)}${effect(from, to)}`];

function effect(from: AlarmView, to: AlarmView): string {
  if (from.band !== undefined && to.band !== undefined)
    return to.band > from.band ? ' (fires later)' : ' (fires earlier)';
  // In the other direction, another number is neither.
  if (from.threshold === undefined || to.threshold === undefined) return '';
  // How many databases there are is no threshold that somebody chose.
  if (to.insights?.of === 'COUNT') return '';
  if (from.unit !== to.unit || from.above !== to.above || from.threshold === to.threshold) return '';
  const later = to.above ? to.threshold > from.threshold : to.threshold < from.threshold;
  return later ? ' (fires later)' : ' (fires earlier)';
}

const operators: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'above its threshold',
  GreaterThanOrEqualToThreshold: 'at or above its threshold',
  LessThanThreshold: 'below its threshold',
  LessThanOrEqualToThreshold: 'at or below its threshold',
  GreaterThanUpperThreshold: 'above its usual band',
  LessThanLowerThreshold: 'below its usual band',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside its usual band',
};

const direction = property(
  ({ values: { comparison_operator: operator } }) => {
    const named = text(operator) ?? '';
    return Object.hasOwn(operators, named) ? (operators[named] ?? '') : safe(word(operator));
  },
  (from, to) => `fires ${to} instead of ${from}`,
);

const datapoints = property(
  ({ values: { datapoints_to_alarm: m, evaluation_periods: n } }) =>
    // The provider writes 0 for "not set", which means all of them.
    `${safe(word(m === 0 ? n : (m ?? n)))} of ${safe(word(n))}`,
  (from, to) => `fires after ${from} → ${to} periods`,
);

const metricsOf = ({ values }: AlarmView): JsonObject[] =>
  objects(values.metric_query).flatMap((query) => objects(query.metric));

const period = property(
  (view) => {
    const [query] = objects(view.values.metric_query);
    const seconds = metricsOf(view)[0]?.period ?? (view.insights ? query?.period : view.values.period);
    return typeof seconds === 'number' ? String(seconds / 60) : safe(word(seconds));
  },
  (from, to) => `evaluates over periods of ${from} → ${to} minutes`,
);

const missing = property(
  ({ values }) => safe(text(values.treat_missing_data) ?? 'missing'),
  (from, to) => `treats missing data as ${from} → ${to}`,
);

/** What an alarm looks at, without the namespace: when that changes, the report says once that all metrics move. */
function subject(view: AlarmView): Json {
  const inMath = metricsOf(view);
  const metrics = (inMath.length > 0 ? inMath : [view.values]).map((metric) => [
    metric.metric_name ?? null,
    metric.stat ?? metric.statistic ?? metric.extended_statistic ?? null,
    metric.dimensions ?? null,
  ]);
  return [metrics, objects(view.values.metric_query).map(({ expression }) => expressionOf(expression))];
}

/** Another width of a band is said as such. */
const expressionOf = (expression: Json | undefined): Json => {
  const said = text(expression);
  return said !== undefined && bandIn(said) !== undefined
    ? said.replace(/,[^,)]*\)$/, ')')
    : (expression ?? null);
};

/** The databases that an alarm of many leaves out, because they have alarms of their own. */
const leftOut = property(
  ({ insights }) => (insights?.without ?? []).map(safe).join(', ') || 'none',
  (from, to) => `leaves out these databases: ${from} → ${to}`,
);

/** The rest of a query, where it is one. */
const askedBy = ({ insights }: AlarmView): Json =>
  insights ? [insights.of, insights.metric, insights.environment, insights.first ?? null] : null;

const measured: Say = (from, to) =>
  from.insights && to.insights && equal(askedBy(from), askedBy(to))
    ? leftOut(from, to)
    : changedSubject(from, to);

const changedSubject: Say = (from, to) =>
  equal(subject(from), subject(to))
    ? []
    : ['looks at another metric, statistic, dimension or expression: see every attribute below'];

const some = (value: Json | undefined): boolean => !isArray(value) || value.length > 0;

/** That an alarm notifies nobody any more is said first in the report. */
const receivers: Say = ({ values: from }, { values: to }) => [
  ...(to.actions_enabled !== false && from.actions_enabled === false ? ['notifies again'] : []),
  ...target(from.alarm_actions, to.alarm_actions, 'notifies'),
  ...target(from.ok_actions, to.ok_actions, 'reports recovery to'),
];

function target(from: Json | undefined, to: Json | undefined, verb: string): string[] {
  const [had, has] = [from ?? [], to ?? []];
  if (equal(had, has) || !some(has)) return [];
  return [some(had) ? `${verb} a different target` : `${verb} a target; so far none`];
}
