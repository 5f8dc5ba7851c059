import { DEFAULT_QUERY } from '../../thresholds/queries';
import { type Datapoints, type Severity, severities } from '../../thresholds/row';
import type { ServiceName } from '../../thresholds/services';
import { type Collector, type CollectorAlarm, collectorOf } from '../collector';
import { collectorNames } from '../collector-names';
import { withDatabase } from '../databases/log';
import { withoutNamed } from '../databases/table';
import type { Environment } from '../environment';
import { HOURS, queryText, shortLogQueryLink } from '../links';
import { ALL_NAMED } from '../names';
import { kindAt } from '../threshold';
import { functions, type InsightsQuery, insightsText, MINUTES_SEEN } from './insights';

/**
 * Up to so many named databases of a service have alarms of their own; more have grouped alarms. With all rows, 50 databases of each
 * service have some 2,000 alarms, which take twelve minutes to create at CloudWatch's 3 a second; a hundred are near its
 * quota of 5,000.
 */
export const MOST_WITH_OWN = 50;
/**
 * So many databases may differ from the environment in a row, and be left out of its grouped alarms by name. With the longest names,
 * the query stays below CloudWatch's limit of 2,048 characters.
 */
export const MOST_LEFT_OUT = 20;

/** A row for which each named database keeps its own alarms. */
export interface KeptRow {
  readonly row: string;
  readonly why: string;
}

/** How the named databases of a service are watched where they are many. */
export interface Grouping {
  /**
   * The environment's thresholds, and the grouped alarms in the place of alarms of its own. Its database is a placeholder for
   * people to fill in.
   */
  readonly collector: Collector;
  /** The databases whose own alarms for a row stay, by row. A row that is not in it has no grouped alarms. */
  readonly exceptions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly kept: readonly KeptRow[];
  /** The rows without alarms, because those of another row sound no later. */
  readonly without: readonly { readonly row: string; readonly by: string }[];
}

/** What the text of a grouped alarm says in the place of a database's name. */
export const PLACEHOLDER = '<database>';

/**
 * Groups the alarms of the named databases of a service: one for each row and severity, over a query that gives a series for each
 * database, with the environment's thresholds. A row whose alarms need another metric keeps those of each database, and
 * so does one in which too many databases differ.
 * @param collectors all databases of the service
 * @returns undefined where named databases are few enough to have alarms of their own
 */
export function groupingOf(
  environment: Environment,
  service: ServiceName,
  collectors: readonly Collector[],
): Grouping | undefined {
  const named = collectors.filter(({ database }) => database !== undefined);
  const [first] = named;
  if (!first || named.length <= (environment.groupedAlarmsAbove ?? MOST_WITH_OWN)) return undefined;
  const common = collectorOf(withoutNamed(environment), service);
  const rows = new Map(named.map((one) => [one, alarmsByRow(one)] as const));
  const kept: KeptRow[] = [];
  const stoodFor: Grouping['without'][number][] = [];
  const exceptions = new Map<string, ReadonlySet<string>>();
  const implied = (own: readonly CollectorAlarm[]) => byOf(own) !== undefined;
  // A row that another one stands for is decided after that one.
  const ordered = [...alarmsByRow(common)].sort(([, a], [, b]) => Number(implied(a)) - Number(implied(b)));
  const alarms = ordered.flatMap(([row, own]) => {
    const publishing = named.filter((one) => one.rows[row]);
    const usual = sameness(own);
    const lacks = (one: Collector) => own.some(({ definition }) => !hasGroupedRow(one, definition.alarm));
    const differing = publishing.filter(
      (one) => lacks(one) || sameness(rows.get(one)?.get(row) ?? []) !== usual,
    );
    const without = differing.flatMap(({ database }) => database ?? []).sort();
    const by = byOf(own);
    const instead = by === undefined ? undefined : exceptions.get(by);
    if (by !== undefined && instead && isNoLater(common, own, by)) {
      stoodFor.push({ row, by });
      exceptions.set(row, new Set([...instead, ...without]));
      return [];
    }
    const why = whyNot(common, own, differing.length);
    if (why !== undefined) kept.push({ row, why });
    const watched = publishing.length - differing.length;
    if (why !== undefined || watched === 0) return [];
    exceptions.set(row, new Set(without));
    return groupedAlarms(common, own, without, watched);
  });
  return {
    collector: {
      ...common,
      database: PLACEHOLDER,
      id: `${service}-${ALL_NAMED}`,
      title: `a named database of ${common.title}`,
      dashboardLink: first.dashboardLink,
      alarms,
      // A band belongs to one metric.
      anomalies: [],
    },
    exceptions,
    kept,
    without: stoodFor,
  };
}

