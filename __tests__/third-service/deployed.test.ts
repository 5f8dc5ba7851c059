import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DashboardBody } from '../../stacks/dashboard/widgets';
import { awsVariables, FakeAws } from '../support/aws/fake-aws';
import { compileErrors, run } from '../support/project/programs';
import { withThirdService } from '../support/project/third-service';
import { ended } from '../support/servers/child';
import { layoutProblems } from '../support/stacks/layout';
import type { Attributes, Terraform } from '../support/stacks/stack';

/**
 * The proof that a service is a folder in `thresholds/`, a folder in `handlers/` and a line in `services.ts`: a third one
 * is registered in a copy of the project, and no other file is changed except the environments, which set its flag.
 */
const project = withThirdService('third');
afterAll(() => project.remove());
const read = (path: string) => readFileSync(project.file(path), 'utf8');

test('it compiles, and without any of its parts it does not', () => {
  cpSync(join(project.fixture, 'probes.ts'), project.file('probes.ts'));
  expect(compileErrors(project.path)).toEqual([]);
});

test('it passes lint', () => {
  const biome = run(project.path, 'biome', 'lint', '--error-on-warnings', '--vcs-enabled=false', '.');
  expect([biome.status, biome.stderr]).toEqual([0, '']);
});

describe('synthesized', () => {
  const stack = (name: string) => JSON.parse(read(`cdktf.out/stacks/${name}/cdk.tf.json`)) as Terraform;
  const found = (name: string, type: string): Attributes[] =>
    Object.entries(stack(name).resource[type] ?? {}).flatMap(([id, block]) =>
      id.startsWith('broker-') ? [block] : [],
    );
  const alarms = (name: string) =>
    found(name, 'aws_cloudwatch_metric_alarm').map(({ alarm_name, threshold }) => [alarm_name, threshold]);

  beforeAll(async () => {
    const { status, stderr } = await project.run('main.ts');
    expect([status, stderr]).toEqual([0, '']);
  });

  test('its function has its variables, its secrets by reference, and its schedule', () => {
    const [lambda] = found('production', 'aws_lambda_function');
    expect(lambda).toMatchObject({
      function_name: 'macro-ai-production-broker-monitoring',
      environment: {
        variables: {
          METRIC_NAMESPACE: 'Broker/Monitoring',
          BROKER_URL: 'ssm:/macro-ai/production/broker-url',
          BROKER_TOKEN: 'ssm:/macro-ai/production/broker-token',
          BROKER_DEAD_LETTERS: 'true',
          BROKER_LATE_SECONDS: '30',
        },
      },
    });
    expect(lambda?.environment).not.toHaveProperty('variables.NEON_CONNECTION_STRING');
    expect(found('staging', 'aws_lambda_function')[0]?.environment).toMatchObject({
      variables: { BROKER_DEAD_LETTERS: 'false' },
    });
    expect(found('production', 'aws_cloudwatch_event_rule')).toMatchObject([
      { schedule_expression: 'rate(5 minutes)' },
    ]);
    expect(found('production', 'aws_cloudwatch_log_group')).toMatchObject([
      { name: '/aws/lambda/macro-ai-production-broker-monitoring', retention_in_days: 90 },
    ]);
  });

  test('its role may read its own parameters, write its own namespace and its own item, and nothing else', () => {
    const documents = Object.entries(stack('production').data.aws_iam_policy_document ?? {});
    const [, grants] = documents.find(([id]) => /^broker-role_grants/.test(id)) ?? [];
    const statements = grants?.statement as readonly {
      readonly sid: string;
      readonly resources: readonly string[];
      readonly condition?: readonly { readonly values: readonly string[] }[];
    }[];
    const of = (id: string) => statements.find(({ sid }) => sid === id);
    expect(statements.map(({ sid }) => sid)).toEqual([
      'PublishMetrics',
      'ReadSecrets',
      'KeepState',
      'WriteLogs',
    ]);
    expect(of('ReadSecrets')?.resources.map((arn) => arn.replace(/^.*:parameter/, ''))).toEqual([
      '/macro-ai/production/broker-url',
      '/macro-ai/production/broker-token',
    ]);
    expect(of('PublishMetrics')?.condition?.[0]?.values).toEqual(['Broker/Monitoring']);
    expect(of('KeepState')?.condition?.[0]?.values).toEqual(['broker/production']);
  });

  test('its rows have alarms with the limits of their environment, and a dashboard', () => {
    const both = (row: string, warning: number, critical: number) => [
      [`production-broker-${row}-critical`, critical],
      [`production-broker-${row}-warning`, warning],
    ];
    expect(alarms('production')).toEqual([
      ...both('api-errors', 0, 0),
      ...both('failed-jobs', 5, 20),
      ['production-broker-findings-warning', 0],
      ...both('late-jobs', 10, 50),
      ...both('stored-jobs', 4_000, 4_750),
      ...both('up', 1, 1),
    ]);
    expect(alarms('staging')).toContainEqual(['staging-broker-stored-jobs-critical', 950]);
    const [failed] = found('production', 'aws_cloudwatch_metric_alarm').filter(
      ({ alarm_name }) => alarm_name === 'production-broker-failed-jobs-critical',
    );
    expect(JSON.stringify(failed?.metric_query)).toContain('PERIOD');
    const dashboards = found('production', 'aws_cloudwatch_dashboard');
    expect(dashboards).toMatchObject([{ dashboard_name: 'production-broker-monitoring-dashboard' }]);
    const [, template = ''] = /templatefile\("([^"]+)"/.exec(String(dashboards[0]?.dashboard_body)) ?? [];
    const { widgets } = JSON.parse(read(`cdktf.out/stacks/production/${template}`)) as DashboardBody;
    expect(layoutProblems(widgets)).toEqual([]);
    expect(
      widgets.flatMap((w) => (w.type === 'metric' ? `${w.properties.view} ${w.properties.title}` : [])),
    ).toEqual(
      expect.arrayContaining(['singleValue Jobs that wait too long', 'timeSeries Jobs that wait too long']),
    );
    expect(stack('production').output).toMatchObject({
      broker_function: { value: 'macro-ai-production-broker-monitoring' },
    });
    expect(stack('production').output).not.toHaveProperty('broker_dead_letters');
    expect(stack('staging').output).toHaveProperty('broker_dead_letters');
  });

  test('the other services are still there', () => {
    for (const service of ['neon', 'upstash'])
      expect(JSON.stringify(stack('production'))).toContain(`macro-ai-production-${service}-monitoring`);
  });
});

