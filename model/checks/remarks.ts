import { commonRows } from '../../thresholds/common/rows';
import { severities } from '../../thresholds/row';
import { serviceNames, serviceOf } from '../../thresholds/services';
import { BILLED_METRICS } from '../alarms/anomaly';
import { MOST_SERIES } from '../alarms/insights';
import { applicationsOf } from '../applications/application';
import { alarmsIn } from '../collector';
import { type Fleet, fleetsOf, watchedBy } from '../databases/fleet';
import { quotaRemarks } from '../databases/quotas';
import { databasesOf } from '../databases/table';
import type { Environment } from '../environment';
import { forecastRemarks } from '../forecast/remarks';
import { targetsOf } from '../forecast/targets';
import { topicName } from '../names';
import { COST_TAG, isByTag } from '../notify/budget';
import { appsOf } from '../notify/chat';
import type { RowOverrides } from '../rows';
import { uptimeRemarks } from '../uptime/remarks';

/** CloudWatch's quota of alarms in a region, which AWS raises on request. */
const ALARM_QUOTA = 5_000;
/** Its quota of alarms on queries over many metrics in a region of an account, which AWS raises on request, too. */
const GROUPED_QUOTA = 200;

/**
 * What is valid and probably not meant: each is said when an environment is synthesized, planned and deployed. In one
 * line.
 * @param all the environments of the table, which may share quotas with this one
 */
export function remarksOf(environment: Environment, all: readonly Environment[] = [environment]): string[] {
  const {
    name,
    subscriptions,
    chat,
    budget,
    overrides,
    databases,
    settings: { runbookUrl },
  } = environment;
  const remarks: string[] = [];
  if (subscriptions.length === 0 && appsOf(chat).length === 0)
    remarks.push(
      `Alarms of ${name} notify nobody: add subscriptions in environments.ts, unless npm run secrets has subscribed somebody to the topic ${topicName(name)}.`,
    );
  if (!runbookUrl.startsWith('https://'))
    remarks.push(
      `The links to the runbook in alarms of ${name} cannot be clicked: set runbookUrl in environments.ts to its URL at your Git host.`,
    );
  if (budget && isByTag(budget))
    remarks.push(
      `The budget of ${name} sees only what has the tag ${COST_TAG}, and nothing before ${COST_TAG} is activated as a cost allocation tag in the management account of the organization. Custom metrics, the largest line of the bill, have no tags: of: 'account' sees them.`,
    );
  for (const service of serviceNames) {
    const { Up }: RowOverrides = overrides[service] ?? {};
    const silent = databasesOf(environment, service).flatMap((one) =>
      one.overrides?.Up?.alarm === 'off' ? [` (${one.name})`] : [],
    );
    for (const which of [...(Up?.alarm === 'off' ? [''] : []), ...silent])
      remarks.push(
        `The alarms of Up are off for ${serviceOf(service).title}${which} in ${name}: nobody is told when its monitoring fails.`,
      );
  }
  const fleets = fleetsOf(environment);
  remarks.push(...fleets.flatMap(quotaRemarks), ...fleets.flatMap((fleet) => untrainable(fleet, name)));
  remarks.push(...uptimeRemarks(environment, all), ...forecastRemarks(environment));
  const applications = applicationsOf(environment);
  if (!databases && applications.length === 0) return remarks;
  const watchers = [...fleets.flatMap(watchedBy), ...applications];
  const watched = watchers.reduce((sum, one) => sum + alarmsIn<{ row: string }>(one).length, 0);
  const alarms = watched + foreseenAlarms(environment, fleets);
  if (alarms > ALARM_QUOTA)
    remarks.push(
      `${name} has ${alarms} alarms; CloudWatch allows ${ALARM_QUOTA} in a region, unless AWS has raised this quota: ask for more before you deploy, or give databases a lower level.`,
    );
  return [
    ...remarks,
    ...fleets.flatMap((fleet) => groupedRemarks(fleet, name)),
    ...groupedQuota(environment, fleets, all),
  ];
}

/** How many alarms forecasts have: those of each database are its own. */
function foreseenAlarms({ forecast }: Environment, fleets: readonly Fleet[]): number {
  if (!forecast) return 0;
  const targets = fleets.flatMap(({ collectors }) => collectors.flatMap(targetsOf));
  // And one on the function.
  return targets.length === 0 ? 0 : targets.length * severities.length + 1;
}

