import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Collector, CollectorAlarm } from '../../model/collector';

/** What an alarm watches, and the number that it holds it against. */
export type Watched = Pick<
  CloudwatchMetricAlarmConfig,
  'namespace' | 'metricName' | 'dimensions' | 'statistic' | 'period' | 'metricQuery' | 'threshold'
>;

/**
 * One metric where the threshold is a number. Metric math where it is relative, so that the alarm's graph in the
 * console shows what the threshold is said in: percent of another metric, or events per minute.
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
