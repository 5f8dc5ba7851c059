import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { Construct } from 'constructs';

export interface Permitted {
  /** Of the statement in the function's policy. */
  readonly statementId: string;
  readonly lambda: LambdaFunction;
  /** The ARN of a rule, or a pattern for those of several. */
  readonly sourceArn: string;
}

/** Lets rules of EventBridge invoke a function. */
export function permitRules(
  scope: Construct,
  id: string,
  { statementId, lambda, sourceArn }: Permitted,
): void {
  new LambdaPermission(scope, id, {
    statementId,
    action: 'lambda:InvokeFunction',
    functionName: lambda.functionName,
    principal: 'events.amazonaws.com',
    sourceArn,
  });
}
