import { collectedRows, type Environment } from '../../environments';
import { hasAlarm, type Row, type Threshold } from '../../thresholds/row';
import { type ServiceName, services } from '../../thresholds/services';
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

/** Metrics that CloudWatch bills for one alarm on this threshold: a share of another row is math over two. */
export function metricsInAlarm(threshold: Threshold): number {
  return 'ofRow' in threshold ? 2 : 1;
}

function alarmMetrics({ alarm }: Row): number {
  return hasAlarm(alarm) ? metricsInAlarm(alarm.warning) + metricsInAlarm(alarm.critical) : 0;
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
  return (Object.keys(services) as ServiceName[]).flatMap((service) => {
    const of = { environment: name, account: accountId, service };
    const rows = Object.entries(collectedRows(environment, service)).flatMap(
      ([row, definition]): Charge[] => [
        { ...of, row, item: 'metric', quantity: 1 },
        { ...of, row, item: 'alarmMetric', quantity: alarmMetrics(definition) },
      ],
    );
    const shared = [['dashboard', 1] as const, ...collectorUsage(collectionMinutes, logRetentionDays)];
    return [...rows, ...shared.map(([item, quantity]) => ({ ...of, item, quantity }))].filter(
      ({ quantity }) => quantity > 0,
    );
  });
}
