import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Environment } from '../../environments';
import { stateKey } from '../../model/names';
import { parameterName, secretsOf } from '../../model/secrets';
import type { ServiceName } from '../../thresholds/services';
import type { Account } from '../account';
import { functionName, namespaceOf } from '../names';

export interface FunctionRoleConfig {
  readonly environment: Environment;
  readonly service: ServiceName;
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
    const { environment, service } = config;
    const name = functionName(environment.name, service);
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

function statements({ environment, service, account, tableArn, logGroupArn }: FunctionRoleConfig) {
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
          values: [namespaceOf(environment, service)],
        },
      ],
    },
    {
      sid: 'ReadSecrets',
      actions: ['ssm:GetParameters'],
      resources: secretsOf(environment, service).map((secret) =>
        account.arn('ssm', `parameter${parameterName(environment.name, secret)}`),
      ),
    },
    {
      sid: 'KeepState',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [tableArn],
      condition: [
        {
          test: 'ForAllValues:StringEquals',
          variable: 'dynamodb:LeadingKeys',
          values: [stateKey(environment.name, service)],
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
