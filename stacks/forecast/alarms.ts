import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import type { Environment } from '../../model/environment';
import { type ForecastAlarm, forecastAlarmsOf } from '../../model/forecast/alarms';
import { type FailureAlarm, FORECAST, failureAlarmOf } from '../../model/forecast/failure';

const DAY_SECONDS = 86_400;

export interface ForecastAlarmsConfig {
  readonly environment: Environment;
  readonly collectors: readonly Collector[];
  /** Notified of ALARM and OK. */
  readonly topicArn: string;
}

/** A warning and a critical alarm for each row that is forecast, and one on the function. */
export class ForecastAlarms extends Construct {
  constructor(scope: Construct, id: string, { environment, collectors, topicArn }: ForecastAlarmsConfig) {
    super(scope, id);
    const actions = { alarmActions: [topicArn], okActions: [topicArn] };
    const failure = failureAlarmOf(environment);
    if (failure) new CloudwatchMetricAlarm(this, 'failed', { ...failureAlarmConfig(failure), ...actions });
    for (const collector of collectors)
      for (const alarm of forecastAlarmsOf(collector))
        new CloudwatchMetricAlarm(this, `${collector.id}-${alarm.row}-${alarm.severity}`, {
          ...forecastAlarmConfig(collector, alarm),
          ...actions,
        });
  }
}

/** What both have in common: they look at one day. */
const ofOneDay = ({ name, description, namespace, metric, dimensions }: FailureAlarm) => ({
  alarmName: name,
  alarmDescription: description,
  namespace,
  metricName: metric,
  dimensions,
  period: DAY_SECONDS,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  comparisonOperator: 'GreaterThanThreshold',
});

/** An alarm as it is deployed, without the topic that it notifies. Pure. */
export function forecastAlarmConfig(collector: Collector, alarm: ForecastAlarm) {
  const { above, category, severity } = alarm;
  return {
    ...ofOneDay(alarm),
    statistic: 'Maximum',
    threshold: above,
    // A day without a forecast says nothing: the state stays as it is.
    treatMissingData: 'ignore',
    tags: { Service: collector.service, Category: category, Severity: severity },
  };
}

/** The alarm on the function as it is deployed, without the topic that it notifies. Pure. */
function failureAlarmConfig(alarm: FailureAlarm) {
  return {
    // Until the next run: on each day that fails, it goes on.
    ...ofOneDay(alarm),
    statistic: 'Sum',
    threshold: 0,
    // Lambda publishes it with the runs: before the first one, nothing has failed.
    treatMissingData: 'notBreaching',
    tags: { Service: FORECAST, Category: 'error', Severity: 'warning' },
  };
}
