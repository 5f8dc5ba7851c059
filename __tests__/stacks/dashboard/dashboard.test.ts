import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack, Testing } from 'cdktf';
import { collectorOf } from '../../../model/collector';
import type { Environment } from '../../../model/environment';
import { alarmName } from '../../../model/names';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { checkDashboard, checkDashboardName } from '../../../stacks/dashboard/check';
import { CollectorDashboard } from '../../../stacks/dashboard/dashboard';
import { rowGraph } from '../../../stacks/dashboard/graph';
import type {
  DashboardBody,
  Expression,
  Graph,
  Line,
  Place,
  PlacedWidget,
} from '../../../stacks/dashboard/widgets';
import { escapeTemplate } from '../../../stacks/template-asset';
import { hasAlarm, type Row, thresholdsOf } from '../../../thresholds/row';
import { type ServiceName, services } from '../../../thresholds/services';
import { isOfTheDesign } from '../../fixtures/design';
import { environment, environments } from '../../fixtures/environments';
import { alarmsOf, stackOf } from '../../support/stacks/synthesized';

const ACCOUNT = '123456789012';
const names: readonly ServiceName[] = ['neon', 'upstash'];
const everyDashboard = environments.flatMap((e) =>
  names.map((service) => [`${e.name}-${service}`, e, service] as const),
);
const folders: string[] = [];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'dashboard-'));
  folders.push(path);
  return path;
};
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

const isGraph = (w: PlacedWidget): w is Graph & Place =>
  w.type === 'metric' && w.properties.view === 'timeSeries';
const graphs = (widgets: readonly PlacedWidget[]) => widgets.filter(isGraph);
const graph = (e: Environment, service: ServiceName, title: string): Graph['properties'] => {
  const { widgets } = dashboardBody(collectorOf(e, service), ACCOUNT);
  const found = graphs(widgets).find((g) => g.properties.title === title);
  if (!found) throw new Error(`No graph "${title}"`);
  return found.properties;
};
const metricOf = (line: Line) => (line.length > 1 ? { namespace: line[0], name: line[1] } : undefined);
const renderOf = (line: Line) => line.at(-1) as Partial<Expression>;

/** Synthesizes one dashboard and renders its template as Terraform does. */
function synthesized(e: Environment, service: ServiceName, outdir = folder()) {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, e.name);
  new AwsProvider(stack, 'aws', { region: e.region });
  new CollectorDashboard(stack, 'dashboard', {
    collector: collectorOf(e, service),
    accountId: ACCOUNT,
  });
  app.synth();
  const stackFolder = join(outdir, 'stacks', e.name);
  const text = readFileSync(join(stackFolder, 'cdk.tf.json'), 'utf8');
  const [dashboard] = Object.values(
    (
      JSON.parse(text) as {
        resource: {
          aws_cloudwatch_dashboard: Record<string, Record<string, string>>;
        };
      }
    ).resource.aws_cloudwatch_dashboard,
  );
  const path = /^\$\{templatefile\("([^"]+)", \{"account_id" = "123456789012"\}\)\}$/.exec(
    dashboard?.dashboard_body ?? '',
  )?.[1];
  if (!path) throw new Error(`Not a template: ${dashboard?.dashboard_body}`);
  const template = readFileSync(join(stackFolder, path), 'utf8');
  const rendered = template.replace(/(?<!\$)\$\{account_id\}/g, ACCOUNT).replace(/([$%])\1\{/g, '$1{');
  return {
    name: dashboard?.dashboard_name ?? '',
    path,
    stackFolder,
    text,
    body: JSON.parse(rendered) as DashboardBody,
  };
}

