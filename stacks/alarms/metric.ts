import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Collector, CollectorAlarm } from '../../model/collector';

/** What an alarm watches, and the number it compares against. */
export type Watched = Pick<
  CloudwatchMetricAlarmConfig,
  'namespace' | 'metricName' | 'dimensions' | 'statistic' | 'period' | 'metricQuery' | 'threshold'
>;

/**
 * A single metric if the threshold is a number. Metric math if it is relative, so that the alarm's graph in the
 * console has the threshold's unit: percent of another metric, or events per minute.
 */
export function watched(
  { namespace, dimensions }: Collector,
  { row, query, compared: threshold, periodMinutes }: CollectorAlarm,
): Watched {
  const period = periodMinutes * 60;
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
