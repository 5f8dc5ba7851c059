import { name as safe } from '../markdown';
import { ALL, type AlarmView, amount, amountChange } from './alarm';
import { equal, objects, text, word } from './json';

/** If more alarms than this change in the same way, the line gives their number and the first few names. */
const MOST_NAMED = 3;

/** The changes of alarms that exist before and after, one line each; many alarms with the same change share a line. */
export function alarmChanges(
  pairs: readonly (readonly [from: AlarmView, to: AlarmView])[],
  nameOf: (view: AlarmView) => string,
): string[] {
  const groups = new Map<string, string[]>();
  for (const say of [threshold, direction, datapoints, period, missing, silence, receivers])
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
  if (from.threshold === undefined || to.threshold === undefined || from.unit !== to.unit) return '';
  const later = to.above ? to.threshold > from.threshold : to.threshold < from.threshold;
  return later ? ' (fires later)' : ' (fires earlier)';
}

const direction = property(
  ({ above }) => (above ? 'above' : 'below'),
  (from, to) => `fires ${to} its threshold instead of ${from}`,
);

const datapoints = property(
  ({ values: { datapoints_to_alarm: m, evaluation_periods: n } }) =>
    `${safe(word(m ?? n))} of ${safe(word(n))}`,
  (from, to) => `fires after ${from} → ${to} periods`,
);

const period = property(
  ({ values }) => {
    const [metric] = objects(values.metric_query).flatMap((query) => objects(query.metric));
    const seconds = metric?.period ?? values.period;
    return typeof seconds === 'number' ? String(seconds / 60) : safe(word(seconds));
  },
  (from, to) => `evaluates over periods of ${from} → ${to} minutes`,
);

const missing = property(
  ({ values }) => safe(text(values.treat_missing_data) ?? 'missing'),
  (from, to) => `treats missing data as ${from} → ${to}`,
);

/** An alarm that notifies nobody is worse than no alarm. */
const silence: Say = ({ values: from }, { values: to }) =>
  from.actions_enabled !== false && to.actions_enabled === false
    ? ['**no longer notifies anybody** (actions_enabled is false)']
    : [];

const receivers: Say = ({ values: from }, { values: to }) => [
  ...(equal(from.alarm_actions, to.alarm_actions) ? [] : ['notifies a different target']),
  ...(equal(from.ok_actions, to.ok_actions) ? [] : ['reports recovery to a different target']),
];
