import type { Construct } from 'constructs';
import { readSettings } from '../../../handlers/driver/settings';
import { service as neon } from '../../../handlers/neon';
import { service as upstash } from '../../../handlers/upstash';
import { collectorOf } from '../../../model/collector';
import { fleetOf } from '../../../model/databases/fleet';
import type { Environment } from '../../../model/environment';
import { CollectorFunction } from '../../../stacks/collector/function';
import { FunctionLogs } from '../../../stacks/collector/logs';
import { FunctionRole } from '../../../stacks/collector/role';
import { StateTable } from '../../../stacks/collector/state-table';
import { type ServiceName, serviceNames, serviceOf } from '../../../thresholds/services';
import { environment as fixture } from '../../fixtures/environments';
import { accountIn, built, only, type Terraform, withCode } from '../../support/stacks/stack';

const production = fixture('production');

function synthesized(service: ServiceName, emulated = false) {
  const fleet = fleetOf(production, service);
  return withCode((code) =>
    built((scope: Construct) => {
      const logs = new FunctionLogs(scope, 'logs', { collector: fleet.main });
      const role = new FunctionRole(scope, 'role', { fleet, account: accountIn(scope) });
      const state = new StateTable(scope, 'state', { environment: production });
      const config = { fleet, code: code[service], role, logs, state, emulated };
      return new CollectorFunction(scope, 'collector', config);
    }),
  );
}
const lambda = (terraform: Terraform) => only(terraform.resource, 'aws_lambda_function');

test.each(['neon', 'upstash'] as const)('the function of %s', (service) => {
  const { resource } = synthesized(service).terraform;
  expect(only(resource, 'aws_lambda_function')).toMatchObject({
    function_name: `macro-ai-production-${service}-monitoring`,
    runtime: 'nodejs22.x',
    architectures: ['arm64'],
    timeout: 30,
    memory_size: 256,
    handler: 'index.handler',
    logging_config: { log_format: 'JSON' },
    tags: { Service: service },
  });
  expect(only(resource, 'aws_lambda_function_event_invoke_config')).toMatchObject({
    maximum_retry_attempts: 0,
    maximum_event_age_in_seconds: 60,
  });
  expect(only(resource, 'aws_cloudwatch_log_group')).toMatchObject({
    name: `/aws/lambda/macro-ai-production-${service}-monitoring`,
    retention_in_days: 90,
  });
});

test('depends on its grants, its log group and its table', () => {
  expect(lambda(synthesized('neon').terraform).depends_on).toEqual([
    expect.stringMatching(/^aws_iam_role_policy\./),
    expect.stringMatching(/^aws_cloudwatch_log_group\./),
    expect.stringMatching(/^aws_dynamodb_table\./),
  ]);
});

test('the hash is that of the archive, in the path and in Terraform', () => {
  withCode((code) => {
    const { filename, source_code_hash: hash } = lambda(synthesized('neon').terraform);
    expect(hash).toBe(code.neon.sha256);
    expect(filename).toMatch(
      new RegExp(`^assets/[^/]+/${Buffer.from(code.neon.sha256, 'base64').toString('hex')}/neon\\.zip$`),
    );
  });
});

test('an emulator gets no settings that it does not store', () => {
  expect(lambda(synthesized('neon', true).terraform)).not.toHaveProperty('logging_config');
});

describe('variables', () => {
  test.each([
    ['production', production],
    [
      'one with everything',
      { ...production, namespace: 'own', slowQueryMs: 250, upstashMemoryLimitBytes: 5e8 },
    ],
    ['one without the Neon API', { ...production, neonApi: false, level: 'core', collectionMinutes: 1 }],
  ] as [string, Environment][])('of %s are what the collectors read', (_what, environment) => {
    for (const service of serviceNames) {
      const { variables } = collectorOf(environment, service);
      const { namespace } = serviceOf(service);
      expect(readSettings(variables, namespace)).toEqual({
        environment: environment.name,
        namespace: environment.namespace === 'own' ? `${namespace}/production` : namespace,
        level: environment.level,
        intervalMs: environment.collectionMinutes * 60_000,
        stateTable: 'macro-ai-production-monitoring-state',
      });
    }
    expect(collectorOf(environment, 'neon').variables.SLOW_QUERY_MS).toBe(
      environment.slowQueryMs?.toString(),
    );
    expect(collectorOf(environment, 'upstash').variables.UPSTASH_MEMORY_LIMIT_BYTES).toBe(
      environment.upstashMemoryLimitBytes?.toString(),
    );
  });

  test.each([neon, upstash])('of $name hold every secret as a reference', ({ name, about }) => {
    const { variables, secrets } = collectorOf(production, name);
    expect(secrets.map(({ variable }) => variable)).toEqual(about.secrets.map(({ variable }) => variable));
    for (const { variable, parameter } of secrets)
      expect(variables[variable]).toBe(`ssm:/macro-ai/production/${parameter}`);
  });

  test('name no Neon API key if there is none', () => {
    const { variables } = collectorOf({ ...production, neonApi: false }, 'neon');
    expect(Object.keys(variables).join()).not.toMatch(/NEON_(API|PROJECT)/);
  });
});

test('as Terraform reads it', () => {
  const { hcl } = synthesized('neon');
  const own = hcl.slice(hcl.indexOf('resource "aws_lambda_function"'));
  expect(
    own.replace(/[0-9a-f]{64}/, '<hash>').replace(/(source_code_hash\s*=) .*/, '$1 <hash>'),
  ).toMatchSnapshot();
});
