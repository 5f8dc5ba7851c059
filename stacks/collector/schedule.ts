import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import type { Environment } from '../../environments';
import { type ServiceName, services } from '../../thresholds/services';
import { functionName } from '../names';

export interface ScheduleConfig {
  readonly environment: Environment;
  readonly service: ServiceName;
  readonly lambda: LambdaFunction;
}

/** Runs the function once per collection interval. The event carries its time, which becomes the metrics' slot. */
export class Schedule extends Construct {
  constructor(scope: Construct, id: string, { environment, service, lambda }: ScheduleConfig) {
    super(scope, id);
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: functionName(environment.name, service),
      description: `Collects metrics of ${services[service].title} (${environment.name})`,
      scheduleExpression: rate(environment.collectionMinutes),
      tags: { Service: service },
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      targetId: 'collector',
      arn: lambda.arn,
      // An event that comes late would count for a slot that is over.
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    });
    new LambdaPermission(this, 'permission', {
      statementId: 'schedule',
      action: 'lambda:InvokeFunction',
      functionName: lambda.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
  }
}

/** EventBridge's rate expression; it wants the singular for one. */
export function rate(minutes: number): string {
  return `rate(${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`;
}
