import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import type { Account } from '../account';

export interface FunctionRoleConfig {
  readonly collector: Collector;
  readonly account: Account;
}

/**
 * The function's role: only what a run needs. Policies are data sources, because JSON strings lose their quotes in
 * cdktf's HCL. Secrets are encrypted with the account's `aws/ssm` key. Its policy lets anyone who may read a parameter
 * decrypt it through Parameter Store, so no grant on the key is needed.
 */
export class FunctionRole extends Construct {
  readonly role: IamRole;
  /** The function depends on it, so that its first run has the permissions. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, config: FunctionRoleConfig) {
    super(scope, id);
    const { functionName: name, service, environment } = config.collector;
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
      description: `What the ${service} collector of ${environment.name} may do`,
      assumeRolePolicy: lambda.json,
      tags: { Service: service },
    });
    const grants = new DataAwsIamPolicyDocument(this, 'grants', { statement: statements(config) });
    this.policy = new IamRolePolicy(this, 'policy', { name, role: this.role.id, policy: grants.json });
  }
}

function statements({ collector, account }: FunctionRoleConfig) {
  return [
    {
      sid: 'PublishMetrics',
      actions: ['cloudwatch:PutMetricData'],
      // This action does not support resources; the condition restricts it.
      resources: ['*'],
      condition: [
        {
          test: 'StringEquals',
          variable: 'cloudwatch:namespace',
          values: [collector.namespace],
        },
      ],
    },
    {
      sid: 'ReadSecrets',
      actions: ['ssm:GetParameters'],
      resources: collector.secrets.map(({ name }) => account.arn('ssm', `parameter${name}`)),
    },
    {
      sid: 'KeepState',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [account.arn('dynamodb', `table/${collector.stateTableName}`)],
      condition: [
        {
          test: 'ForAllValues:StringEquals',
          variable: 'dynamodb:LeadingKeys',
          values: [collector.stateKey],
        },
      ],
    },
    {
      sid: 'WriteLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      // Lambda chooses the stream names.
      resources: [account.arn('logs', `log-group:${collector.logGroupName}:*`)],
    },
  ];
}
