import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';

/** The function's log group. Created before the function; otherwise Lambda creates one that never expires. */
export class FunctionLogs extends Construct {
  readonly group: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, { collector }: FunctionLogsConfig) {
    super(scope, id);
    this.group = new CloudwatchLogGroup(this, 'group', {
      name: collector.logGroupName,
      retentionInDays: collector.environment.logRetentionDays,
      tags: { Service: collector.service },
    });
  }
}
export interface FunctionLogsConfig {
  readonly collector: Collector;
}
