import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remarksOf } from '../../model/checks/remarks';
import type { Databases, Environment } from '../../model/environment';
import { buildApp } from '../../stacks/app';
import { checkDashboard } from '../../stacks/dashboard/check';
import { deployedOf } from '../../stacks/deployed';
import { environment, project } from '../fixtures/environments';
import {
  type Attributes,
  addresses,
  environmentStack,
  statements,
  type Terraform,
  withCode,
} from '../support/stacks/stack';

const withNeon = (neon: Databases['neon'] & {}, change = {}) =>
  environment('production', { databases: { neon }, ...change });
const resources = (terraform: Terraform, type: string): Attributes[] =>
  Object.values(terraform.resource[type] ?? {});
const tenants = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `tenant-${i}` }));

const alone = environment('production');
const mixed = withNeon([{}, { name: 'analytics', level: 'core', slowQueryMs: 500 }, { name: 'billing' }]);
const [before, terraform] = [environmentStack(alone), environmentStack(mixed)];

test('an environment that lists one database without a name synthesizes what one does that lists none', () => {
  const listed = environment('production', { databases: { neon: [{}], upstash: [{}] } });
  expect(environmentStack(listed)).toEqual(before);
});

test('there is one function, one role, one log and one schedule for all databases of a service', () => {
  for (const type of [
    'aws_lambda_function',
    'aws_iam_role',
    'aws_cloudwatch_log_group',
    'aws_cloudwatch_event_rule',
    'aws_cloudwatch_query_definition',
    'aws_lambda_permission',
    'aws_dynamodb_table',
  ])
    expect([type, resources(terraform, type).length]).toEqual([type, resources(before, type).length]);
  const [neon, upstash] = resources(terraform, 'aws_lambda_function');
  expect(neon).toMatchObject({ timeout: 60, memory_size: 512 });
  expect(upstash).toMatchObject({ timeout: 30, memory_size: 256 });
  // The variables are those of the unnamed database.
  expect(neon?.environment).toEqual(resources(before, 'aws_lambda_function')[0]?.environment);
});

test('what is saved asks the whole log, and says of which database a line is', () => {
  const saved = (of: Terraform, service: string) =>
    resources(of, 'aws_cloudwatch_query_definition').filter(({ name }) =>
      String(name).startsWith(`macro-ai/production/${service}/`),
    );
  expect(saved(terraform, 'upstash')).toEqual(saved(before, 'upstash'));
  const queries = saved(terraform, 'neon').map(({ name, query_string: query }) => [name, query]);
  expect(queries.map(([name]) => name)).toEqual(saved(before, 'neon').map(({ name }) => name));
  // No filter: a column.
  for (const [name, query] of queries)
    expect([name, query]).toEqual([
      name,
      expect.stringMatching(/"(?:(?:fields|display) @timestamp, |stats [^"]* by )(?:r\.)?database, /),
    ]);
  const [, runs] = queries.find(([name]) => String(name).endsWith('/runs')) ?? [];
  expect(runs).toContain('"fields @timestamp, database, level, durationMs, ');
});

test('each database has its alarms, with its own dimensions; those of the unnamed one keep theirs', () => {
  const alarms = resources(terraform, 'aws_cloudwatch_metric_alarm');
  const named = (start: string) => alarms.filter(({ alarm_name }) => String(alarm_name).startsWith(start));
  const [analytics, billing] = [named('production-neon-analytics-'), named('production-neon-billing-')];
  expect(billing.length).toBeGreaterThan(analytics.length);
  expect(alarms).toHaveLength(
    resources(before, 'aws_cloudwatch_metric_alarm').length + analytics.length + billing.length,
  );
  for (const alarm of billing) {
    const text = JSON.stringify(alarm);
    expect(text).toContain('"Database":"billing"');
    expect(text.match(/"dimensions":\{[^}]*\}/g)?.every((found) => found.includes('billing'))).toBe(true);
    expect(alarm.alarm_description).toContain('of Neon Postgres (billing) in production');
    // The payload {} would ask for the unnamed database.
    expect(alarm.alarm_description).not.toContain('payload');
  }
  const up = billing.find(({ alarm_name }) => String(alarm_name).endsWith('-up-critical'));
  expect(up?.alarm_description).toContain(
    'Do first: Run npm run invoke -- production neon billing and read the error',
  );
  for (const [id, alarm] of Object.entries(before.resource.aws_cloudwatch_metric_alarm ?? {})) {
    const { alarm_description: text, ...same } = terraform.resource.aws_cloudwatch_metric_alarm?.[id] ?? {};
    const { alarm_description: former, ...expected } = alarm;
    // Its links to the log leave out the lines of the others.
    expect([id, same, String(text).split(' | ')[0]]).toEqual([id, expected, String(former).split(' | ')[0]]);
  }
});

