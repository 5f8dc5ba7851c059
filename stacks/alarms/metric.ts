import type {
  CloudwatchMetricAlarmConfig,
  CloudwatchMetricAlarmMetricQuery,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { BAND_ID, bandExpression, METRIC_ID, operators } from '../../model/alarms/anomaly';
import type { AnomalyAlarm, AnyAlarm, Collector, CollectorAlarm } from '../../model/collector';

/** What an alarm watches, and the number or the band it compares against. */
export type Watched = Pick<
  CloudwatchMetricAlarmConfig,
  | 'namespace'
  | 'metricName'
  | 'dimensions'
  | 'statistic'
  | 'period'
  | 'threshold'
  | 'thresholdMetricId'
  | 'comparisonOperator'
> & { readonly metricQuery?: CloudwatchMetricAlarmMetricQuery[] };

const comparisons = { above: 'GreaterThanThreshold', below: 'LessThanThreshold' } as const;

/** What an alarm watches, and how that is compared. */
export function watched(collector: Collector, alarm: AnyAlarm): Watched {
  if (alarm.type === 'anomaly') return withBand(collector, alarm);
  return {
    ...withThreshold(collector, alarm),
    comparisonOperator: comparisons[alarm.definition.alarm.breaches],
  };
}

/** The metric, and the band that CloudWatch computes for it: both must be returned, and there is no threshold. */
function withBand(
  { namespace, dimensions }: Collector,
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
  { namespace, dimensions }: Collector,
  { row, query, compared: threshold, periodMinutes, insights }: CollectorAlarm,
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
    return { namespace, metricName: row, dimensions, statistic: query.statistic, period, threshold };
  return {
    threshold,
    metricQuery: [
      ...query.operands.map(({ id, metric: metricName, statistic: stat }) => ({
        id,
        metric: { namespace, metricName, dimensions, stat, period },
      })),
      { id: query.id, expression: query.expression, label: query.label, returnData: true },
    ],
  };
}
