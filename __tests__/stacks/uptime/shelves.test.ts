import { collectorOf } from '../../../model/collector';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { checkDashboard } from '../../../stacks/dashboard/check';
import { dashboardTemplate } from '../../../stacks/dashboard/template';
import type { Graph } from '../../../stacks/dashboard/widgets';
import { idsByVariable, uptimeShelves } from '../../../stacks/uptime/shelves';
import { environment as fixture } from '../../fixtures/environments';

const url = 'https://www.example.com/';
const uptime = [
  { name: 'shop', url, latencyMs: 800 },
  { name: 'api-v2', url, latencyMs: 300 },
  { name: 'docs', url, latencyMs: 800 },
  { name: 'plain', url },
];
const abroad = fixture('production', { region: 'eu-central-1', uptime });
const widgets = uptimeShelves(abroad).flatMap(({ columns }) => columns.map(({ widget }) => widget));
const graphs = widgets.filter((widget): widget is Graph => widget.type === 'metric');

test('the row has a graph for what answers, one for the checkers, and one for the time to the first byte', () => {
  expect(widgets[0]).toMatchObject({ type: 'text', properties: { markdown: '## Uptime' } });
  expect(graphs.map(({ properties: { metrics } }) => metrics.map(([, metric]) => metric))).toEqual([
    Array(4).fill('HealthCheckStatus'),
    Array(4).fill('HealthCheckPercentageHealthy'),
    Array(3).fill('TimeToFirstByte'),
  ]);
  for (const { properties } of graphs)
    expect(properties).toMatchObject({ region: 'us-east-1', period: 60, view: 'timeSeries' });
  expect(graphs[0]?.properties.yAxis.left).toMatchObject({ min: 0, max: 1 });
});

test('the limits are drawn, once for all checks that share one', () => {
  expect(graphs[2]?.properties.annotations?.horizontal).toEqual([
    { value: 300, label: 'warning: api-v2', color: '#ff9900' },
    { value: 800, label: 'warning: shop, docs', color: '#ff9900' },
  ]);
});

test('without a time there is no such graph, and without checks no row', () => {
  expect(uptimeShelves({ uptime: [{ name: 'plain', url }] })[1]?.columns).toHaveLength(2);
  expect(uptimeShelves({})).toEqual([]);
});

test('it is on the dashboard of each service, which CloudWatch would accept, with 50 checks, too', () => {
  const many = Array.from({ length: 50 }, (_, i) => ({ name: `page-${i}`, url, latencyMs: i + 1 }));
  for (const service of ['neon', 'upstash'] as const)
    for (const set of [uptime, many]) {
      const body = dashboardBody(collectorOf({ ...abroad, uptime: set }, service), '123456789012');
      expect(checkDashboard(body)).toEqual([]);
      expect(JSON.stringify(body)).toContain('## Uptime');
    }
});

test('the template has a variable for each id, and with the ids it is the body', () => {
  const collector = collectorOf(abroad, 'neon');
  const ids = idsByVariable({ shop: 'id-1', 'api-v2': 'id-2', docs: 'id-3', plain: 'id-4' });
  expect(Object.keys(ids)).toEqual(['check_shop', 'check_api_v2', 'check_docs', 'check_plain']);
  const template = dashboardTemplate(collector);
  const variables = [...template.matchAll(/(?<!\$)\$\{(\w+)\}/g)].map(([, name]) => name);
  expect(new Set(variables)).toEqual(new Set([...Object.keys(ids), 'account_id']));
  expect(template).not.toContain('health-check:');
  expect(dashboardTemplate(collectorOf({ ...abroad, uptime: undefined }, 'neon'))).not.toContain('check_');
});