/** The rows that the driver publishes with every run. */
const ALWAYS: readonly string[] = Object.keys(commonRows);

/** That a band cannot be learnt well: the rows that have no values while the database sleeps. */
function untrainable({ main, collectors }: Fleet, environment: string): string[] {
  const { sleeps, title } = main.about;
  if (!sleeps || !main.choices[sleeps.with]) return [];
  const known = [...ALWAYS, ...sleeps.known];
  const sparse = collectors.flatMap(({ anomalies }) => anomalies.map(({ row }) => row));
  const rows = [...new Set(sparse)].filter((row) => !known.includes(row));
  if (rows.length === 0) return [];
  return [
    `The anomaly alarms of ${title} in ${environment} on ${rows.join(', ')} watch what has no values while the compute sleeps: where it sleeps often, CloudWatch cannot learn what is usual, and the alarm stays in INSUFFICIENT_DATA. Use thresholds there; ${sleeps.known.join(', ')} are known all the time.`,
  ];
}

/** That the alarms of named databases are grouped, and what that loses. */
function groupedRemarks({ main, collectors, grouped }: Fleet, environment: string): string[] {
  if (!grouped) return [];
  const { title } = main.about;
  const named = collectors.filter(({ database }) => database !== undefined).length;
  // Without their number: one more would change an output of every plan.
  const of = `of the named databases of ${title} in ${environment}`;
  const remarks = [
    `The alarms ${of} are grouped: one for each row and severity watches them all, with the environment's thresholds. The alarm names no database, its contributors do; one that stops publishing is only counted; and a state lasts at most 3 hours without new values. With a higher groupedAlarmsAbove in environments.ts, each has its own.`,
  ];
  if (grouped.kept.length > 0)
    remarks.push(
      `Each ${of} has its own alarms for ${grouped.kept.map(({ row, why }) => `${row} (${why})`).join(', ')}.`,
    );
  const unusual = new Set(
    collectors
      .filter(({ database }) => database !== undefined)
      .flatMap(({ anomalies }) => anomalies.map(({ row }) => row)),
  );
  if (unusual.size > 0)
    remarks.push(
      `Each ${of} has its own anomaly alarms for ${[...unusual].join(', ')}: a usual band belongs to one metric, and each alarm is billed as ${BILLED_METRICS} metrics.`,
    );
  for (const { row, by } of grouped.without)
    remarks.push(`${row} ${of} has no alarms: those of ${by} sound no later.`);
  if (named > MOST_SERIES)
    remarks.push(
      `Of the more than ${MOST_SERIES} named databases of ${title} in ${environment}, a grouped alarm sees the ${MOST_SERIES} with the worst values: CloudWatch says PARTIAL_DATA.`,
    );
  return remarks;
}

/** How many alarms of some fleets watch all named databases together. */
const groupedIn = (fleets: readonly Fleet[]): number =>
  fleets.reduce((sum, { grouped }) => sum + (grouped?.collector.alarms.length ?? 0), 0);

/** That all environments of a region together have more grouped alarms than CloudWatch allows there. */
function groupedQuota(
  environment: Environment,
  fleets: readonly Fleet[],
  all: readonly Environment[],
): string[] {
  const own = groupedIn(fleets);
  if (own === 0) return [];
  const { name, region, accountId } = environment;
  const others = all.flatMap((one): (readonly [name: string, alarms: number])[] =>
    one.name !== name && one.region === region && one.accountId === accountId && one.databases
      ? [[one.name, groupedIn(fleetsOf(one))]]
      : [],
  );
  const counted = [[name, own] as const, ...others].filter(([, alarms]) => alarms > 0);
  const count = counted.reduce((sum, [, alarms]) => sum + alarms, 0);
  if (count <= GROUPED_QUOTA) return [];
  const names = counted.map(([one]) => one).join(', ');
  return [
    `Grouped alarms in ${region}: ${count} (${names}). CloudWatch allows ${GROUPED_QUOTA} alarms on Metrics Insights queries in a region of an account, unless AWS has raised this quota: ask for more before you deploy, or move an environment to another region or account.`,
  ];
}
