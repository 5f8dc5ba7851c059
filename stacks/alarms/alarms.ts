import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { Environment } from '../../environments';
import { alarmName } from '../../model/names';
import type { Severity } from '../../thresholds/row';
import type { ServiceName } from '../../thresholds/services';
import { alarmedRows } from '../rows';
import { alarmDescription } from './description';
import { watched } from './metric';

export interface ServiceAlarmsProps {
  readonly environment: Environment;
  readonly service: ServiceName;
  /** Told of ALARM and of OK. */
  readonly topicArn: string;
}

const severities: readonly Severity[] = ['warning', 'critical'];
const operators = { above: 'GreaterThanThreshold', below: 'LessThanThreshold' } as const;

/** Two alarms, warning and critical, for every row that has alarms and is collected here. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, { environment, service, topicArn }: ServiceAlarmsProps) {
    super(scope, id);
    for (const [name, row] of alarmedRows(environment, service))
      for (const severity of severities) {
        const { alarm } = row;
        const [breaching, of] = alarm.datapoints[severity];
        new CloudwatchMetricAlarm(this, `${name}-${severity}`, {
          alarmName: alarmName(environment.name, service, name, severity),
          alarmDescription: alarmDescription(environment, service, name, row, severity),
          ...watched(environment, service, name, row, severity),
          comparisonOperator: operators[alarm.breaches],
          evaluationPeriods: of,
          datapointsToAlarm: breaching,
          treatMissingData: alarm.missingData,
          alarmActions: [topicArn],
          okActions: [topicArn],
          tags: { Service: service, Category: alarm.category, Severity: severity },
        });
      }
  }
}
