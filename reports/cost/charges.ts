import { type Collector, collectorsOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { kindAt } from '../../model/threshold';
import type { Row } from '../../thresholds/row';
import { assumptions, runsPerMonth } from './assumptions';
import type { Item } from './prices';

/** A monthly quantity of an item, and what causes it. */
export interface Charge {
  readonly environment: string;
  /** The account whose free tier it uses: its id, or `default` if the environment does not name one. */
  readonly account: string;
  readonly service: string;
  /** The row that causes it; undefined for what a collector needs regardless of its rows. */
  readonly row?: string;
  readonly item: Item;
  readonly quantity: number;
}

/** The metric-months of a row; of one that is no longer in the table, as for others. */
export function metricMonths(row: Pick<Row, 'daily'> | undefined): number {
  return row?.daily ? assumptions.hoursOfDailyRow / 24 : 1;
}

/** The monthly usage of one collector, excluding its rows and its dashboard. */
export function collectorUsage(
  collectionMinutes: number,
  logRetentionDays: number,
): readonly (readonly [Item, number])[] {
  const runs = runsPerMonth(collectionMinutes);
  const logGigabytes = (runs * assumptions.logBytesPerRun) / 1e9;
  const daysPerMonth = assumptions.hoursPerMonth / 24;
  return [
    ['request', runs],
    ['invocation', runs],
    ['gigabyteSecond', runs * assumptions.runSeconds * assumptions.functionGigabytes],
    ['logIngested', logGigabytes],
    ['logStored', (logGigabytes * logRetentionDays) / daysPerMonth],
    ['tableWrite', runs * assumptions.stateKilobytes],
    ['tableRead', runs * Math.ceil(assumptions.stateKilobytes / 4)],
  ];
}

/** Everything that an environment is billed for. Quantities are per month. */
export function chargesOf(environment: Environment): Charge[] {
  const { name, accountId = 'default', collectionMinutes, logRetentionDays } = environment;
  return collectorsOf(environment).flatMap((collector) => {
    const of = { environment: name, account: accountId, service: collector.service };
    const rows = Object.entries(collector.rows).flatMap(([row, definition]): Charge[] => [
      { ...of, row, item: 'metric', quantity: metricMonths(definition) },
      { ...of, row, item: 'alarmMetric', quantity: alarmMetrics(collector, row) },
    ]);
    const dashboards = collector.dashboardLink === undefined ? 0 : 1;
    const shared = [
      ['dashboard', dashboards] as const,
      ...collectorUsage(collectionMinutes, logRetentionDays),
    ];
    return [...rows, ...shared.map(([item, quantity]) => ({ ...of, item, quantity }))].filter(
      ({ quantity }) => quantity > 0,
    );
  });
}

/** The number of metrics that CloudWatch bills for a row's alarms. */
function alarmMetrics({ alarms }: Collector, row: string): number {
  return alarms
    .filter((alarm) => alarm.row === row)
    .reduce((sum, { definition, severity }) => sum + kindAt(definition.alarm, severity).billedMetrics, 0);
}
