import { Testing } from 'cdktf';
import { StateStack } from '../../stacks/remote-state/state';
import { serviceNames } from '../../thresholds/services';
import { environments, environment as fixture, project, remoteState } from '../fixtures/environments';
import { environmentStack, type Terraform } from '../support/stacks/stack';

/** Types without tags (schema of provider 5.100). */
const untagged = [
  'aws_cloudwatch_dashboard',
  'aws_cloudwatch_event_target',
  'aws_cloudwatch_query_definition',
  'aws_iam_role_policy',
  'aws_lambda_function_event_invoke_config',
  'aws_lambda_permission',
  'aws_sns_topic_policy',
  'aws_sns_topic_subscription',
];
const production = fixture('production');
const stateStack = (): Terraform =>
  JSON.parse(Testing.synth(new StateStack(Testing.app(), { settings: project, emulated: false })));

describe.each(environments)('stack $name', (environment) => {
  const terraform = environmentStack(environment);

  test('keeps its state under its own key, encrypted and locked', () => {
    expect(terraform.terraform.backend.s3).toEqual({
      bucket: remoteState.bucket,
      region: remoteState.region,
      key: `macro-ai/${environment.name}/terraform.tfstate`,
      encrypt: true,
      use_lockfile: true,
    });
  });

  test('tags every resource that supports tags', () => {
    expect(terraform.provider.aws[0]).toMatchObject({
      default_tags: [
        {
          tags: {
            Project: 'macro-ai',
            Environment: environment.name,
            Service: 'monitoring',
            ManagedBy: 'cdktf',
            ...environment.tags,
          },
        },
      ],
    });
    for (const [type, blocks] of Object.entries(terraform.resource))
      for (const [id, { tags }] of Object.entries(blocks)) {
        const service = /^(neon|upstash)/.exec(id)?.[1];
        if (service && !untagged.includes(type))
          expect({ id, tags }).toMatchObject({ tags: { Service: service } });
      }
  });

  test('has the same resources for each service', () => {
    const count = (type: string) => Object.keys(terraform.resource[type] ?? {}).length;
    for (const type of [
      'aws_lambda_function',
      'aws_iam_role',
      'aws_cloudwatch_event_rule',
      'aws_cloudwatch_dashboard',
    ])
      expect([type, count(type)]).toEqual([type, serviceNames.length]);
    expect([count('aws_sns_topic'), count('aws_dynamodb_table')]).toEqual([1, 1]);
  });

  test('sends every alarm and every recovery to its topic', () => {
    const alarms = Object.values(terraform.resource.aws_cloudwatch_metric_alarm ?? {});
    expect(alarms.length).toBeGreaterThan(0);
    const topic = [expect.stringMatching(/^\$\{aws_sns_topic\..*\.arn\}$/)];
    for (const alarm of alarms) expect(alarm).toMatchObject({ alarm_actions: topic, ok_actions: topic });
  });
});

test('policy documents refer to no resource: a change to one would make Terraform show every policy as unknown', () => {
  for (const terraform of [environmentStack(production), stateStack()]) {
    const documents = Object.values(terraform.data.aws_iam_policy_document ?? {});
    expect(documents.length).toBeGreaterThan(0);
    expect(JSON.stringify(documents).match(/\$\{(?!data\.)[^}]*\}|depends_on/g)).toBeNull();
  }
});

test('the provider works only in the environment’s account', () => {
  const provider = (terraform: Terraform) => terraform.provider.aws[0];
  expect(provider(environmentStack({ ...production, accountId: '012345678901' }))).toMatchObject({
    allowed_account_ids: ['012345678901'],
  });
  expect(provider(environmentStack(production))).not.toHaveProperty('allowed_account_ids');
});

test('for an emulator, unsupported settings are omitted and failures are not retried', () => {
  const { provider, resource } = environmentStack(production, true);
  expect(provider.aws[0]).toMatchObject({ max_retries: 3 });
  expect(JSON.stringify(resource)).not.toContain('logging_config');
  expect(resource).not.toHaveProperty('aws_cloudwatch_query_definition');
  expect(JSON.stringify(environmentStack(production).provider)).not.toContain('max_retries');
});

test('the deployment says what running without the Neon API means', () => {
  expect(environmentStack({ ...production, neonApi: false }).output).toMatchObject({
    neon_compute: { value: expect.stringContaining('never scales to zero') },
  });
  expect(environmentStack(production).output).not.toHaveProperty('neon_compute');
});

test('the outputs have the URLs of the dashboards', () => {
  const { output } = environmentStack(production);
  for (const service of serviceNames)
    expect(output).toHaveProperty(`${service}_dashboard`, {
      value: expect.stringMatching(
        new RegExp(`^https://console\\.aws\\.amazon\\.com/.*/production-${service}-monitoring-dashboard$`),
      ),
    });
});

test('an environment without dashboards has all alarms, whose texts link to none', () => {
  const alarmsOf = ({ resource }: Terraform) => Object.values(resource.aws_cloudwatch_metric_alarm ?? {});
  const without = environmentStack({ ...production, dashboards: false });
  expect(without.resource).not.toHaveProperty('aws_cloudwatch_dashboard');
  expect(JSON.stringify(without)).not.toMatch(/dashboard/i);
  expect(alarmsOf(without)).toHaveLength(alarmsOf(environmentStack(production)).length);
});

test('the deployment says that alarms notify nobody, and that links cannot be clicked', () => {
  const warnings = ({ output }: Terraform) =>
    Object.entries(output ?? {}).flatMap(([name, { value }]) => (name.startsWith('warning') ? [value] : []));
  const subscriptions = [{ protocol: 'email', endpoint: 'oncall@example.com' } as const];
  const settings = { ...production.settings, runbookUrl: 'https://git.example.com/runbook.md' };
  expect(warnings(environmentStack(production))).toEqual([
    'Alarms of production notify nobody: add subscriptions in environments.ts, unless npm run secrets has subscribed somebody to the topic production-monitoring-alerts.',
    expect.stringContaining('runbook'),
  ]);
  expect(warnings(environmentStack({ ...production, subscriptions }))).toEqual([
    expect.stringContaining('set runbookUrl in environments.ts'),
  ]);
  expect(warnings(environmentStack({ ...production, subscriptions, settings }))).toEqual([]);
  const overrides = { neon: { Up: { alarm: 'off', reason: 'It sleeps at night.' } } } as const;
  expect(warnings(environmentStack({ ...production, subscriptions, settings, overrides }))).toEqual([
    'The alarms of Up are off for Neon Postgres in production: nobody is told when its monitoring fails.',
  ]);
});

test('the state stack keeps its own state in its own bucket', () => {
  const terraform = stateStack();
  expect(terraform.terraform.backend.s3).toMatchObject({
    bucket: remoteState.bucket,
    key: 'macro-ai/state/terraform.tfstate',
  });
  expect(terraform.resource.aws_s3_bucket).toEqual({
    bucket: expect.objectContaining({ bucket: remoteState.bucket }),
  });
});
