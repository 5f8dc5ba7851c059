import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { AnyAlarm, Collector } from '../../model/collector';
import { alarmDescription } from './description';
import { watched } from './metric';

/** An alarm as it is deployed, without the topic that it notifies. Pure. */
export function alarmConfig(collector: Collector, alarm: AnyAlarm) {
  const { severity, datapoints, definition } = alarm;
  const [breaching, of] = datapoints;
  return {
    alarmName: alarm.name,
    alarmDescription: alarmDescription(collector, alarm),
    ...watched(collector, alarm),
    evaluationPeriods: of,
    datapointsToAlarm: breaching,
    treatMissingData: definition.alarm.missingData,
    tags: { Service: collector.service, Category: definition.alarm.category, Severity: severity },
  } satisfies CloudwatchMetricAlarmConfig;
}