/** The alarms that a database has of its own. */
export function ownAlarms(collector: Collector, grouping: Grouping | undefined): readonly CollectorAlarm[] {
  const { database, alarms } = collector;
  if (!grouping || database === undefined) return alarms;
  return alarms.filter(({ row }) => grouping.exceptions.get(row)?.has(database) ?? true);
}

function alarmsByRow({ alarms }: Collector): Map<string, CollectorAlarm[]> {
  const rows = new Map<string, CollectorAlarm[]>();
  for (const alarm of alarms) rows.set(alarm.row, [...(rows.get(alarm.row) ?? []), alarm]);
  return rows;
}

/** What must be the same for one alarm to stand for those of two databases. */
const sameness = (alarms: readonly CollectorAlarm[]): string =>
  JSON.stringify(
    alarms.map(({ severity, query, compared, datapoints, periodMinutes }) => [
      severity,
      query,
      compared,
      datapoints,
      periodMinutes,
    ]),
  );

type AlarmOfRow = CollectorAlarm['definition']['alarm'];

/** The row whose alarms stand for these. */
const byOf = ([first]: readonly CollectorAlarm[]): string | undefined => first?.definition.alarm.grouped?.by;

/** Whether the alarms of the other row sound at the same share, or at a lower one. */
function isNoLater({ alarms }: Collector, own: readonly CollectorAlarm[], by: string | undefined): boolean {
  return own.every(({ severity, definition, compared }) => {
    const other = alarms.find((one) => one.row === by && one.severity === severity);
    const above = definition.alarm.breaches === 'above';
    return other && (above ? other.compared <= compared : other.compared >= compared);
  });
}

/** Whether a database publishes the row as which this one is grouped. */
const hasGroupedRow = ({ rows }: Collector, { grouped }: AlarmOfRow): boolean =>
  grouped?.as === undefined || rows[grouped.as] !== undefined;

/** The one metric that an alarm can watch, and the number that it is compared with. */
function aloneIn(
  { limits, rows }: Collector,
  { row, definition, severity, periodMinutes }: CollectorAlarm,
): { readonly metric: string; readonly compared: number } | undefined {
  const kind = kindAt(definition.alarm, severity);
  const compared = kind.comparedAlone(limits, periodMinutes);
  if (compared !== undefined) return { metric: row, compared };
  const metric = definition.alarm.grouped?.as;
  return metric === undefined || !rows[metric] ? undefined : { metric, compared: kind.compared(limits) };
}

/** At which level they could be grouped. */
function otherLevel({ about, rows }: Collector, [first]: readonly CollectorAlarm[]): string {
  const as = first?.definition.alarm.grouped?.as;
  return as === undefined || rows[as] ? '' : `; level ${about.rows[as]?.level} has ${as}, which is one`;
}

/** Why the alarms of a row cannot be grouped; undefined if they can. */
function whyNot(common: Collector, alarms: readonly CollectorAlarm[], differing: number): string | undefined {
  if (!alarms.every((alarm) => aloneIn(common, alarm)))
    return `its alarms compare two metrics${otherLevel(common, alarms)}`;
  const minutes = Math.max(...alarms.map(({ datapoints: [, of], periodMinutes }) => of * periodMinutes));
  if (minutes > MINUTES_SEEN) return `its alarms look back ${minutes} minutes, a query sees ${MINUTES_SEEN}`;
  return differing > MOST_LEFT_OUT
    ? `${differing} databases differ from the environment, at most ${MOST_LEFT_OUT} can be left out`
    : undefined;
}

