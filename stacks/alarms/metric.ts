import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Environment } from '../../environments';
import { exact } from '../../model/describe';
import { periodMinutes } from '../../model/period';
import { resolve } from '../../model/status';
import { defaultLimits } from '../../thresholds/limits';
import type { AlarmedRow, Severity, Statistic } from '../../thresholds/row';
import type { ServiceName } from '../../thresholds/services';
import { namespaceOf } from '../names';

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
  environment: Environment,
  service: ServiceName,
  name: string,
  row: AlarmedRow,
  severity: Severity,
): Watched {
  const { alarm } = row;
  const threshold = alarm[severity];
  const period = periodMinutes(alarm, environment.collectionMinutes) * 60;
  const namespace = namespaceOf(environment, service);
  const dimensions = { Environment: environment.name };
  const metric = (metricName: string, stat: Statistic) => ({
    metric: { namespace, metricName, dimensions, stat, period },
  });

  if ('ofRow' in threshold) {
    // Where the base moves within a period, the value that is nearer to a breach counts.
    const base = metric(threshold.ofRow, alarm.breaches === 'above' ? 'Minimum' : 'Maximum');
    return {
      threshold: exact(threshold.share * 100),
      metricQuery: [
        { id: 'm1', ...metric(name, alarm.statistic) },
        { id: 'm2', ...base },
        {
          id: 'share',
          expression: '100 * m1 / m2',
          label: `${name}, % of ${threshold.ofRow}`,
          returnData: true,
        },
      ],
    };
  }
  if ('perMinute' in threshold)
    return {
      threshold: threshold.perMinute,
      metricQuery: [
        { id: 'm1', ...metric(name, alarm.statistic) },
        { id: 'rate', expression: 'm1 / (PERIOD(m1) / 60)', label: `${name} per minute`, returnData: true },
      ],
    };
  const limits = { ...defaultLimits, ...environment.limits };
  const number = resolve(threshold, { values: {}, limits });
  if (number === undefined)
    throw new Error(`${service}.${name} has a ${severity} threshold without a number`);
  return {
    namespace,
    metricName: name,
    dimensions,
    statistic: alarm.statistic,
    period,
    threshold: exact(number),
  };
}
