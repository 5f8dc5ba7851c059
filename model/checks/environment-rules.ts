import { serviceNames } from '../../thresholds/services';
import { applicationRule } from '../applications/rules';
import { endpointForms, functionIn, secretIn, shownSubscription } from '../aws/endpoints';
import { boardRule } from '../boards/rule';
import { collectorNamesIn } from '../collector-names';
import { databaseRule } from '../databases/rules';
import type { Environment, Subscription } from '../environment';
import { LONGEST_FUNCTION_NAME, NAME_FORM } from '../names';
import { budgetRule } from '../notify/budget-rules';
import { chatRule } from '../notify/chat-rules';
import { uptimeRule } from '../uptime/rules';
import { NO_TERRAFORM_TEXT } from './alarm-rules';
import type { EnvironmentRule } from './finding';
import { limitsIn, optionsIn, overrideRule } from './override-rules';

/** The values that PutRetentionPolicy accepts for RetentionInDays. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** Tags that the project sets, the last two on alarms only; AWS allows 50 per resource. */
const ownTags = ['Project', 'Environment', 'Service', 'ManagedBy', 'Category', 'Severity'];
const MOST_TAGS = 50 - ownTags.length;

/** What is wrong with an endpoint, and what to do. Of a malformed one nothing is shown: it may have a key in it. */
function* endpointProblems(
  { protocol, endpoint }: Subscription,
  { region, accountId }: Pick<Environment, 'region' | 'accountId'>,
): Generator<[problem: string, fix: string]> {
  const { fits, example } = endpointForms[protocol];
  if (!fits(endpoint)) yield [`has no endpoint for ${protocol}`, `use the form ${example}`];
  if (NO_TERRAFORM_TEXT.test(endpoint))
    yield [
      `has a double quote, a line break, \${ or %{ in its endpoint`,
      'write such characters as %22 and the like',
    ];
  const secret = secretIn(endpoint);
  if (secret !== undefined)
    yield [
      `has ${secret} (${shownSubscription(protocol, endpoint)})`,
      'remove it here, deploy, and then give it to npm run secrets -- <environment>, which subscribes it',
    ];
  const lambda = functionIn(endpoint);
  if (lambda && (lambda.region !== region || (accountId !== undefined && lambda.account !== accountId)))
    yield [
      'is a function in another region or account, which cannot be permitted from here',
      'subscribe it in its own stack',
    ];
}

/** Names of stacks that an environment cannot have, and what has them. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ['state', 'the remote state stack'],
  // It keeps the parts of an app in an object, which has this one from the beginning.
  ['constructor', 'the CDK for Terraform'],
]);

/** The rules for one environment, by name. Each has a fixture that breaks it in its test. */
export const environmentRules: Readonly<Record<string, EnvironmentRule>> = {
  *'form of the name'({ name }) {
    if (!NAME_FORM.test(name))
      yield [
        'name',
        `is "${name}"`,
        'use lowercase letters, digits and single hyphens, starting with a letter',
      ];
    const reserved = RESERVED.get(name);
    if (reserved !== undefined) yield ['name', `is reserved for ${reserved}`, 'choose a different name'];
  },
  *'length of the name'({ name }, project) {
    const longest = Math.max(
      ...collectorNamesIn(project, name).map(({ functionName }) => functionName.length),
    );
    const excess = longest - LONGEST_FUNCTION_NAME;
    if (excess > 0)
      yield [
        'name',
        `makes a function name ${longest} characters long; Lambda allows ${LONGEST_FUNCTION_NAME}`,
        `shorten it or the project name "${project}" by ${excess}`,
      ];
  },
  *interval({ collectionMinutes: minutes }) {
    if (!(Number.isInteger(minutes) && minutes >= 1 && minutes <= 60))
      yield ['collectionMinutes', `is ${minutes}`, 'use a whole number from 1 to 60'];
  },
  *adaptive({ adaptive, collectionMinutes }) {
    if (adaptive && collectionMinutes === 1)
      yield [
        'adaptive',
        'is true, and every minute is as often as the schedule runs',
        'remove it, or set collectionMinutes to 2 or more',
      ];
  },
  *retention({ logRetentionDays }) {
    if (!retentions.includes(logRetentionDays))
      yield ['logRetentionDays', `is ${logRetentionDays}`, `use one of ${retentions.join(', ')}`];
  },
  *'grouped alarms'({ groupedAlarmsAbove: above }) {
    if (above !== undefined && !(Number.isInteger(above) && above >= 0))
      yield ['groupedAlarmsAbove', `is ${above}`, 'use a whole number from 0, or remove it'];
  },
  limits: ({ limits }) => limitsIn('limits', limits, serviceNames),
  options: (environment) => optionsIn(environment, serviceNames),
  databases: databaseRule,
  applications: applicationRule,
  dashboards: boardRule,
  chat: chatRule,
  budget: budgetRule,
  uptime: uptimeRule,
  *subscriptions({ subscriptions, region, accountId }) {
    const seen = new Map<string, number>();
    for (const [i, subscription] of subscriptions.entries()) {
      // A malformed one is reported by its shape.
      if (!subscription) continue;
      const field = `subscriptions[${i}]`;
      for (const [problem, fix] of endpointProblems(subscription, { region, accountId }))
        yield [field, problem, fix];
      const key = `${subscription.protocol} ${subscription.endpoint}`;
      const first = seen.get(key);
      if (first !== undefined) yield [field, `repeats subscriptions[${first}]`, 'remove one'];
      seen.set(key, first ?? i);
    }
  },
  *tags({ tags }) {
    // Keys of IAM's tags are the same if they differ only in case: it would refuse the role.
    const folded = (key: string) => key.toLowerCase();
    const keys = Object.keys(tags);
    for (const [key, value] of Object.entries(tags)) {
      const field = `tags.${key}`;
      const own = ownTags.find((one) => folded(one) === folded(key));
      if (own !== undefined)
        yield [field, `is set by the project${own === key ? '' : ` (${own})`}`, 'use another key'];
      const twin = keys.slice(0, keys.indexOf(key)).find((other) => folded(other) === folded(key));
      if (twin !== undefined) yield [field, `differs from ${twin} in case only`, 'remove one'];
      if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key))
        yield [
          field,
          'is not a valid key',
          'use up to 128 letters, digits, spaces and _.:/=+-@, without the prefix aws:',
        ];
      if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value))
        yield [field, 'has an invalid value', 'use up to 256 letters, digits, spaces and _.:/=+-@'];
    }
    if (keys.length > MOST_TAGS) yield ['tags', `has ${keys.length} tags`, `use at most ${MOST_TAGS}`];
  },
  overrides: overrideRule,
};
