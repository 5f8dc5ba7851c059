import { shownSubscription } from '../../../model/aws/endpoints';
import { urlOf } from '../../../model/aws/url';
import { appsOf, chatTitles } from '../../../model/notify/chat';
import type { Expected } from '../expected';
import type { SubscriptionFact, TopicFacts } from '../facts';
import { check, type Finding, fault, note } from '../finding';

/** The endpoint by which the topic tells Amazon Q Developer in chat applications. */
const CHAT_HOST = 'global.sns-api.chatbot.amazonaws.com';
const isChat = ({ endpoint }: SubscriptionFact): boolean => urlOf(endpoint)?.host === CHAT_HOST;

const ADDRESS =
  'Add one to subscriptions in environments.ts and deploy, or give one with a key in its URL to npm run secrets (SUBSCRIBE)';

/** Does somebody hear the alarms? */
export const topic = check({
  title: 'Topic',
  needs: ['topic'],
  find: ({ environment, topic: name }, { topic: read }) => unheard(name, environment, read),
  fine: (_, { topic: { subscriptions } }) =>
    `${subscriptions.length} ${subscriptions.length === 1 ? 'subscription' : 'subscriptions'}, confirmed`,
});

/** Why nobody, or not everybody, hears what a topic is told. */
export function unheard(
  name: string,
  environment: Expected['environment'],
  { arn, subscriptions, policy }: Pick<TopicFacts, 'arn' | 'subscriptions' | 'policy'>,
): Finding[] {
  if (arn === undefined)
    return [
      fault(name, 'is not there: alarms tell nobody', `Deploy it: npm run deploy -- ${environment.name}`),
    ];
  const waiting = subscriptions.filter(({ confirmed }) => !confirmed);
  const heard = subscriptions.length > waiting.length;
  return [
    ...(isOpenFor(CLOUDWATCH, policy)
      ? []
      : [
          fault(
            name,
            'does not let CloudWatch publish: nobody hears the alarms',
            `Deploy it: npm run deploy -- ${environment.name}`,
          ),
        ]),
    ...waiting.map((one) => unconfirmed(name, one, heard)),
    ...(subscriptions.length === 0
      ? [fault(name, 'has no subscription: nobody hears the alarms', ADDRESS)]
      : []),
    ...missing(environment, subscriptions).map((shown) =>
      fault(name, `is not subscribed by ${shown}`, `Deploy it: npm run deploy -- ${environment.name}`),
    ),
  ];
}

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

/** Whether a topic's policy allows a service to publish. */
function isOpenFor(service: string, policy = ''): boolean {
  const listed = (value: unknown): unknown[] => [value].flat();
  return statementsIn(policy).some(
    ({ Effect, Action, Principal }) =>
      Effect === 'Allow' &&
      listed(Action).some((action) => /^(sns:(publish|\*)|\*)$/i.test(String(action))) &&
      listed((Principal as { Service?: unknown } | undefined)?.Service).includes(service),
  );
}

function statementsIn(policy: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    return [(JSON.parse(policy) as { Statement?: object }).Statement ?? []].flat() as Readonly<
      Record<string, unknown>
    >[];
  } catch {
    return [];
  }
}

const unconfirmed = (name: string, { protocol, endpoint }: SubscriptionFact, heard: boolean): Finding => {
  const what = `waits for ${shownSubscription(protocol, endpoint)} to confirm${heard ? '' : ': nobody hears the alarms'}`;
  return fault(
    name,
    what,
    'Follow the link in the message from AWS; if it is lost, remove the subscription, and deploy twice',
  );
};

/** The subscriptions of the table that the topic does not have, without what may be secret. */
function missing({ subscriptions }: Expected['environment'], found: readonly SubscriptionFact[]): string[] {
  const has = (protocol: string, endpoint: string) =>
    found.some((one) => one.protocol === protocol && one.endpoint === endpoint);
  return subscriptions
    .filter(({ protocol, endpoint }) => !has(protocol, endpoint))
    .map(({ protocol, endpoint }) => shownSubscription(protocol, endpoint));
}

/** Is chat authorized? AWS subscribes it to the topic when a channel is configured in an authorized workspace. */
export const chat = check({
  title: 'Chat',
  needs: ['topic'],
  find: ({ environment, topic: name }, { topic: { subscriptions }, emulated }) => {
    const apps = appsOf(environment.chat).map((app) => chatTitles[app]);
    if (apps.length === 0) return [];
    const where = apps.join(' and ');
    if (emulated)
      return [note(name, `${where} could not be looked at: the emulator has no chat`, 'Look again in AWS')];
    if (subscriptions.some(isChat)) return [];
    return [
      fault(
        name,
        `does not reach ${where}: Amazon Q Developer is not subscribed`,
        `Authorize the workspace or the tenant at https://console.aws.amazon.com/chatbot/, then: npm run deploy -- ${environment.name}`,
      ),
    ];
  },
  fine: ({ environment }) => (environment.chat ? 'subscribed to the topic' : 'no channel is asked for'),
});
