import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { forecastsOf, type Made } from '../../model/forecast/made';
import { dayOf } from '../../model/forecast/method/days';
import type { Forecast } from '../../model/forecast/method/forecast';
import { DAYS_METRIC, HISTORY_DAYS, ROW, SEVERITY_METRIC } from '../../model/forecast/payload';
import { type Asked, subjectsOf } from '../../model/forecast/queries';
import type { Deadline } from '../lib/deadline';
import type { ForecastMetrics } from './metrics';
import type { Request } from './payload';

/** What is said of a row, in the result and in the log. */
export interface Said {
  readonly service: string;
  readonly database: string;
  readonly row: string;
  /** Days until the limit is reached; null where no number is given. */
  readonly days: number | null;
  /** Why not. */
  readonly reason?: string;
  /** 0, 1 (warning) or 2 (critical). */
  readonly severity: number;
  /** The forecasts of one and two weeks ago, and how far they were off, as a share of the room that was left then. */
  readonly scores: Forecast['scores'];
}

export interface Result {
  readonly environment: string;
  readonly forecasts: readonly Said[];
  /** How many metrics were published. */
  readonly published: number;
}

/**
 * One run: reads what all rows were in the last two months, says when each reaches its limit, and publishes that.
 * @param now milliseconds since the epoch
 * @throws {AwsError} if CloudWatch could not be read or written
 */
export async function run(
  { dryRun, ...payload }: Request,
  environment: string,
  metrics: Pick<ForecastMetrics, 'read' | 'publish'>,
  { now, deadline }: { readonly now: number; readonly deadline: Deadline },
): Promise<Result> {
  const today = dayOf(now);
  // Today is read for what was published today already.
  const read = (asked: readonly Asked[]) => metrics.read(asked, today - HISTORY_DAYS, today + 1, deadline);
  const made = await forecastsOf(subjectsOf(payload, environment), now, read);
  const published = dryRun ? 0 : await metrics.publish(dataOf(made, now), deadline);
  return { environment, forecasts: made.map(saidOf), published };
}

function saidOf({
  subject: { service, database, row },
  forecast: { outlook, severity, scores },
}: Made): Said {
  return {
    ...{ service, database, row },
    ...('days' in outlook ? { days: outlook.days } : { days: null, reason: outlook.absent }),
    ...{ severity, scores },
  };
}

/** What is published of each row, by namespace: the severity always, so that its alarms know it; the days where there is a number. */
function dataOf(made: readonly Made[], now: number): ReadonlyMap<string, MetricDatum[]> {
  const data = new Map<string, MetricDatum[]>();
  for (const { subject, forecast } of made) {
    const { namespace, dimensions, row } = subject;
    const Dimensions = Object.entries({ ...dimensions, [ROW]: row }).map(([Name, Value]) => ({
      Name,
      Value,
    }));
    const datum = (MetricName: string, Value: number): MetricDatum => ({
      ...{ MetricName, Dimensions, Value },
      ...{ Timestamp: new Date(now), Unit: 'None' },
    });
    const { outlook, severity } = forecast;
    const own = [
      datum(SEVERITY_METRIC, severity),
      ...('days' in outlook ? [datum(DAYS_METRIC, outlook.days)] : []),
    ];
    data.set(namespace, [...(data.get(namespace) ?? []), ...own]);
  }
  return data;
}
