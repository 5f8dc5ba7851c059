import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Fleet } from '../../model/databases/fleet';
import { parameterName } from '../../model/names';
import type { Account } from '../account';

export interface FunctionRoleConfig {
  readonly fleet: Pick<Fleet, 'main' | 'hasNamed'>;
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
    const { functionName: name, service, environment } = config.fleet.main;
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

/** Any named database, in a pattern. */
const named = (environment: string) => ({ environment, database: '*' });

/**
 * Of named databases the policy names the pattern of their parameters and of their items, not each of them: it has room for 10,240
 * characters, and a database more changes no policy. A pattern has the whole of the last part of a parameter's name.
 */
function statements({ fleet: { main: collector, hasNamed }, account }: FunctionRoleConfig) {
  const { environment, about, stateKey } = collector;
  const ofEach = about.secrets.filter(({ shared }) => hasNamed && !shared);
  const parameters = [
    ...collector.secrets.map(({ name }) => name),
    ...ofEach.map(({ parameter }) =>
      parameterName(environment.settings.project, named(environment.name), parameter),
    ),
  ];
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
      resources: parameters.map((name) => account.arn('ssm', `parameter${name}`)),
    },
    {
      sid: 'KeepState',
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', ...(hasNamed ? ['dynamodb:BatchGetItem'] : [])],
      resources: [account.arn('dynamodb', `table/${collector.stateTableName}`)],
      condition: [
        {
          test: hasNamed ? 'ForAllValues:StringLike' : 'ForAllValues:StringEquals',
          variable: 'dynamodb:LeadingKeys',
          values: [stateKey, ...(hasNamed ? [`${stateKey}/*`] : [])],
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
