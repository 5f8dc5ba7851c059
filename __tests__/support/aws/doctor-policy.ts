import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Access, allows, type Statement } from './policy';
import type { Sent } from './stubs';

const ACCOUNT = '123456789012';
const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

/** The statements of the policy in docs/doctor.md. */
export function documentedStatements(): Statement[] {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'doctor.md'), 'utf8');
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
  const { Statement: all } = JSON.parse(json) as {
    readonly Statement: readonly {
      readonly Effect: string;
      readonly Action: string | readonly string[];
      readonly Resource: string | readonly string[];
    }[];
  };
  return all.map(({ Effect, Action, Resource }) => {
    if (Effect !== 'Allow') throw new Error(`This matcher does not support the effect ${Effect}.`);
    return { actions: list(Action), resources: list(Resource) };
  });
}

/** What each call requires from IAM (AWS's Service Authorization Reference). */
function accessesOf({ client, operation, input }: Sent): Access[] {
  const action = `${client}:${operation === 'ListObjectsV2' ? 'ListBucket' : operation}`;
  const arn = (rest: string) => `arn:aws:${client}:us-east-1:${ACCOUNT}:${rest}`;
  const text = (name: string) => String(input[name]);
  const resources: Readonly<Record<string, () => readonly string[]>> = {
    'cloudwatch:ListTagsForResource': () => [text('ResourceARN')],
    'dynamodb:BatchGetItem': () =>
      Object.keys(input.RequestItems as object).map((table) => arn(`table/${table}`)),
    'events:ListTargetsByRule': () => [arn(`rule/${text('Rule')}`)],
    'lambda:GetFunctionConcurrency': () => [arn(`function:${text('FunctionName')}`)],
    'logs:DescribeLogGroups': () => [arn(`log-group:${text('logGroupNamePrefix')}`)],
    's3:ListBucket': () => [`arn:aws:s3:::${text('Bucket')}`],
    's3:GetObject': () => [`arn:aws:s3:::${text('Bucket')}/${text('Key')}`],
    'sns:GetTopicAttributes': () => [text('TopicArn')],
    'sns:ListSubscriptionsByTopic': () => [text('TopicArn')],
    'sns:ListTagsForResource': () => [text('ResourceArn')],
    'ssm:GetParameters': () => (input.Names as readonly string[]).map((name) => arn(`parameter${name}`)),
  };
  return (resources[action]?.() ?? ['*']).map((resource) => ({ action, resource, context: {} }));
}

/** Where a policy and calls differ, one line each: what it does not allow, and what it allows and no call needs. */
export function policyDifferences(statements: readonly Statement[], calls: readonly Sent[]): string[] {
  const accesses = calls.flatMap(accessesOf);
  const refused = accesses.filter((access) => !statements.some((statement) => allows(statement, access)));
  const unused = statements.flatMap((statement) =>
    statement.actions.filter(
      (action) => !accesses.some((access) => access.action === action && allows(statement, access)),
    ),
  );
  return [
    ...new Set(refused.map(({ action, resource }) => `${action} on ${resource} is not allowed`)),
    ...unused.map((action) => `${action} is allowed and never used`),
  ];
}
