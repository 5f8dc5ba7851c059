import { type Collector, collectorsOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { kindOf } from '../../model/threshold';
import { assumptions, runsPerMonth } from './assumptions';
import type { Item } from './prices';

/** So many units of an item a month, and what for. */
export interface Charge {
  readonly environment: string;
  /** Whose free tier it uses: the account id, or `default` where the environment names none. */
  readonly account: string;
  readonly service: string;
  /** The row that causes it; undefined for what the collector needs whatever its rows. */
  readonly row?: string;
  readonly item: Item;
  readonly quantity: number;
}

/** What one collector uses a month, whatever its rows; its dashboard apart. */
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

/** Everything that one environment is billed for. Quantities are per month. */
export function chargesOf(environment: Environment): Charge[] {
  const { name, accountId = 'default', collectionMinutes, logRetentionDays } = environment;
  return collectorsOf(environment).flatMap((collector) => {
    const of = { environment: name, account: accountId, service: collector.service };
    const rows = Object.keys(collector.rows).flatMap((row): Charge[] => [
      { ...of, row, item: 'metric', quantity: 1 },
      { ...of, row, item: 'alarmMetric', quantity: alarmMetrics(collector, row) },
    ]);
    const shared = [['dashboard', 1] as const, ...collectorUsage(collectionMinutes, logRetentionDays)];
    return [...rows, ...shared.map(([item, quantity]) => ({ ...of, item, quantity }))].filter(
      ({ quantity }) => quantity > 0,
    );
  });
}

/** The metrics that CloudWatch bills for the alarms of a row. */
function alarmMetrics({ alarms }: Collector, row: string): number {
  return alarms
    .filter((alarm) => alarm.row === row)
    .reduce((sum, { definition, severity }) => sum + kindOf(definition.alarm[severity]).billedMetrics, 0);
}
