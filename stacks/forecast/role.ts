import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Environment } from '../../model/environment';
import { logGroupName } from '../../model/names';
import type { Account } from '../account';

export interface ForecastRoleConfig {
  readonly environment: Environment;
  readonly functionName: string;
  /** Those in which it publishes. */
  readonly namespaces: readonly string[];
  readonly account: Account;
}

/** The role of the forecast: it reads metrics, publishes beside them, and writes its log. It needs no database, secret or table. */
export class ForecastRole extends Construct {
  readonly role: IamRole;
  /** The function depends on it, so that its first run has the permissions. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, config: ForecastRoleConfig) {
    super(scope, id);
    const { environment, functionName: name, namespaces, account } = config;
    const lambda = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['lambda.amazonaws.com'] }],
        },
      ],
    });
    this.role = new IamRole(this, 'role', {
      name,
      description: `What the forecast of ${environment.name} may do`,
      assumeRolePolicy: lambda.json,
    });
    const grants = new DataAwsIamPolicyDocument(this, 'grants', {
      statement: [
        {
          sid: 'ReadMetrics',
          actions: ['cloudwatch:GetMetricData'],
          // This action supports neither resources nor a condition on the namespace.
          resources: ['*'],
        },
        {
          sid: 'PublishMetrics',
          actions: ['cloudwatch:PutMetricData'],
          // This action does not support resources; the condition restricts it.
          resources: ['*'],
          condition: [{ test: 'StringEquals', variable: 'cloudwatch:namespace', values: [...namespaces] }],
        },
        {
          sid: 'WriteLogs',
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          // Lambda chooses the stream names.
          resources: [account.arn('logs', `log-group:${logGroupName(name)}:*`)],
        },
      ],
    });
    this.policy = new IamRolePolicy(this, 'policy', { name, role: this.role.id, policy: grants.json });
  }
}