describe.each(everyDashboard)('%s', (_, e, service) => {
  const { rows } = collectorOf(e, service);
  const body = dashboardBody(collectorOf(e, service), ACCOUNT);

  test('is accepted by CloudWatch as synthesized', () => {
    const { name, body: deployed } = synthesized(e, service);
    expect(name).toBe(`${e.name}-${service}-monitoring-dashboard`);
    expect([...checkDashboardName(name), ...checkDashboard(deployed)]).toEqual([]);
    expect(deployed).toEqual(body);
  });

  test('draws exactly the collected rows, each in one graph, with an axis that says what it is', () => {
    const own = graphs(body.widgets).flatMap(({ properties: { metrics } }) =>
      metrics.some((line) => metricOf(line)?.namespace === services[service].namespace) ? [metrics] : [],
    );
    // What is drawn has a label: the row's name, or its name per minute. Bases of thresholds are hidden.
    const drawn = own.flat().flatMap((line) => renderOf(line).label ?? []);
    const named = (name: string) => drawn.filter((l) => l === name || l === `${name} per minute`);
    expect(Object.keys(rows).filter((name) => named(name).length !== 1)).toEqual([]);
    const metrics = own.flat().flatMap((line) => metricOf(line)?.name ?? []);
    expect([...new Set(metrics)].sort()).toEqual(Object.keys(rows).sort());
    for (const { properties } of graphs(body.widgets)) expect(properties.yAxis.left.label).not.toBe('');
  });

  test('shows the health of the collector', () => {
    const lambda = graphs(body.widgets)
      .flatMap(({ properties }) => properties.metrics)
      .filter((line) => line[0] === 'AWS/Lambda');
    expect(new Set(lambda.map((line) => line[1]))).toEqual(new Set(['Invocations', 'Errors', 'Duration']));
    for (const line of lambda) expect(line[3]).toBe(`macro-ai-${e.name}-${service}-monitoring`);
    const log = body.widgets.find((w) => w.type === 'log');
    expect(log?.properties.query).toContain(`SOURCE '/aws/lambda/macro-ai-${e.name}-${service}-monitoring'`);
  });

  test('costs nothing in the free tier, which ends at 50 metrics', () => {
    const metrics = body.widgets.flatMap((w) =>
      w.type === 'metric' ? w.properties.metrics.filter((l) => metricOf(l)) : [],
    );
    expect(metrics.length).toBeLessThanOrEqual(50);
  });

  test('sums counts, and draws them per minute', () => {
    for (const [name, row] of Object.entries(rows)) {
      if (row.kind !== 'counter' || row.published !== 'count') continue;
      const { metrics, yAxis } = graph(e, service, row.panel.graph);
      const line = metrics.find((l) => metricOf(l)?.name === name);
      expect(line && renderOf(line)).toMatchObject({
        stat: 'Sum',
        visible: false,
      });
      expect(metrics.map((l) => renderOf(l).expression)).toContainEqual(
        expect.stringMatching(/^m\d+ \/ \(PERIOD/),
      );
      expect(yAxis.left.label).toBe('per minute');
    }
  });

  test('draws every threshold', () => {
    for (const [name, row] of Object.entries<Row>(rows)) {
      if (!hasAlarm(row.alarm)) continue;
      const { metrics, annotations } = graph(e, service, row.panel.graph);
      const lines = metrics.flatMap((l) => renderOf(l).expression ?? []);
      const values = (annotations?.horizontal ?? []).flat().map(({ value }) => value);
      for (const [severity, threshold] of thresholdsOf(row.alarm)) {
        if ('share' in threshold && 'ofRow' in threshold)
          expect(lines).toContainEqual(
            expect.stringMatching(new RegExp(`^${threshold.share} \\* (m|base)\\d+$`)),
          );
        else {
          const alarm = alarmsOf(collectorOf(e, service)).get(
            alarmName({ environment: e.name, service }, name, severity),
          );
          expect([name, values]).toEqual([name, expect.arrayContaining([alarm?.threshold])]);
        }
      }
    }
  });
});

test('detailed rows are drawn only if they are collected', () => {
  expect(() => graph(environment('staging'), 'neon', 'Waiting for locks')).toThrow('No graph');
  expect(graph(environment('production'), 'neon', 'Waiting for locks').annotations?.horizontal).toEqual([
    [{ value: 50, label: 'warning: above 50 ms', color: '#ff9900' }, { value: 100 }],
    {
      value: 100,
      label: 'critical: above 100 ms',
      color: '#d13212',
      fill: 'above',
    },
  ]);
});

test('a threshold whose base is in another graph has a hidden line for the base', () => {
  const neon = collectorOf(environment('production'), 'neon');
  const { metrics } = rowGraph(neon, 'Alone', ['ActiveConnections']).properties;
  expect(metrics.map((l) => [metricOf(l)?.name, renderOf(l).visible, renderOf(l).expression])).toEqual([
    ['ActiveConnections', undefined, undefined],
    ['ConnectionLimit', false, undefined],
    [undefined, undefined, '0.8 * base1'],
    [undefined, undefined, '0.9 * base1'],
  ]);
  expect(() => rowGraph(neon, 'Nothing', ['LockWait'])).toThrow(
    'The graph "Nothing" of neon has no row that production collects',
  );
});

test('if low values are bad, red is below', () => {
  expect(
    graph(environment('production'), 'upstash', 'Cache hit rate').annotations?.horizontal,
  ).toContainEqual(expect.objectContaining({ value: 60, fill: 'below' }));
});

test('a shared threshold for both severities has no shading', () => {
  expect(graph(environment('production'), 'neon', 'Heartbeat').annotations?.horizontal).toEqual([
    {
      value: 1,
      label: 'warning and critical: below 1',
      color: '#d13212',
      fill: 'none',
    },
  ]);
});

test('the compute state is drawn if the Neon API is used', () => {
  const drawn = (neonApi: boolean) =>
    graph(environment('production', { neonApi }), 'neon', 'Heartbeat')
      .metrics.map((l) => String(metricOf(l)?.name))
      .filter((name) => isOfTheDesign('neon', name));
  expect(drawn(true)).toEqual(['ComputeActive', 'Up']);
  expect(drawn(false)).toEqual(['Up']);
});

test("an environment's overrides, namespace, interval and partition are used", () => {
  const own = environment('production', {
    overrides: { neon: { SlowQueries: { warning: 8 } } },
    namespace: 'own',
    collectionMinutes: 10,
    region: 'cn-north-1',
  });
  const { annotations, metrics, period, region } = graph(own, 'neon', 'Slow queries');
  expect(annotations?.horizontal[0]).toMatchObject([
    { value: 8, label: 'warning: above 8 per minute' },
    { value: 10 },
  ]);
  expect([metrics[0]?.[0], period, region]).toEqual(['Neon/Monitoring/production', 600, 'cn-north-1']);
  const alarms = dashboardBody(collectorOf(own, 'neon'), ACCOUNT).widgets.find((w) => w.type === 'alarm');
  expect(alarms?.properties.alarms[0]).toMatch(/^arn:aws-cn:cloudwatch:cn-north-1:/);
});

test('a name that CloudWatch would reject stops synthesis', () => {
  const named = { ...environment('staging'), name: 'pull.request.7' };
  expect(() => synthesized(named, 'neon')).toThrow(
    /dashboard of neon in pull\.request\.7 has 1 problem\(s\):\n {2}the dashboard name "pull\.request\.7-neon/,
  );
});

test('the same rows give the same files everywhere, and a new synthesis removes the previous files', () => {
  const e = environment('production');
  const [here, there] = [synthesized(e, 'neon'), synthesized(e, 'neon')];
  expect([here.path, here.text]).toEqual([there.path, there.text]);
  for (const path of folders) expect(here.text).not.toContain(path);
  const changed = synthesized(
    { ...e, limits: { databaseGigabytes: 5 } },
    'neon',
    join(here.stackFolder, '..', '..'),
  );
  expect(changed.path).not.toBe(here.path);
  expect(readdirSync(join(here.stackFolder, dirname(dirname(here.path))))).toHaveLength(1);
});

test('template signs in texts are escaped', () => {
  expect(escapeTemplate('label $' + '{LAST}, 5 %{x}, 80 %, $5')).toBe(
    'label $$' + '{LAST}, 5 %%{x}, 80 %, $5',
  );
});

test('the Terraform of a dashboard', () => {
  const stack = stackOf(
    (scope) =>
      new CollectorDashboard(scope, 'upstash', {
        collector: collectorOf(environment('staging'), 'upstash'),
        accountId: ACCOUNT,
      }),
  );
  const hcl: string = Testing.synthHcl(stack);
  expect(hcl.replace(/_[0-9A-F]{8}\b/g, '').replace(/[0-9a-f]{32}/g, '…')).toMatchInlineSnapshot(`
    "
    resource "aws_cloudwatch_dashboard" "upstash_dashboard" {
    dashboard_body = "\${templatefile("assets/upstash_body/…/template.json", {"account_id" = "123456789012"})}"
    dashboard_name = "staging-upstash-monitoring-dashboard"
    }"
  `);
});
