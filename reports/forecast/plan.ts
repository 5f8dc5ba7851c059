import type { Payload } from '../../model/forecast/payload';
import type { Charge } from '../cost/charges';
import { forecastMetricMonths, forecastRow, forecastUsage } from '../cost/forecast';
import type { Change } from '../plan/change';
import { of, type Side } from '../plan/inventory';
import { isArray, isObject, type JsonObject, text } from '../plan/json';

/** What the schedule hands to the function of the forecast, one for each of its rules; nothing where there is none. */
function payloadsIn(changes: readonly Change[], side: Side): Payload[] {
  return of(changes, 'aws_cloudwatch_event_target', side).flatMap(({ input }) => {
    const payload = parsed(text(input));
    return payload ? [payload] : [];
  });
}

function parsed(input: string | undefined): Payload | undefined {
  try {
    const { forecast } = Object(JSON.parse(input ?? ''));
    return isArray(forecast) && forecast.every(isGroup) ? ({ forecast } as unknown as Payload) : undefined;
  } catch {
    return undefined;
  }
}

/** Another target of the same stack may have any input. */
const isGroup = (group: unknown): boolean =>
  isObject(group) &&
  isArray(group.databases) &&
  isArray(group.targets) &&
  group.targets.every((target) => isObject(target) && typeof target.row === 'string');

/** The charges of the forecasts before or after a plan, without their alarms, which are charged as all alarms are. */
export function forecastCharges(
  base: { readonly environment: string; readonly account: string },
  changes: readonly Change[],
  side: Side,
): Charge[] {
  const payloads = payloadsIn(changes, side);
  if (payloads.length === 0) return [];
  const metrics = payloads
    .flatMap(({ forecast }) => forecast)
    .flatMap(({ service, databases, targets }) =>
      databases.flatMap(() =>
        targets.map(
          ({ row }): Charge => ({
            ...{ ...base, service, row: forecastRow(row) },
            ...{ item: 'metric', quantity: forecastMetricMonths },
          }),
        ),
      ),
    );
  const [log] = of(changes, 'aws_cloudwatch_log_group', side).filter(({ name }) => isForecastLog(name));
  const days = Number(log?.retention_in_days);
  const usage = forecastUsage(payloads, Number.isFinite(days) ? days : 0);
  return [
    ...metrics,
    ...usage.map(([item, quantity]): Charge => ({ ...base, service: 'forecast', item, quantity })),
  ];
}

const isForecastLog = (name: JsonObject[string] | undefined): boolean =>
  /^\/aws\/lambda\/.+-forecast$/.test(text(name) ?? '');
