import { fleetOf } from '../../../model/databases/fleet';
import { FunctionRole } from '../../../stacks/collector/role';
import type { ServiceName } from '../../../thresholds/services';
import { environment as fixture } from '../../fixtures/environments';
import { type Attributes, accountIn, built, only, statements } from '../../support/stacks/stack';

const production = fixture('production');
const role = (service: ServiceName, environment = production) =>
  built(
    (scope) =>
      new FunctionRole(scope, 'role', {
        fleet: fleetOf(environment, service),
        account: accountIn(scope),
      }),
  );
const grants = (service: ServiceName, environment = production): Attributes[] =>
  statements(role(service, environment).terraform).filter(({ sid }) => sid !== undefined);
const grant = (service: ServiceName, sid: string, environment = production) =>
  grants(service, environment).find((statement) => statement.sid === sid);

/** Tokens by the name of their attribute. */
const named = (arn: string) => arn.replace(/\$\{[^}]*\.(\w+)\}/g, '<$1>');

test('only Lambda may assume the role', () => {
  const { terraform } = role('neon');
  const trust = statements(terraform).filter(({ sid }) => sid === undefined);
  expect(trust).toEqual([
    {
      actions: ['sts:AssumeRole'],
      principals: [{ type: 'Service', identifiers: ['lambda.amazonaws.com'] }],
    },
  ]);
  expect(only(terraform.resource, 'aws_iam_role')).toMatchObject({
    name: 'macro-ai-production-neon-monitoring',
  });
});

test.each(['neon', 'upstash'] as const)('the %s collector may do only four things', (service) => {
  expect(grants(service).map(({ sid, actions, effect }) => [sid, actions, effect])).toEqual([
    ['PublishMetrics', ['cloudwatch:PutMetricData'], undefined],
    ['ReadSecrets', ['ssm:GetParameters'], undefined],
    ['KeepState', ['dynamodb:GetItem', 'dynamodb:PutItem'], undefined],
    ['WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], undefined],
  ]);
});

test('the only wildcards are the two that AWS requires', () => {
  const wild = (['neon', 'upstash'] as const).flatMap((service) =>
    grants(service).flatMap(({ sid, actions, resources }) =>
      [...(actions as string[]), ...(resources as string[])]
        .filter((s) => s.includes('*'))
        .map((s) => [sid, named(s)]),
    ),
  );
  const streams = (service: ServiceName) =>
    `arn:<partition>:logs:us-east-1:<account_id>:log-group:/aws/lambda/macro-ai-production-${service}-monitoring:*`;
  expect(wild).toEqual([
    ['PublishMetrics', '*'],
    ['WriteLogs', streams('neon')],
    ['PublishMetrics', '*'],
    ['WriteLogs', streams('upstash')],
  ]);
});

test.each([
  ['neon', 'shared', 'Neon/Monitoring'],
  ['upstash', 'shared', 'Upstash/Monitoring'],
  ['neon', 'own', 'Neon/Monitoring/production'],
] as const)('%s with a %s namespace may publish only to %s', (service, namespace, name) => {
  expect(grant(service, 'PublishMetrics', { ...production, namespace })).toMatchObject({
    condition: [{ test: 'StringEquals', variable: 'cloudwatch:namespace', values: [name] }],
  });
});

test.each([
  ['neon', true, ['neon-connection-string', 'neon-api-key', 'neon-project-id']],
  ['neon', false, ['neon-connection-string']],
  ['upstash', true, ['upstash-rest-url', 'upstash-rest-token']],
] as const)('%s (Neon API: %s) may read only %j', (service, neonApi, names) => {
  const { resources } = grant(service, 'ReadSecrets', { ...production, neonApi }) ?? {};
  expect((resources as string[]).map(named)).toEqual(
    names.map((name) => `arn:<partition>:ssm:us-east-1:<account_id>:parameter/macro-ai/production/${name}`),
  );
});

test('only the function’s own item in the table is accessible', () => {
  const keep = grant('upstash', 'KeepState') ?? {};
  expect((keep.resources as string[]).map(named)).toEqual([
    'arn:<partition>:dynamodb:us-east-1:<account_id>:table/macro-ai-production-monitoring-state',
  ]);
  expect(keep).toMatchObject({
    condition: [
      {
        test: 'ForAllValues:StringEquals',
        variable: 'dynamodb:LeadingKeys',
        values: ['upstash/production'],
      },
    ],
  });
});

test('as Terraform reads it', () => {
  expect(role('upstash').hcl).toMatchSnapshot();
});
