import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { Construct } from 'constructs';
import type { Account } from '../account';

export interface Permitted {
  readonly lambda: LambdaFunction;
  /** That of the function, which its first rule has as well. */
  readonly functionName: string;
  readonly rules: readonly { readonly name: string; readonly arn: string }[];
  readonly account: Account;
}

/** Lets the rules of a schedule invoke its function. */
export function permitRules(scope: Construct, { lambda, functionName, rules, account }: Permitted): void {
  const permit = (id: string, statementId: string, sourceArn: string) =>
    new LambdaPermission(scope, id, {
      statementId,
      action: 'lambda:InvokeFunction',
      functionName: lambda.functionName,
      principal: 'events.amazonaws.com',
      sourceArn,
    });
  const first = rules.find(({ name }) => name === functionName);
  if (first) permit('permission', 'schedule', first.arn);
  // One for all others, however many: a function's policy has room for about fifty (20,480 bytes).
  if (rules.some((one) => one !== first))
    permit('permission-shards', 'shards', account.arn('events', `rule/${functionName}-*`));
}
