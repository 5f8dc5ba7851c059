import { type JsonObject, objects, text } from '../../reports/plan/json';
import { serviceNames } from '../../thresholds/services';

/** Alarms that are named; the others are counted. */
const MOST_NAMED = 4;
const DAY_MS = 86_400_000;
/** How long CloudWatch learns what is usual. */
const LEARNING_MS = 14 * DAY_MS;

/** The metrics of an alarm's metric math. */
const metricsIn = ({ metric_query: queries }: JsonObject): JsonObject[] =>
  objects(queries).flatMap(({ metric }) => objects(metric));

/** The period of an alarm in seconds; in metric math and in a query over many metrics it stands in there. */
const periodOf = (alarm: JsonObject): number =>
  Math.max(
    ...[alarm, ...objects(alarm.metric_query), ...metricsIn(alarm)].map(({ period }) => Number(period) || 0),
  );

/** Milliseconds until an alarm has looked at values of its own in all of its periods, and in the one that has begun. */
const settlingMs = (alarm: JsonObject): number =>
  (Number(alarm.evaluation_periods) + 1) * periodOf(alarm) * 1_000;

const isBreaching = ({ treat_missing_data: missing }: JsonObject): boolean => missing === 'breaching';
const learns = ({ threshold_metric_id: band }: JsonObject): boolean => Boolean(band);

/** What an alarm watches, as text. A query over all databases counts them: with another number it watches others. */
function watchedBy(alarm: JsonObject): string {
  const queries = objects(alarm.metric_query).flatMap(({ expression }) =>
    /^SELECT /i.test(text(expression) ?? '') ? [expression, alarm.threshold] : [],
  );
  const metrics = [alarm, ...metricsIn(alarm)].map(({ namespace, metric_name, dimensions }) => [
    ...[namespace, metric_name, dimensions],
  ]);
  return JSON.stringify([metrics, queries]);
}

/** Whether the past that an alarm looks at is not what was published for it. */
function isFresh(alarm: JsonObject, former: JsonObject | undefined): boolean {
  if (!former || watchedBy(former) !== watchedBy(alarm)) return true;
  // In shorter periods there may have been none, and what was missing was no matter.
  return isBreaching(alarm) && (periodOf(alarm) < periodOf(former) || !isBreaching(former));
}

const namesOf = (alarms: readonly JsonObject[]): string => {
  const names = alarms.flatMap((alarm) => text(alarm.alarm_name) ?? []).sort();
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more`] : [];
  return [...names.slice(0, MOST_NAMED), ...more].join(', ');
};

/** `09:20 UTC`, with the day where it is not within a day. */
function timeWords(at: number, now: number): string {
  const [day, time = ''] = new Date(at).toISOString().split('T');
  return `${at - now < DAY_MS ? '' : `${day} `}${time.slice(0, 5)} UTC`;
}

/**
 * Until when new alarms, and those that watch something else now, may sound without cause. To those that take missing data as bad, the
 * time before looks like silence; those on what is unusual have yet to learn what is usual. Empty if there are none.
 * @param environment for the commands that look further
 * @param before all alarms of the state before the deployment; `after` those of the state after it
 * @param now milliseconds since the epoch
 */
export function mayStillSound(
  environment: string,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  now: number,
): string[] {
  const known = new Map(before.map((alarm) => [alarm.alarm_name, alarm]));
  const fresh = after.filter((alarm) => isFresh(alarm, known.get(alarm.alarm_name)));
  const silent = fresh.filter(isBreaching);
  const ofCollectors = silent.filter(({ tags }) => isService(tags));
  const ofOthers = silent.filter((alarm) => !ofCollectors.includes(alarm));
  const until = (alarms: readonly JsonObject[]) => timeWords(now + Math.max(...alarms.map(settlingMs)), now);
  const say = (alarms: readonly JsonObject[], words: (some: readonly JsonObject[]) => string) =>
    alarms.length === 0 ? [] : [words(alarms)];
  return [
    ...say(
      ofCollectors,
      (some) =>
        `${titleOf(some, known)} take missing data as bad, and may be in ALARM until ${until(some)}, when their functions have run often enough: ` +
        `${namesOf(some)}. If one still is then, it is right: \`npm run invoke -- ${environment} <service>\` shows why.`,
    ),
    ...say(
      ofOthers,
      (some) =>
        `${titleOf(some, known)} on what applications publish take missing data as bad, and may be in ALARM until ${until(some)}, when the ` +
        `applications have published in each period: ${namesOf(some)}. If one still is then: \`npm run doctor -- ${environment}\` says what is published.`,
    ),
    ...say(
      fresh.filter(learns),
      (some) =>
        `${titleOf(some, known)} have to learn what is usual, and may be in ALARM without cause until ${timeWords(now + LEARNING_MS, now)}: ${namesOf(some)}.`,
    ),
  ];
}

const titleOf = (some: readonly JsonObject[], known: ReadonlyMap<unknown, JsonObject>): string =>
  some.some((alarm) => known.has(alarm.alarm_name)) ? 'New and changed alarms' : 'New alarms';

const isService = (tags: unknown): boolean =>
  serviceNames.some((name) => name === (tags as JsonObject | undefined)?.Service);

/**
 * What else new alarms say: that they are OK, when they have their first value, where nothing filters that.
 * @param types of all resources that are deployed
 */
export function sayOnce(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  types: readonly string[],
): string[] {
  const known = new Set(before.map(({ alarm_name }) => alarm_name));
  const fresh = after.filter(({ alarm_name }) => !known.has(alarm_name)).length;
  const hearers = [
    ...(types.includes('aws_budgets_budget')
      ? ['subscriptions, which filter nothing where there is a budget']
      : []),
    ...(types.some((type) => type.startsWith('aws_chatbot_')) ? ['chat'] : []),
  ];
  if (fresh === 0 || hearers.length === 0) return [];
  const which = fresh === 1 ? 'The new alarm says' : `Each of the ${fresh} new alarms says`;
  return [`${which} once that it is OK, when it has its first value: to ${hearers.join(', and to ')}.`];
}
