import type { Terraform } from '../stacks/stack';
import type { Call } from './fake-aws';
import type { Access, Statement } from './policy';

const ACCOUNT = '123456789012';

/** A function as deployed: its variables and its role's permissions. */
export interface Deployed {
  readonly variables: Readonly<Record<string, string>>;
  readonly statements: readonly Statement[];
  readonly region: string;
}

/** The function with that name in a synthesized stack; resolves references as Terraform would. */
export function deployed(terraform: Terraform, functionName: string): Deployed {
  const { resource, data, provider } = terraform;
  const region = String(provider.aws[0]?.region);
  const found = Object.values(resource.aws_lambda_function ?? {}).find(
    ({ function_name }) => function_name === functionName,
  );
  if (!found) throw new Error(`There is no function ${functionName}.`);
  const role = /^\$\{aws_iam_role\.([\w-]+)\.arn\}$/.exec(String(found.role))?.[1];
  // Terraform knows these when it plans. Anything else would make the policy unknown until it is applied.
  const resolve = (text: string): string =>
    text.replace(/\$\{([^}]+)\}/g, (token, path: string) => {
      if (/^data\.aws_partition\.[\w-]+\.partition$/.test(path)) return 'aws';
      if (/^data\.aws_caller_identity\.[\w-]+\.account_id$/.test(path)) return ACCOUNT;
      throw new Error(`A policy has ${token}, which is unknown until it is applied.`);
    });
  const policies = Object.values(resource.aws_iam_role_policy ?? {}).filter(
    (policy) => policy.role === `\${aws_iam_role.${role}.id}`,
  );
  const statements = policies.flatMap(({ policy }) => {
    const document = /^\$\{data\.aws_iam_policy_document\.([\w-]+)\.json\}$/.exec(String(policy))?.[1] ?? '';
    return data.aws_iam_policy_document?.[document]?.statement as Statement[];
  });
  return {
    region,
    variables: (found.environment as { variables: Record<string, string> }).variables,
    statements: statements.map((statement) => ({
      ...statement,
      resources: statement.resources.map(resolve),
    })),
  };
}

/** What each call requires from IAM (AWS's Service Authorization Reference: actions, resource types, condition keys). */
export function accessesOf({ service, operation, input }: Call, region: string): Access[] {
  const arn = (rest: string) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
  const { Namespace, Names, TableName, Key, Item } = input as {
    Namespace: string;
    Names: string[];
    TableName: string;
    Key: { target: { S: string } };
    Item: { target: { S: string } };
  };
  const action = `${service}:${operation}`;
  const item = (target: { S: string }): Access[] => [
    { action, resource: arn(`table/${TableName}`), context: { 'dynamodb:LeadingKeys': [target.S] } },
  ];
  const rules: Readonly<Record<string, () => Access[]>> = {
    'cloudwatch:PutMetricData': () => [
      { action, resource: '*', context: { 'cloudwatch:namespace': [Namespace] } },
    ],
    'cloudwatch:GetMetricData': () => [{ action, resource: '*', context: {} }],
    'ssm:GetParameters': () =>
      Names.map((name) => ({
        action,
        resource: arn(`parameter/${name.replace(/^\//, '')}`),
        context: {},
      })),
    'dynamodb:GetItem': () => item(Key.target),
    'dynamodb:PutItem': () => item(Item.target),
  };
  const rule = rules[action];
  if (!rule) throw new Error(`There is no rule for what ${action} requires from IAM.`);
  return rule();
}
