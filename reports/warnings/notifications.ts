import { codes } from '../markdown';
import { alarmTitle, alarmView } from '../plan/alarm';
import type { Change } from '../plan/change';
import { of, type Side } from '../plan/inventory';
import { isArray, type Json, type JsonObject } from '../plan/json';
import { UNKNOWN } from '../plan/mask';
import type { Plan } from '../plan/parse';
import { unbudgeted } from './budget';
import { channelsHearing, unchatted } from './chat';
import { muffled, SUBSCRIPTION, topicGone, uninvoked, unsubscribed } from './topic';

const MOST_NAMED = 3;
const empty = (value: Json | undefined): boolean =>
  value === undefined || value === null || (isArray(value) && value.length === 0);

/** Why an alarm in this state tells nobody; undefined if it tells somebody. */
function mute({ actions_enabled: enabled, alarm_actions: actions }: JsonObject): string | undefined {
  if (enabled === false) return 'actions_enabled is false';
  return empty(actions) ? 'alarm_actions is empty' : undefined;
}

const ALARM = 'aws_cloudwatch_metric_alarm';
const COMPOSITE = 'aws_cloudwatch_composite_alarm';
const touched = ({ kind }: Change): boolean => kind !== 'none' && kind !== 'forget';

/** Whom the plan no longer tells of alarms, one line each. What tells nobody at all comes first. */
export function silenced(plan: Plan): string[] {
  const changes = plan.changes.filter(touched);
  const all = plan.changes.filter(({ type }) => type === ALARM);
  // Where all alarms go, there is nothing to be told.
  if (all.length > 0 && all.every(({ kind }) => kind === 'destroy')) return [];
  const alarms = changes.filter(({ type }) => type === ALARM || type === COMPOSITE);
  return [
    ...(lastSubscription(plan)
      ? ['**nobody is told of any alarm** after this: the topic has no subscription left']
      : []),
    ...changes.flatMap(topicGone),
    ...grouped(alarms, (alarm) => muted(alarm)),
    // A metric alarm that goes is among the rows.
    ...grouped(alarms, ({ type, kind }) =>
      type === COMPOSITE && kind === 'destroy' ? '**is removed**' : undefined,
    ),
    ...changes.flatMap((change) => muffled(change, plan.changes)),
    ...changes.flatMap((change) => uninvoked(change, changes)),
    ...grouped(alarms, (alarm) => elsewhere(alarm, plan.moves)),
    ...targets.flatMap(([field, verb]) => grouped(alarms, (alarm) => fewer(alarm, field, verb))),
    // There may be many: they come last.
    ...changes.flatMap(unchatted),
    ...changes.flatMap(unbudgeted),
    ...changes.flatMap(unsubscribed),
  ];
}

function muted({ before, after }: Change): string | undefined {
  const now = after && mute(after);
  return now && (!before || mute(before) === undefined) ? `**tells nobody**: ${now}` : undefined;
}

/** Which lists of targets there are, and when they are told. */
const targets = [
  ['alarm_actions', 'of an alarm'],
  ['ok_actions', 'when it is over'],
  ['insufficient_data_actions', 'when data are missing'],
] as const;

/** Another target is said with the rows. */
function fewer({ before, after }: Change, field: string, when: string): string | undefined {
  const [had, has] = [before?.[field], after?.[field] ?? []];
  if (!isArray(had) || !isArray(has) || !after || has.length >= had.length) return undefined;
  if (has.length > 0) return `tells fewer ${when}: ${field} has ${has.length} of ${had.length} targets`;
  // With no target at all, it tells nobody: that is said first.
  return field === 'alarm_actions' ? undefined : `no longer tells ${when}: ${field} is empty`;
}

/** That the metrics move with an alarm is said once for all of them. */
function elsewhere({ before, after }: Change, moves: Plan['moves']): string | undefined {
  if (!before || !after) return undefined;
  const spaces = (values: JsonObject) =>
    new Set(alarmView(values).metrics.flatMap(({ namespace }) => (namespace === UNKNOWN ? [] : namespace)));
  const moved = moves.flatMap(({ kind, to = '' }) => (kind === 'namespace' ? to.split(', ') : []));
  const known = new Set([...spaces(before), ...moved]);
  const come = [...spaces(after)].filter((one) => one !== '' && !known.has(one));
  return come.length > 0
    ? `looks at **another namespace**, ${codes(come)}: it never fires if nothing publishes there`
    : undefined;
}

/** `3 alarms (…): tells nobody`. */
function grouped(alarms: readonly Change[], say: (alarm: Change) => string | undefined): string[] {
  const groups = new Map<string, string[]>();
  for (const alarm of alarms) {
    const what = say(alarm);
    const values = alarm.after ?? alarm.before;
    if (what && values) groups.set(what, [...(groups.get(what) ?? []), alarmTitle(alarmView(values))]);
  }
  return [...groups].map(([what, names]) => {
    const some = names.slice(0, MOST_NAMED).join(', ');
    return names.length > MOST_NAMED
      ? `each of ${names.length} alarms (${some} …) ${what}`
      : `${some} ${what}`;
  });
}

/** Whether there will be alarms, and neither a subscription of a topic nor a channel. */
export function notifiesNobody(plan: Plan): boolean {
  return existing(plan, ALARM, 'after') > 0 && hearing(plan, 'after') === 0;
}

/** Whether it is this plan that takes the last subscription away. */
export function lastSubscription(plan: Plan): boolean {
  return notifiesNobody(plan) && hearing(plan, 'before') > 0;
}

const hearing = (plan: Plan, side: Side): number =>
  existing(plan, SUBSCRIPTION, side) + channelsHearing(plan, side);
const existing = ({ changes }: Plan, type: string, side: Side): number => of(changes, type, side).length;
