import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import { alarmConfig } from './config';

export interface CollectorAlarmsProps {
  readonly collector: Collector;
  /** Notified of ALARM and OK. */
  readonly topicArn: string;
}

/** A warning and a critical alarm for every row that is collected here and has alarms. */
export class CollectorAlarms extends Construct {
  constructor(scope: Construct, id: string, { collector, topicArn }: CollectorAlarmsProps) {
    super(scope, id);
    for (const alarm of collector.alarms)
      new CloudwatchMetricAlarm(this, `${alarm.row}-${alarm.severity}`, {
        ...alarmConfig(collector, alarm),
        alarmActions: [topicArn],
        okActions: [topicArn],
      });
  }
}
