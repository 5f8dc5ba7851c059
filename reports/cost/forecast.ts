import { collectorsOf } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { FORECAST, FUNCTION_ROW } from '../../model/forecast/failure';
import { METRICS, type Payload } from '../../model/forecast/payload';
import { askedFor, subjectsOf } from '../../model/forecast/queries';
import { FORECAST_SIZE, forecastRules, targetsOf } from '../../model/forecast/targets';
import { severities } from '../../thresholds/row';
import { assumptions } from './assumptions';
import type { Charge } from './charge';
import type { Item } from './prices';

type Usage = readonly (readonly [Item, number])[];

const { hoursPerMonth, hoursOfDailyRow } = assumptions;
/** Each rule runs once a day. */
const runs = hoursPerMonth / 24;

/** The metrics that a forecast publishes of a row, each for an hour a day, and those that its alarms watch. */
export const forecastMetricMonths = (METRICS.length * hoursOfDailyRow) / 24;

/** The monthly usage of the function, without the metrics that it publishes and their alarms. */
export function forecastUsage(payloads: readonly Payload[], logRetentionDays: number): Usage {
  const subjects = payloads.map((payload) => subjectsOf(payload, ''));
  const read = subjects.flat().reduce((sum, one) => sum + askedFor(one).length, 0);
  const rows = subjects.flat().length;
  const namespaces = payloads.reduce(
    (sum, { forecast }) => sum + new Set(forecast.map(({ namespace }) => namespace)).size,
    0,
  );
  const seconds = runs * payloads.length * assumptions.forecastSeconds;
  const logGigabytes = (runs * rows * assumptions.logBytesPerForecast) / 1e9;
  return [
    ['metricRead', runs * read],
    ['request', runs * namespaces],
    ['invocation', runs * payloads.length],
    ['gigabyteSecond', seconds * (FORECAST_SIZE.memoryMegabytes / 1024)],
    ['logIngested', logGigabytes],
    ['logStored', (logGigabytes * logRetentionDays) / runs],
  ];
}

/** What the forecasts of an environment are billed for; nothing where they are off. */
export function forecastCharges(environment: Environment): Charge[] {
  const { name, accountId = 'default', logRetentionDays } = environment;
  const rules = forecastRules(environment);
  if (rules.length === 0) return [];
  const of = { environment: name, account: accountId };
  const rows = collectorsOf(environment).flatMap((collector) =>
    targetsOf(collector).flatMap(({ row }): Charge[] => {
      const own = { ...of, service: collector.service, row: forecastRow(row) };
      return [
        { ...own, item: 'metric', quantity: forecastMetricMonths },
        { ...own, item: 'alarmMetric', quantity: severities.length },
      ];
    }),
  );
  const usage = forecastUsage(
    rules.map(({ payload }) => payload),
    logRetentionDays,
  );
  return [
    ...rows,
    { ...of, service: FORECAST, row: FUNCTION_ROW, item: 'alarmMetric', quantity: 1 },
    ...usage.map(([item, quantity]): Charge => ({ ...of, service: 'forecast', item, quantity })),
  ];
}

/** The forecast of a row, where rows are listed. */
export const forecastRow = (row: string): string => `${row} forecast`;
