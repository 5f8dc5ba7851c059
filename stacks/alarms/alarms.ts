import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmMetricQuery,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type AnyAlarm, alarmsIn, type Collector } from '../../model/collector';
import { alarmConfig } from './config';

export interface CollectorAlarmsProps {
  readonly collector: Collector;
  /** Notified of ALARM and OK. */
  readonly topicArn: string;
  /** What publishes the metrics: it begins before the alarms, and ends after them. */
  readonly after: ITerraformDependable | undefined;
}

/**
 * The alarms of a collector: a warning and a critical one for every row that is collected here and has alarms, and one for what is
 * unusual where that is asked for.
 */
export class CollectorAlarms extends Construct {
  constructor(scope: Construct, id: string, { collector, topicArn, after }: CollectorAlarmsProps) {
    super(scope, id);
    for (const alarm of alarmsIn(collector)) {
      const { metricQuery, ...config } = alarmConfig(collector, alarm);
      new CloudwatchMetricAlarm(this, idOf(alarm), {
        ...config,
        ...(metricQuery && { metricQuery: metricQuery.map(withQuotes) }),
        alarmActions: [topicArn],
        okActions: [topicArn],
        ...(after && { dependsOn: [after] }),
      });
    }
  }
}

const idOf = (alarm: AnyAlarm): string =>
  `${alarm.row}${'insights' in alarm && alarm.insights?.counts ? 'Count' : ''}-${alarm.type}`;

/**
 * Terraform puts the double quotes around the names in a query over many metrics: they do not survive in cdktf's HCL. The names
 * have no character that it would escape.
 */
function withQuotes(query: CloudwatchMetricAlarmMetricQuery): CloudwatchMetricAlarmMetricQuery {
  const names = [...(query.expression ?? '').matchAll(/"([^"]*)"/g)].map(([, name]) => name);
  if (names.length === 0) return query;
  return {
    ...query,
    expression: Fn.format(query.expression?.replace(/"[^"]*"/g, '%q') ?? '', names),
  };
}
