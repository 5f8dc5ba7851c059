import { BILLED_METRICS } from '../../model/alarms/anomaly';
import type { InsightsQuery } from '../../model/alarms/insights';
import type { Environment } from '../../model/environment';
import { FORECAST, FUNCTION_ROW } from '../../model/forecast/failure';
import { type ServiceName, serviceOf } from '../../thresholds/services';
import { budgetDays, type Charge, collectorUsage, metricMonths } from '../cost/charges';
import { forecastCharges } from '../forecast/plan';
import { checkUsage } from '../uptime/usage';
import { HEALTH_CHECK, viewOf } from '../uptime/view';
import { type AlarmView, alarmView } from './alarm';
import type { Change } from './change';
import { metricsIn, of, type Schedule, type Side, schedules } from './inventory';
import type { Plan } from './parse';

/**
 * The charges for the resources before or after a plan, by the same rules as for the table of environments.
 * @param environments name the accounts; each account has one free tier
 */
export function planCharges(
  { environment, changes, stranded }: Plan,
  side: Side,
  environments: readonly Environment[],
): Charge[] {
  const account = environments.find(({ name }) => name === environment)?.accountId ?? 'default';
  const base = { environment, account };
  // What stays behind in another region is billed there.
  return [...charges(base, changes, side), ...charges(base, stranded, side)];
}

function charges(base: Base, changes: readonly Change[], side: Side): Charge[] {
  const metrics = [...metricsIn(changes, side).values()];
  const alarms = of(changes, 'aws_cloudwatch_metric_alarm', side).map(alarmView);
  return [
    ...metrics.map(({ service, row }): Charge => {
      const quantity = metricMonths(serviceOf(service).rows[row]);
      return { ...base, service, row, item: 'metric', quantity };
    }),
    ...alarms.map((alarm): Charge => {
      const { row, metrics: inAlarm, band, insights } = alarm;
      const { service = row === FUNCTION_ROW ? FORECAST : '' } = alarm;
      if (insights)
        return {
          ...base,
          service,
          row,
          item: 'analyzedMetric',
          quantity: analyzed(alarm, insights, metrics),
        };
      return {
        ...base,
        service,
        row,
        item: 'alarmMetric',
        quantity: band === undefined ? inAlarm.length : BILLED_METRICS,
      };
    }),
    ...of(changes, 'aws_cloudwatch_dashboard', side).map(
      (): Charge => ({ ...base, service: '', item: 'dashboard', quantity: 1 }),
    ),
    ...of(changes, 'aws_budgets_budget', side).map(
      (): Charge => ({ ...base, service: '', item: 'budgetDay', quantity: budgetDays }),
    ),
    ...of(changes, HEALTH_CHECK, side).flatMap((check) =>
      checkUsage(viewOf(check).options.length).map(
        ([item, quantity]): Charge => ({ ...base, service: '', item, quantity }),
      ),
    ),
    ...forecastCharges(base, changes, side),
    ...[...schedules(changes, side)].flatMap((schedule) => collector(base, changes, side, schedule)),
  ];
}

/** How many metrics an alarm of many databases analyses: one of each named database that it does not leave out. */
function analyzed(
  { service, row }: AlarmView,
  { without }: InsightsQuery,
  metrics: readonly { readonly service: ServiceName; readonly row: string; readonly database: string }[],
): number {
  return metrics.filter(
    (one) =>
      one.service === service && one.row === row && one.database !== '' && !without.includes(one.database),
  ).length;
}

interface Base {
  readonly environment: string;
  readonly account: string;
}

function collector(
  base: Base,
  changes: readonly Change[],
  side: Side,
  [name, { service, rhythm, ...usage }]: readonly [string, Schedule],
): Charge[] {
  const log = of(changes, 'aws_cloudwatch_log_group', side).find((l) => l.name === `/aws/lambda/${name}`);
  const kept = Number.isFinite(log?.retention_in_days) ? Number(log?.retention_in_days) : 0;
  const days = Math.max(0, kept);
  return collectorUsage(rhythm, days, usage).map(([item, quantity]) => ({
    ...base,
    service: service ?? '',
    item,
    quantity,
  }));
}
