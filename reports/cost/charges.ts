import { BILLED_METRICS } from '../../model/alarms/anomaly';
import { boardsIn } from '../../model/boards/board';
import type { Collector } from '../../model/collector';
import { fleetsOf } from '../../model/databases/fleet';
import { type Environment, scheduleMinutes } from '../../model/environment';
import { kindAt } from '../../model/threshold';
import type { Row } from '../../thresholds/row';
import { uptimeUsage } from '../uptime/usage';
import { applicationCharges } from './applications';
import { assumptions, type Rhythm, runsPerMonth, visitsPerMonth } from './assumptions';
import type { Charge } from './charge';
import { forecastCharges } from './forecast';
import type { Item } from './prices';

export type { Charge } from './charge';

/** The metric-months of a row; of one that is no longer in the table, as for others. */
export function metricMonths(row: Pick<Row, 'daily'> | undefined): number {
  return row?.daily ? assumptions.hoursOfDailyRow / 24 : 1;
}

/** How a function visits its databases. */
export interface Visiting {
  readonly databases: number;
  /** How many invocations share them. */
  readonly invocations: number;
  /** The memory of the function. */
  readonly megabytes: number;
}
const ALONE: Visiting = { databases: 1, invocations: 1, megabytes: assumptions.functionGigabytes * 1024 };

/** The monthly usage of one function, excluding its rows and its dashboards. */
export function collectorUsage(
  rhythm: Rhythm,
  logRetentionDays: number,
  { databases, invocations, megabytes }: Visiting = ALONE,
): readonly (readonly [Item, number])[] {
  const runs = runsPerMonth(rhythm);
  // Where several databases share an invocation, some of them may be due in it: as if all were due in the same.
  const visiting = visitsPerMonth(rhythm);
  const visits = visiting * databases;
  const waiting = runs - visiting;
  const { runSeconds, waitingSeconds, secondsPerFurtherDatabase, databasesPerRequest } = assumptions;
  const secondsOfVisits = invocations * runSeconds + (databases - invocations) * secondsPerFurtherDatabase;
  const seconds = visiting * secondsOfVisits + waiting * invocations * waitingSeconds;
  const logBytes =
    visits * assumptions.logBytesPerRun + waiting * invocations * assumptions.logBytesPerWaitingRun;
  const logGigabytes = logBytes / 1e9;
  const daysPerMonth = assumptions.hoursPerMonth / 24;
  return [
    ['request', runs * Math.max(invocations, Math.ceil(databases / databasesPerRequest))],
    ['invocation', runs * invocations],
    ['gigabyteSecond', seconds * (megabytes / 1024)],
    ['logIngested', logGigabytes],
    ['logStored', (logGigabytes * logRetentionDays) / daysPerMonth],
    ['tableWrite', visits * assumptions.stateKilobytes],
    ['tableRead', runs * databases * Math.ceil(assumptions.stateKilobytes / 4)],
  ];
}

/** How often an environment's functions run and visit. */
export const rhythmOf = (environment: Environment): Rhythm => ({
  runMinutes: scheduleMinutes(environment),
  visitMinutes: environment.collectionMinutes,
});

/** Everything that an environment is billed for. Quantities are per month. */
export function chargesOf(environment: Environment): Charge[] {
  return [
    ...boardCharges(environment),
    ...budgetCharges(environment),
    ...applicationCharges(environment),
    ...uptimeCharges(environment),
    ...forecastCharges(environment),
    ...fleetCharges(environment),
  ];
}

/** The dashboards of one's own. They belong to no service. */
function boardCharges(environment: Environment): Charge[] {
  const { name, accountId = 'default' } = environment;
  return boardsIn(environment).map((board) => ({
    environment: name,
    account: accountId,
    service: board.name,
    item: 'dashboard',
    quantity: 1,
  }));
}

/** The days of a month for which a budget is billed. */
export const budgetDays = assumptions.hoursPerMonth / 24;

/** That of a budget, which belongs to no service. */
function budgetCharges({ name, accountId = 'default', budget }: Environment): Charge[] {
  if (!budget) return [];
  return [{ environment: name, account: accountId, service: '', item: 'budgetDay', quantity: budgetDays }];
}

/** Those of uptime checks, which belong to no service. */
function uptimeCharges(environment: Environment): Charge[] {
  const { name, accountId = 'default' } = environment;
  const of = { environment: name, account: accountId, service: '' };
  return uptimeUsage(environment).map(([item, quantity]) => ({ ...of, item, quantity }));
}

function fleetCharges(environment: Environment): Charge[] {
  const { name, accountId = 'default', logRetentionDays } = environment;
  return fleetsOf(environment).flatMap(({ main, collectors, grouped, rules, size }) => {
    const of = { environment: name, account: accountId, service: main.service };
    const rows = collectors.flatMap((collector) =>
      Object.entries(collector.rows).flatMap(([row, definition]): Charge[] => [
        { ...of, row, item: 'metric', quantity: metricMonths(definition) },
        { ...of, row, item: 'alarmMetric', quantity: alarmMetrics(collector, row) },
      ]),
    );
    const together = (grouped?.collector.alarms ?? []).map(
      ({ row, insights }): Charge => ({
        ...of,
        row,
        item: 'analyzedMetric',
        quantity: insights?.metrics ?? 0,
      }),
    );
    // One of the unnamed database, one of all others.
    const dashboards = new Set(collectors.flatMap(({ dashboardLink }) => dashboardLink ?? []));
    const visiting = {
      databases: collectors.length,
      invocations: rules.length,
      megabytes: size.memoryMegabytes,
    };
    const shared = [
      ['dashboard', dashboards.size] as const,
      ...collectorUsage(rhythmOf(environment), logRetentionDays, visiting),
    ];
    return [...rows, ...together, ...shared.map(([item, quantity]) => ({ ...of, item, quantity }))].filter(
      ({ quantity }) => quantity > 0,
    );
  });
}

/** The number of metrics that CloudWatch bills for a row's alarms. */
function alarmMetrics({ alarms, anomalies }: Collector, row: string): number {
  const unusual = anomalies.filter((alarm) => alarm.row === row).length;
  return alarms
    .filter((alarm) => alarm.row === row)
    .reduce(
      (sum, { definition, severity }) => sum + kindAt(definition.alarm, severity).billedMetrics,
      unusual * BILLED_METRICS,
    );
}