/** The grouped alarms of a row, and where silence is a failure, the one that counts who is heard. */
function groupedAlarms(
  common: Collector,
  alarms: readonly CollectorAlarm[],
  without: readonly string[],
  metrics: number,
): CollectorAlarm[] {
  const grouped = alarms.map((alarm) => {
    const { definition } = alarm;
    const { metric = alarm.row, compared = Number.NaN } = aloneIn(common, alarm) ?? {};
    const { breaches, statistic, missingData } = definition.alarm;
    return {
      ...alarm,
      ...placed(common, alarm, alarm.row),
      // A query has no series of a database that was removed, and gaps in that of one that stopped: silence is counted instead.
      definition: withMissing(definition, missingData === 'breaching' ? 'notBreaching' : missingData),
      compared,
      insights: {
        expression: expressionOf(common, metric, {
          of: functions[statistic],
          without,
          first: breaches === 'above' ? 'highest' : 'lowest',
        }),
        counts: false,
        metrics,
      },
    };
  });
  const last = alarms.at(-1);
  return last?.definition.alarm.missingData === 'breaching'
    ? [...grouped, countingAlarm(common, last, without, metrics)]
    : grouped;
}

/**
 * Fires when fewer databases than there are publish a row, or none: the collector stopped, or one invocation of it. A period in
 * which some have not published yet is the newest one, so that two are needed.
 */
function countingAlarm(
  common: Collector,
  alarm: CollectorAlarm,
  without: readonly string[],
  metrics: number,
): CollectorAlarm {
  const { definition, severity, datapoints } = alarm;
  const values = { warning: { value: metrics }, critical: { value: metrics } };
  const count = { breaches: 'below', statistic: 'Sum', firstStep: firstStepOf(common), ...values } as const;
  return {
    ...alarm,
    ...placed(common, alarm, `${alarm.row}Count`),
    definition: { ...definition, alarm: { ...definition.alarm, ...count } } as CollectorAlarm['definition'],
    severity,
    query: { statistic: 'Sum' },
    compared: metrics,
    datapoints: datapoints.map((n) => Math.max(n, FEWEST_PERIODS)) as unknown as Datapoints,
    insights: {
      expression: expressionOf(common, alarm.row, { of: 'COUNT', without }),
      counts: true,
      metrics,
    },
  };
}
const FEWEST_PERIODS = 2;

const firstStepOf = ({ environment: { name }, service }: Collector): string =>
  `Run npm run invoke -- ${name} ${service} --dry-run, which visits all databases and names those that fail. If all answer, look in the log for runs that were ended, and whether a rule of the schedule is disabled.`;

/** The name, and the link to what all databases wrote into the log. */
function placed(common: Collector, { severity, definition }: CollectorAlarm, row: string) {
  const { about, environment, service, logGroupName } = common;
  const { alarmName } = collectorNames(environment.settings.project, environment.name, service, ALL_NAMED);
  const { commands = [], hours = HOURS } = about.queries[definition.alarm.query ?? DEFAULT_QUERY] ?? {};
  const search = { logGroup: logGroupName, query: queryText(withDatabase(commands)), hours };
  return {
    name: alarmName(row, severity),
    log: shortLogQueryLink(environment.region, search),
  };
}

function expressionOf(
  { namespace, environment: { name } }: Collector,
  metric: string,
  query: Pick<InsightsQuery, 'of' | 'without' | 'first'>,
): string {
  return insightsText({ metric, namespace, environment: name, ...query });
}

function withMissing(
  definition: CollectorAlarm['definition'],
  missingData: CollectorAlarm['definition']['alarm']['missingData'],
): CollectorAlarm['definition'] {
  return { ...definition, alarm: { ...definition.alarm, missingData } } as CollectorAlarm['definition'];
}

/** The names of the grouped alarms that a service may have, whatever its databases: no other alarm may have one. */
export function groupedNames(
  environment: string,
  service: ServiceName,
  rows: readonly string[],
): { readonly row: string; readonly severity: Severity; readonly name: string }[] {
  const { alarmName } = collectorNames('', environment, service, ALL_NAMED);
  return rows.flatMap((row) =>
    [row, `${row}Count`].flatMap((subject) =>
      severities.map((severity) => ({ row, severity, name: alarmName(subject, severity) })),
    ),
  );
}
