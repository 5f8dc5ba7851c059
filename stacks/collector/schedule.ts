import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';

export interface ScheduleConfig {
  readonly collector: Collector;
  readonly lambda: LambdaFunction;
}

/** Runs the function once per collection interval. The time in the event becomes the metrics' slot. */
export class Schedule extends Construct {
  constructor(scope: Construct, id: string, { collector, lambda }: ScheduleConfig) {
    super(scope, id);
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: collector.functionName,
      description: `Collects metrics of ${collector.title} (${collector.environment.name})`,
      scheduleExpression: rate(collector.environment.collectionMinutes),
      tags: { Service: collector.service },
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      targetId: 'collector',
      arn: lambda.arn,
      // A late event would count for a slot that has passed.
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

/** EventBridge's rate expression, which requires the singular for 1. */
export function rate(minutes: number): string {
  return `rate(${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`;
}
