import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Construct } from 'constructs';
import type { Environment } from '../../environments';
import type { ServiceName } from '../../thresholds/services';
import { logGroupName } from '../names';

/** The function's log group. It is there before the function, so that Lambda makes none that never expires. */
export class FunctionLogs extends Construct {
  readonly group: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, { environment, service }: FunctionLogsConfig) {
    super(scope, id);
    this.group = new CloudwatchLogGroup(this, 'group', {
      name: logGroupName(environment.name, service),
      retentionInDays: environment.logRetentionDays,
      tags: { Service: service },
    });
  }
}
export interface FunctionLogsConfig {
  readonly environment: Environment;
  readonly service: ServiceName;
}
