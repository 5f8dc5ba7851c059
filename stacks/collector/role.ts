import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Collector } from '../../model/collector';
import type { Account } from '../account';

export interface FunctionRoleConfig {
  readonly collector: Collector;
  readonly account: Account;
  readonly tableArn: string;
  readonly logGroupArn: string;
}

/**
 * The function's role: what one run does, and nothing else. Policies are data sources, because JSON strings lose their
 * quotes in cdktf's HCL. Secrets are encrypted with the account's own `aws/ssm` key, whose policy lets the Parameter
 * Store decrypt for whoever may read the parameter, so no grant on a key is needed.
 */
export class FunctionRole extends Construct {
  readonly role: IamRole;
  /** The function waits for it: its first run must not be refused. */
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

function statements({ collector, account, tableArn, logGroupArn }: FunctionRoleConfig) {
  return [
    {
      sid: 'PublishMetrics',
      actions: ['cloudwatch:PutMetricData'],
      // AWS knows no resource for this action; the condition is what confines it.
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
      resources: [tableArn],
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
      // Lambda names the streams.
      resources: [`${logGroupArn}:*`],
    },
  ];
}