test('the role may read the parameters and keep the items of any database of the service, and no more', () => {
  const grant = (sid: string) =>
    statements(terraform).filter((statement) => statement.sid === sid)[0] as {
      readonly resources: readonly string[];
    };
  const paths = grant('ReadSecrets').resources.map((arn) => arn.replace(/^.*:parameter/, ''));
  expect(paths).toEqual([
    '/macro-ai/production/neon-connection-string',
    '/macro-ai/production/neon-api-key',
    '/macro-ai/production/neon-project-id',
    '/macro-ai/production/*/neon-connection-string',
  ]);
  expect(grant('KeepState')).toMatchObject({
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:BatchGetItem'],
    condition: [
      {
        test: 'ForAllValues:StringLike',
        variable: 'dynamodb:LeadingKeys',
        values: ['neon/production', 'neon/production/*'],
      },
    ],
  });
  // A database more changes no policy.
  const more = environmentStack(withNeon([{}, { name: 'analytics' }]));
  expect(statements(more)).toEqual(statements(terraform));
});

test('the unnamed database keeps its dashboard, and the others have one with a choice', () => {
  const { output } = terraform;
  expect(output).toHaveProperty('neon_dashboard', before.output?.neon_dashboard);
  expect(output?.neon_databases_dashboard?.value).toMatch(/production-neon-databases-monitoring-dashboard$/);
  const [plain, board, ...rest] = deployedOf(mixed, '123456789012').flatMap(
    ({ dashboard }) => dashboard ?? [],
  );
  expect(rest.map(({ name }) => name)).toEqual(['production-upstash-monitoring-dashboard']);
  expect(JSON.stringify(plain)).not.toContain('"Database"');
  expect(board?.body.variables).toEqual([
    {
      type: 'property',
      property: 'Database',
      inputType: 'select',
      id: 'database',
      label: 'Database',
      search: '{Neon/Monitoring,Environment,Database} MetricName="Up" Environment="production"',
      populateFrom: 'Database',
      defaultValue: 'analytics',
      visible: true,
    },
  ]);
  const drawn =
    board?.body.widgets.flatMap((one) => (one.type === 'metric' ? one.properties.metrics : [])) ?? [];
  const own = drawn.filter(([namespace]) => namespace === 'Neon/Monitoring');
  expect(own.length).toBeGreaterThan(10);
  for (const line of own)
    expect(line.slice(2, 6)).toEqual(['Environment', 'production', 'Database', 'analytics']);
  // It has the rows of the highest level, and the states of no alarm, which could not follow the choice.
  expect(own.some(([, name]) => name === 'LockWaitTime')).toBe(true);
  expect(board?.body.widgets.some(({ type }) => type === 'alarm')).toBe(false);
  expect(checkDashboard(board?.body ?? { periodOverride: 'inherit', start: '', widgets: [] })).toEqual([]);
  // Its tables and links of the log have the lines of all databases, with their names.
  const tables = board?.body.widgets.flatMap((one) => (one.type === 'log' ? one.properties.query : [])) ?? [];
  expect(tables.length).toBeGreaterThan(2);
  for (const query of tables) expect(query).toMatch(/(?:@timestamp, | by )(?:r\.)?database, /);
  expect(JSON.stringify(plain)).toContain('filter*20database');
  expect(JSON.stringify(board)).not.toContain('filter*20database');
  // Each leads to the other.
  expect(JSON.stringify(plain)).toContain('production-neon-databases-monitoring-dashboard');
  expect(JSON.stringify(board)).toContain('production-neon-monitoring-dashboard)');
});

test('a threshold that differs between databases is not drawn for all of them', () => {
  const boardOf = (neon: Databases['neon'] & {}) =>
    deployedOf(withNeon(neon), '123456789012').flatMap(({ dashboard }) => dashboard ?? [])[0];
  const label = 'critical: above 10 per minute';
  expect(JSON.stringify(boardOf([{ name: 'a' }, { name: 'b' }]))).toContain(label);
  const own = { overrides: { SlowQueries: { critical: 12 } } } as const;
  expect(JSON.stringify(boardOf([{ name: 'a' }, { name: 'b', ...own }]))).not.toContain(label);
});

test('a database without alarms of Up is said, and so are more alarms than CloudWatch allows', () => {
  const off = { alarm: 'off', reason: 'It sleeps.' } as const;
  expect(remarksOf(withNeon([{}, { name: 'a', overrides: { Up: off } }]))).toContain(
    'The alarms of Up are off for Neon Postgres (a) in production: nobody is told when its monitoring fails.',
  );
  const said = (n: number) =>
    remarksOf(withNeon(tenants(n), { groupedAlarmsAbove: n })).filter((text) =>
      text.includes('5000 in a region'),
    );
  expect([said(50).length, said(300).length]).toEqual([0, 1]);
});

