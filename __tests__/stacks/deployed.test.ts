import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../stacks/app';
import { deployedOf, ownDashboardsOf } from '../../stacks/deployed';
import { environment, project } from '../fixtures/environments';
import { withCode } from '../support/stacks/stack';

const ACCOUNT = '123456789012';
const shapes = [
  ...project.environments,
  environment('production', {
    name: 'fast',
    collectionMinutes: 1,
    namespace: 'own',
    overrides: { neon: { SlowQueries: { warning: 8 } } },
  }),
  environment('production', { name: 'plain', dashboards: false }),
  environment('production', {
    name: 'own',
    dashboards: [{ name: 'checkout', rows: ['upstash.CacheHitRate', 'neon.*Connections', 'neon.Up'] }],
  }),
];

const outdir = mkdtempSync(join(tmpdir(), 'deployed-'));
beforeAll(() =>
  withCode((code) =>
    buildApp({ project: { ...project, environments: shapes }, code, emulated: false, outdir }).synth(),
  ),
);
afterAll(() => rmSync(outdir, { recursive: true }));

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

describe.each(shapes)('$name', (shape) => {
  const folder = join(outdir, 'stacks', shape.name);
  const resources = (type: string) => {
    const { resource } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as {
      resource: Resources;
    };
    return Object.values(resource[type] ?? {});
  };
  const deployed = () => deployedOf(shape, ACCOUNT);

  test('the alarms are the synthesized ones', () => {
    const synthesized = resources('aws_cloudwatch_metric_alarm').map(
      // Who is notified, and cdktf's notes for itself, do not matter to the preview.
      ({ alarm_actions: _, ok_actions: __, depends_on: ___, '//': ____, ...rest }) => rest,
    );
    const byName = (alarms: readonly object[]) =>
      new Map(alarms.map((alarm) => [Object(alarm).alarm_name as string, alarm]));
    const made = deployed().flatMap(({ alarms }) => alarms.map(({ resource }) => resource));
    expect(synthesized.length).toBeGreaterThan(10);
    expect(byName(made)).toEqual(byName(synthesized));
  });

  test('the dashboards are the synthesized ones', () => {
    const synthesized = resources('aws_cloudwatch_dashboard').map((resource) => {
      const [, path = ''] = /templatefile\("([^"]+)"/.exec(String(resource.dashboard_body)) ?? [];
      const template = readFileSync(join(folder, path), 'utf8');
      // As Terraform fills in the template.
      const text = template.replaceAll('$' + '{account_id}', ACCOUNT).replace(/([$%])\1(?=\{)/g, '$1');
      return { name: resource.dashboard_name, body: JSON.parse(text) as unknown };
    });
    const made = [
      ...deployed().flatMap(({ dashboard }) => dashboard ?? []),
      ...ownDashboardsOf(shape, ACCOUNT),
    ];
    const byName = (dashboards: readonly { readonly name: unknown; readonly body: unknown }[]) =>
      new Map(dashboards.map(({ name, body }) => [name, body]));
    expect(byName(made)).toEqual(byName(synthesized));
    expect(made).toHaveLength(synthesized.length);
  });
});
