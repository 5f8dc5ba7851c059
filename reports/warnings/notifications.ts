import { grantsOf } from '../changes/policies';
import { named } from '../changes/resources';
import { code } from '../markdown';
import { alarmTitle, alarmView } from '../plan/alarm';
import type { Change } from '../plan/change';
import { of, type Side } from '../plan/inventory';
import { equal, isArray, type Json, type JsonObject, text } from '../plan/json';
import { UNKNOWN } from '../plan/mask';
import type { Plan } from '../plan/parse';

const MOST_NAMED = 3;
const empty = (value: Json | undefined): boolean =>
  value === undefined || value === null || (isArray(value) && value.length === 0);

/** Why an alarm in this state tells nobody; undefined if it tells somebody. */
function mute({ actions_enabled: enabled, alarm_actions: actions }: JsonObject): string | undefined {
  if (enabled === false) return 'actions_enabled is false';
  return empty(actions) ? 'alarm_actions is empty' : undefined;
}

const SUBSCRIPTION = 'aws_sns_topic_subscription';
const ALARM = 'aws_cloudwatch_metric_alarm';
const touched = ({ kind }: Change): boolean => kind !== 'none' && kind !== 'forget';

/** Whom the plan no longer tells of alarms, one line each. What tells nobody at all comes first. */
export function silenced(plan: Plan): string[] {
  const changes = plan.changes.filter(touched);
  const alarms = changes.filter(({ type }) => type === ALARM);
  // Where all alarms go, there is nothing to be told.
  if (alarms.length > 0 && plan.changes.every(({ type, kind }) => type !== ALARM || kind === 'destroy'))
    return [];
  return [
    ...(lastSubscription(plan)
      ? ['**nobody is told of any alarm** after this: the topic has no subscription left']
      : []),
    ...grouped(alarms, ({ before, after }) => {
      const now = after && mute(after);
      return now && (!before || mute(before) === undefined) ? `**tells nobody**: ${now}` : undefined;
    }),
    ...changes.flatMap(topicGone),
    ...changes.flatMap(unsubscribed),
    ...changes.flatMap((change) => uninvoked(change, changes)),
    ...changes.flatMap(muffled),
    ...grouped(alarms, ({ before, after }) =>
      before && after && !empty(before.ok_actions) && empty(after.ok_actions)
        ? 'no longer tells when it is over: ok_actions is empty'
        : undefined,
    ),
  ];
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

function topicGone(change: Change): string[] {
  if (change.type !== 'aws_sns_topic' || (change.kind !== 'destroy' && change.kind !== 'replace')) return [];
  const verb = change.kind === 'destroy' ? 'destroys' : 'replaces';
  return [
    `**${verb}** ${named(change)} (${code(change.type)}): all subscriptions end; e-mail recipients must confirm again`,
  ];
}

function unsubscribed({ type, kind, name }: Change): string[] {
  if (type !== SUBSCRIPTION) return [];
  if (kind === 'destroy') return [`${code(name)} is **no longer told**`];
  if (kind === 'replace')
    return [`the subscription ${code(name)} is **replaced**: an e-mail recipient must confirm again`];
  return [];
}

/** A function that is subscribed and that the topic may no longer invoke. What also loses its subscription is told of that. */
function uninvoked({ type, kind, before, after }: Change, changes: readonly Change[]): string[] {
  const lambda = text(before?.function_name);
  if (type !== 'aws_lambda_permission' || lambda === undefined || kind === 'create') return [];
  const invokes = (values: JsonObject | undefined) => values?.principal === 'sns.amazonaws.com';
  if (!invokes(before) || (invokes(after) && after?.function_name === lambda)) return [];
  const unsubscribes = changes.some(
    (one) => one.type === SUBSCRIPTION && one.kind === 'destroy' && one.before?.endpoint === lambda,
  );
  return unsubscribes ? [] : [`the function ${code(lambda)} is **no longer told**: SNS may not invoke it`];
}

/** Settings with which a message no longer gets through. */
function muffled({ type, name, before, after }: Change): string[] {
  if (!after) return [];
  const set = (field: string) =>
    !empty(after[field]) && after[field] !== '' && !equal(before?.[field], after[field]);
  if (type === SUBSCRIPTION && set('filter_policy'))
    return [`${code(name)} gets only what its filter_policy lets through`];
  if (type === 'aws_sns_topic' && set('kms_master_key_id'))
    return [
      `${code(name)} is encrypted with another key: alarms get through only if the key’s policy lets CloudWatch use it, and the key of AWS (alias/aws/sns) does not`,
    ];
  if (type === 'aws_sns_topic_policy' && before && after.policy !== UNKNOWN && lets(before) && !lets(after))
    return [`${code(name)}: **CloudWatch may no longer publish** to the topic`];
  return [];
}

const lets = ({ policy }: JsonObject): boolean =>
  grantsOf(policy).some((grant) =>
    /^Allow (sns:(Publish|\*)|SNS:Publish|\*) .*cloudwatch\.amazonaws\.com/.test(grant),
  );

/** Whether there will be alarms, and no subscription of a topic. */
export function notifiesNobody(plan: Plan): boolean {
  return existing(plan, ALARM, 'after') > 0 && existing(plan, SUBSCRIPTION, 'after') === 0;
}

/** Whether it is this plan that takes the last subscription away. */
export function lastSubscription(plan: Plan): boolean {
  return notifiesNobody(plan) && existing(plan, SUBSCRIPTION, 'before') > 0;
}

const existing = ({ changes }: Plan, type: string, side: Side): number => of(changes, type, side).length;
