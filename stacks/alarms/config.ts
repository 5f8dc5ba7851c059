import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { Watcher, WatcherAlarm } from '../../model/applications/application';
import { alarmDescription } from './description';
import { watched } from './metric';

/** An alarm as it is deployed, without the topic that it notifies. Pure. */
export function alarmConfig(watcher: Watcher, alarm: WatcherAlarm) {
  const { severity, datapoints, definition } = alarm;
  const [breaching, of] = datapoints;
  return {
    alarmName: alarm.name,
    alarmDescription: alarmDescription(watcher, alarm),
    ...watched(watcher, alarm),
    evaluationPeriods: of,
    datapointsToAlarm: breaching,
    treatMissingData: definition.alarm.missingData,
    tags: { Service: watcher.service, Category: definition.alarm.category, Severity: severity },
  } satisfies CloudwatchMetricAlarmConfig;
}