test('without an unnamed database there is no dashboard and no alarm of one, and the function is there', () => {
  const named = environmentStack(withNeon([{ name: 'a' }]));
  expect(named.output).not.toHaveProperty('neon_dashboard');
  expect(named.output).toHaveProperty('neon_databases_dashboard');
  const names = resources(named, 'aws_cloudwatch_metric_alarm').map(({ alarm_name }) => String(alarm_name));
  expect(
    names.filter((name) => name.startsWith('production-neon-') && !name.startsWith('production-neon-a-')),
  ).toEqual([]);
  expect(resources(named, 'aws_lambda_function')).toHaveLength(2);
});

/** What one environment is as files, in either form. */
function files(
  one: Environment,
  hcl: boolean,
): { readonly read: (path: string) => string; readonly text: string } {
  const outdir = mkdtempSync(join(tmpdir(), 'databases-'));
  try {
    const former = process.env.SYNTH_HCL_OUTPUT;
    process.env.SYNTH_HCL_OUTPUT = hcl ? 'true' : '';
    try {
      withCode((code) =>
        buildApp({ project: { ...project, environments: [one] }, code, emulated: false, outdir }).synth(),
      );
    } finally {
      process.env.SYNTH_HCL_OUTPUT = former ?? '';
    }
    const at = join(outdir, 'stacks', one.name);
    const text = readFileSync(join(at, hcl ? 'cdk.tf' : 'cdk.tf.json'), 'utf8');
    const assets = new Map(
      [...text.matchAll(/assets\/[\w./-]+template\.json/g)].map(([path]) => [
        path,
        readFileSync(join(at, path), 'utf8'),
      ]),
    );
    return { read: (path) => assets.get(path) ?? '', text };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

describe.each([
  ['JSON', false],
  ['HCL', true],
])('the input of the schedule, as %s', (_form, hcl) => {
  test('is a template file with the time of the event and what differs', () => {
    const { text, read } = files(mixed, hcl);
    const [, path = ''] = /input_template"?\s*[:=]\s*"\$\{templatefile\(\\?"([^"\\]*)\\?"/.exec(text) ?? [];
    expect(text).toMatch(/input_paths"?\s*[:=]\s*\{\s*"?time"?\s*[:=]\s*"\$\.time"/);
    expect(read(path)).toBe(
      '{"time":<time>,"databases":{"analytics":{"ENABLE_DETAILED_MONITORING":"false","ENABLE_EXTENDED_MONITORING":"false","SLOW_QUERY_MS":"500","NEON_DATABASE_LIMIT_GIGABYTES":"1"},"billing":{},"default":{}}}',
    );
  });
});

describe('many databases', () => {
  const many = tenants(200);
  const began = process.cpuUsage();
  const stackOf = (neon: Databases['neon'] & {}) =>
    JSON.parse(files(withNeon(neon, { level: 'core', groupedAlarmsAbove: 200 }), false).text) as Terraform;
  const all = stackOf([{}, ...many]);
  const seconds = process.cpuUsage(began).user / 1e6;

  test('synthesize in seconds of one processor', () => {
    expect(seconds).toBeLessThan(30);
  });

  test('share rules, of which one permission lets all but the first call the function', () => {
    const rules = resources(all, 'aws_cloudwatch_event_rule').filter(({ name }) =>
      String(name).includes('-neon-'),
    );
    expect(rules.length).toBeGreaterThan(3);
    expect(rules.map(({ name }) => name)).toContain('macro-ai-production-neon-monitoring-2');
    const permissions = resources(all, 'aws_lambda_permission').filter((one) =>
      JSON.stringify(one).includes('neon'),
    );
    expect(permissions).toHaveLength(2);
    expect(permissions.map(({ source_arn: from }) => from)).toContainEqual(
      expect.stringMatching(/:rule\/macro-ai-production-neon-monitoring-\*$/),
    );
  });

  test('one more changes its own alarms and one input, and so does one less', () => {
    const fewer = addresses(stackOf([{}, ...many.slice(0, 150), ...many.slice(151)]));
    const now = addresses(all);
    const differing = [...new Set([...now.keys(), ...fewer.keys()])].filter(
      (key) => now.get(key) !== fewer.get(key),
    );
    const others = differing.filter((key) => !key.includes('neon-tenant-150-alarms'));
    expect(differing.length).toBeGreaterThan(10);
    expect(others).toHaveLength(1);
    expect(others[0]).toMatch(/^aws_cloudwatch_event_target\.neon-schedule_target/);
  });
});
