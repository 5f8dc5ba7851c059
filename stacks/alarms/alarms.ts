import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import { alarmDescription } from './description';
import { watched } from './metric';

export interface CollectorAlarmsProps {
  readonly collector: Collector;
  /** Notified of ALARM and OK. */
  readonly topicArn: string;
}

const operators = { above: 'GreaterThanThreshold', below: 'LessThanThreshold' } as const;

/** A warning and a critical alarm for every row that is collected here and has alarms. */
export class CollectorAlarms extends Construct {
  constructor(scope: Construct, id: string, { collector, topicArn }: CollectorAlarmsProps) {
    super(scope, id);
    for (const alarm of collector.alarms) {
      const { row, severity, datapoints, definition } = alarm;
      const [breaching, of] = datapoints;
      new CloudwatchMetricAlarm(this, `${row}-${severity}`, {
        alarmName: alarm.name,
        alarmDescription: alarmDescription(collector, alarm),
        ...watched(collector, alarm),
        comparisonOperator: operators[definition.alarm.breaches],
        evaluationPeriods: of,
        datapointsToAlarm: breaching,
        treatMissingData: definition.alarm.missingData,
        alarmActions: [topicArn],
        okActions: [topicArn],
        tags: { Service: collector.service, Category: definition.alarm.category, Severity: severity },
      });
    }
  }
}
