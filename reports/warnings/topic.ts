import { isOwnFilter } from '../../model/notify/states';
import { named } from '../changes/resources';
import { code } from '../markdown';
import type { Change } from '../plan/change';
import { equal, isArray, type JsonObject, own, text } from '../plan/json';
import { type Facts, fact, missing, settled } from './facts';
import { permits } from './policy';

export const SUBSCRIPTION = 'aws_sns_topic_subscription';

/** That a topic goes, with all its subscriptions. */
export function topicGone(change: Change): string[] {
  if (change.type !== 'aws_sns_topic' || (change.kind !== 'destroy' && change.kind !== 'replace')) return [];
  const verb = change.kind === 'destroy' ? 'destroys' : 'replaces';
  return [
    `**${verb}** ${named(change)} (${code(change.type)}): all subscriptions end; e-mail recipients must confirm again`,
  ];
}

/** That a subscription goes. */
export function unsubscribed({ type, kind, name, after }: Change): string[] {
  if (type !== SUBSCRIPTION) return [];
  if (kind === 'destroy') return [`${code(name)} is **no longer told**`];
  if (kind === 'replace') return [`the subscription ${code(name)} is **replaced**: ${again(after)}`];
  return [];
}

/** A function that is subscribed and that the topic may no longer invoke. What also loses its subscription is told of that. */
export function uninvoked({ type, kind, before, after }: Change, changes: readonly Change[]): string[] {
  const lambda = text(before?.function_name);
  if (type !== 'aws_lambda_permission' || lambda === undefined || kind === 'create') return [];
  const invokes = (values: JsonObject | undefined) => values?.principal === 'sns.amazonaws.com';
  if (!invokes(before) || (invokes(after) && after?.function_name === lambda)) return [];
  const unsubscribes = changes.some(
    (one) => one.type === SUBSCRIPTION && one.kind === 'destroy' && one.before?.endpoint === lambda,
  );
  return unsubscribes ? [] : [`the function ${code(lambda)} is **no longer told**: SNS may not invoke it`];
}

/** What the new one needs before it gets a message. */
function again(after: JsonObject | undefined): string {
  const protocol = text(after?.protocol) ?? '';
  if (protocol.startsWith('email')) return 'an e-mail recipient must confirm again';
  return /^https?$/.test(protocol)
    ? 'the endpoint must confirm again, as far as it does not do so itself'
    : 'it misses what is sent in between';
}

/** Settings with which a message no longer gets through. */
const muffles: Readonly<Record<string, readonly [field: string, what: string][]>> = {
  [SUBSCRIPTION]: [['filter_policy', 'gets only what its filter_policy lets through']],
  aws_sns_topic: [
    [
      'kms_master_key_id',
      'is encrypted with another key: alarms get through only if the key’s policy lets CloudWatch use it, and the key of AWS (alias/aws/sns) does not',
    ],
  ],
};

/** A message that no longer gets through, one line each. */
export function muffled({ type, kind, name, before, after }: Change, changes: readonly Change[]): string[] {
  const set = (field: string) =>
    !nothing(after?.[field]) && !equal(before?.[field], after?.[field]) && !isOwnFilter(after?.[field]);
  const lines = (own(muffles, type) ?? [])
    .filter(([field]) => set(field))
    .map(([, what]) => `${code(name)} ${what}`);
  if (type !== 'aws_sns_topic_policy' && type !== 'aws_sns_topic') return lines;
  if (!before || (type === 'aws_sns_topic' && !after)) return lines;
  if (kind !== 'destroy') {
    // Who has nothing to tell any more needs no right to publish.
    const budgeted = changes.some((one) => one.type === 'aws_budgets_budget' && one.after);
    const publishes: Facts = (values) => [
      ...fact(lets(values), `${code(name)}: **CloudWatch may no longer publish** to the topic`),
      ...fact(
        budgeted && lets(values, 'budgets.amazonaws.com'),
        `${code(name)}: **AWS Budgets may no longer publish** to the topic`,
      ),
    ];
    return [...lines, ...missing(publishes, before, after && settled(before, after))];
  }
  // That the topic goes is said of it.
  const topic = changes.some(
    (one) => one.type === 'aws_sns_topic' && one.kind === 'destroy' && one.before?.arn === before.arn,
  );
  return topic || !lets(before)
    ? []
    : [
        `${code(name)}: **its policy is removed**. CloudWatch publishes only as far as the default policy of SNS lets it`,
      ];
}

const nothing = (value: JsonObject[string]): boolean =>
  value === undefined || value === null || value === '' || (isArray(value) && value.length === 0);

const lets = ({ policy, arn }: JsonObject, service = 'cloudwatch.amazonaws.com'): boolean =>
  permits(policy, {
    action: 'sns:Publish',
    service,
    account: /^\d{12}$/.exec(text(arn)?.split(':')[4] ?? '')?.[0],
  });
