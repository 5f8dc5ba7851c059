import type {
  CloudwatchMetricAlarmConfig,
  CloudwatchMetricAlarmMetricQuery,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Collector, CollectorAlarm } from '../../model/collector';

/** What an alarm watches, and the number it compares against. */
export type Watched = Pick<
  CloudwatchMetricAlarmConfig,
  'namespace' | 'metricName' | 'dimensions' | 'statistic' | 'period' | 'threshold'
> & { readonly metricQuery?: CloudwatchMetricAlarmMetricQuery[] };

/**
 * A single metric if the threshold is a number. Metric math if it is relative, so that the alarm's graph in the
 * console has the threshold's unit: percent of another metric, or events per minute. A query over many metrics if the alarm watches
 * many databases.
 */
export function watched(
  { namespace, dimensions }: Collector,
  { row, query, compared: threshold, periodMinutes, insights }: CollectorAlarm,
): Watched {
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
