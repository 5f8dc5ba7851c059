import type {
  CloudwatchMetricAlarmConfig,
  CloudwatchMetricAlarmMetricQuery,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { BAND_ID, bandExpression, METRIC_ID, operators } from '../../model/alarms/anomaly';
import {
  type ApplicationAlarm,
  placeOf,
  type Watcher,
  type WatcherAlarm,
} from '../../model/applications/application';
import { isPercentile } from '../../model/applications/statistic';
import type { AnomalyAlarm, CollectorAlarm } from '../../model/collector';

/** What an alarm watches, and the number or the band it compares against. */
export type Watched = Pick<
  CloudwatchMetricAlarmConfig,
  | 'namespace'
  | 'metricName'
  | 'dimensions'
  | 'statistic'
  | 'extendedStatistic'
  | 'evaluateLowSampleCountPercentiles'
  | 'period'
  | 'threshold'
  | 'thresholdMetricId'
  | 'comparisonOperator'
> & { readonly metricQuery?: CloudwatchMetricAlarmMetricQuery[] };

const comparisons = { above: 'GreaterThanThreshold', below: 'LessThanThreshold' } as const;

/** What an alarm watches, and how that is compared. */
export function watched(watcher: Watcher, alarm: WatcherAlarm): Watched {
  if (alarm.type === 'anomaly') return withBand(watcher, alarm);
  return {
    ...withThreshold(watcher, alarm),
    comparisonOperator: comparisons[alarm.definition.alarm.breaches],
  };
}

/** The metric, and the band that CloudWatch computes for it: both must be returned, and there is no threshold. */
function withBand(
  { namespace, dimensions }: Watcher,
  { row, definition, anomaly, periodMinutes }: AnomalyAlarm,
): Watched {
  const { statistic: stat } = definition.alarm;
  return {
    comparisonOperator: operators[anomaly.side],
    thresholdMetricId: BAND_ID,
    metricQuery: [
      {
        id: METRIC_ID,
        metric: { namespace, metricName: row, dimensions, stat, period: periodMinutes * 60 },
        returnData: true,
      },
      {
        id: BAND_ID,
        expression: bandExpression(METRIC_ID, anomaly),
        label: `usual band of ${row}`,
        returnData: true,
      },
    ],
  };
}

/**
 * A single metric if the threshold is a number. Metric math if it is relative, so that the alarm's graph in the
 * console has the threshold's unit: percent of another metric, or events per minute. A query over many metrics if the alarm watches
 * many databases.
 */
function withThreshold(
  watcher: Watcher,
  { row, query, compared: threshold, periodMinutes, insights }: CollectorAlarm | ApplicationAlarm,
): Omit<Watched, 'comparisonOperator'> {
  const period = periodMinutes * 60;
  if (insights) {
    const { expression, counts } = insights;
    // A sum is compared with that of a period.
    const label = counts
      ? `databases that publish ${row}`
      : `${row}${'operands' in query ? `, sum of ${periodMinutes} minutes` : ''}`;
    return { threshold, metricQuery: [{ id: 'q', expression, label, period, returnData: true }] };
  }
  if (!('operands' in query))
    return { ...metricArguments(watcher, row), ...statisticArguments(query.statistic), period, threshold };
  return {
    threshold,
    metricQuery: [
      ...query.operands.map(({ id, metric, statistic: stat }) => ({
        id,
        metric: { ...metricArguments(watcher, metric), stat, period },
      })),
      { id: query.id, expression: query.expression, label: query.label, returnData: true },
    ],
  };
}

function metricArguments(watcher: Watcher, row: string) {
  const { namespace, name: metricName, dimensions } = placeOf(watcher, row);
  return { namespace, metricName, dimensions };
}

/** A percentile has an argument of its own. With few values in a period it says little: the alarm then keeps its state. */
const statisticArguments = (statistic: string) =>
  isPercentile(statistic)
    ? { extendedStatistic: statistic, evaluateLowSampleCountPercentiles: 'ignore' }
    : { statistic };