describe('documented', () => {
  beforeAll(async () => {
    const { status, stderr } = await project.run('commands/docs.ts');
    expect([status, stderr]).toEqual([0, '']);
  });

  test('in the reference of metrics', () => {
    const text = read('docs/metrics.md');
    expect(text).toContain('## Job Broker\n\nNamespace `Broker/Monitoring`');
    for (const row of ['LateJobs', 'StoredJobs', 'FailedJobs', 'JobRate', 'DeadJobs'])
      expect(text).toContain(`**${row}** (`);
    expect(text).toContain('core, with `brokerDeadLetters`');
    expect(text).toMatch(/In production, critical: above 4,750 /);
  });

  test('in the runbook', () => {
    const text = read('docs/runbook.md');
    expect(text).toContain('### Broker late jobs');
    expect(text).toContain('\nFUNCTION="macro-ai-$ENVIRONMENT-broker-monitoring"');
    expect(text).toContain('[Job Broker](#broker-up)');
  });

  test('with its price, on AWS and elsewhere', async () => {
    const written = read('docs/cost.md');
    const { status, stdout } = await project.run('commands/cost.ts');
    expect([status, stdout]).toEqual([0, written]);
    // A row costs its metric and two alarms; DeadJobs is not in staging, JobRate is detailed.
    expect(written).toMatch(/\| broker\.LateJobs +\| +1 \| +2 \| +0\.50 \| +0\.50 \| +0\.50 \|/);
    expect(written).toMatch(/\| broker\.DeadJobs +\| +1 \| +0 \| +0\.30 \| +– \| +0\.30 \|/);
    expect(written).toMatch(/\| broker\.JobRate +\| +1 \| +0 \| +– \| +– \| +0\.30 \|/);
    expect(written).toContain('**Job Broker.** A run sends 1 request.');
    expect(written).toContain('$0.40 for 100,000 requests');
  });
});

test('its secrets are listed with those of the other services', async () => {
  const aws = await new FakeAws().start();
  try {
    const { status, stdout, stderr } = await project.run(
      'commands/secrets.ts',
      ['production', '--list'],
      awsVariables(aws.url),
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^BROKER_URL +not stored +\(\/macro-ai\/production\/broker-url\)$/m);
    expect(stdout).toMatch(/^BROKER_TOKEN +not stored +\(\/macro-ai\/production\/broker-token\)$/m);
    expect(stdout).toMatch(/^NEON_CONNECTION_STRING /m);
  } finally {
    await aws.stop();
  }
});

test('a secret that its parser rejects is not stored', async () => {
  const said = project.start('commands/secrets.ts', ['production'], awsVariables('http://127.0.0.1:1'));
  said.child.stdin.end('BROKER_URL=http://jobs.broker.example\n');
  await ended(said.child);
  expect(said).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining('Line 1: BROKER_URL turns TLS off: use https://'),
  });
});
