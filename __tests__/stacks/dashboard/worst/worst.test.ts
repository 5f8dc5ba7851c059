import { parseInsights } from '../../../../model/alarms/insights';
import { type Collector, collectorsOf } from '../../../../model/collector';
import type { Entry } from '../../../../model/environment';
import { boardsOf } from '../../../../stacks/dashboard/board';
import { dashboardBody } from '../../../../stacks/dashboard/body';
import { checkDashboard } from '../../../../stacks/dashboard/check';
import type { Expression, Graph } from '../../../../stacks/dashboard/widgets';
import { MOST_GRAPHS, worstGraphs } from '../../../../stacks/dashboard/worst/worst';
import { isAlarmed, type Table } from '../../../../thresholds/row';
import { type ServiceName, serviceNames } from '../../../../thresholds/services';
import { environment } from '../../../fixtures/environments';
import { layoutProblems } from '../../../support/stacks/layout';

const ACCOUNT = '123456789012';
const tenants = (n: number): { name: string }[] =>
  Array.from({ length: n }, (_, i) => ({ name: `tenant-${i}` }));
/** The databases of a service: one without a name, and others. */
function collectors(
  service: ServiceName,
  named: readonly object[],
  change: Partial<Entry> = {},
): Collector[] {
  const databases = { [service]: [{}, ...named] } as Entry['databases'];
  return collectorsOf(environment('production', { databases, ...change })).filter(
    (one) => one.service === service,
  );
}
const boardFor = (service: ServiceName, named: readonly object[], change: Partial<Entry> = {}) => {
  const { named: board } = boardsOf(collectors(service, named, change));
  if (!board) throw new Error('there is no database with a name');
  return board;
};
const queryOf = ({ properties: { metrics } }: Graph) => {
  const query = metrics[0]?.at(-1) as Expression | undefined;
  return parseInsights(query?.expression ?? '');
};
const graphOf = (row: string, graphs: readonly Graph[] = []) =>
  graphs.find((graph) => queryOf(graph)?.metric === row);

describe.each(serviceNames)('%s', (service) => {
  const board = boardFor(service, tenants(1));
  const graphs = board.worst ?? [];

  test('each important row has a graph of the databases that are worst in it', () => {
    expect(graphs.length).toBeGreaterThan(2);
    expect(graphs.length).toBeLessThanOrEqual(MOST_GRAPHS);
    for (const graph of graphs) {
      const query = queryOf(graph);
      const row = board.collector.rows[query?.metric ?? ''];
      if (!row || !isAlarmed(row))
        throw new Error(`${graph.properties.title} is no graph of a row with alarms`);
      const { critical, breaches } = row.alarm;
      expect([row.panel.tile, critical]).toEqual([true, expect.anything()]);
      expect(query).toMatchObject({
        ...{ namespace: board.collector.namespace, environment: 'production', without: [], most: 10 },
        first: breaches === 'above' ? 'highest' : 'lowest',
      });
      expect(graph.properties.title).toBe(
        `${row.panel.graph}: ten ${breaches === 'above' ? 'highest' : 'lowest'}`,
      );
    }
  });

  test('they stand before the database that is chosen, in a body that CloudWatch accepts', () => {
    const { collector, ...several } = board;
    const body = dashboardBody(collector, ACCOUNT, several);
    expect(checkDashboard(body)).toEqual([]);
    expect(layoutProblems(body.widgets)).toEqual([]);
    const named = body.widgets.map(({ type, properties }) =>
      type === 'text' ? properties.markdown : 'title' in properties ? properties.title : '',
    );
    expect(named.slice(2, graphs.length + 4)).toEqual([
      '## Worst of all databases',
      ...graphs.map(({ properties }) => properties.title),
      '## The database chosen above',
    ]);
  });

  test('a dashboard of the database without a name has none', () => {
    expect(boardsOf(collectors(service, tenants(5))).unnamed).not.toHaveProperty('worst');
  });

  test('one database more changes none of the graphs', () => {
    expect(boardFor(service, tenants(2)).worst).toEqual(graphs);
  });
});

test('thresholds are drawn where all databases share them, and in the terms of the graph', () => {
  const labels = (graph: Graph | undefined) => JSON.stringify(graph?.properties.annotations ?? 'none');
  const usual = boardFor('neon', tenants(4)).worst;
  expect(labels(graphOf('LockWaitTime', usual))).toContain('"value":100');
  const own = { name: 'own', overrides: { LockWaitTime: { critical: 400 } } };
  const differing = boardFor('neon', [...tenants(3), own]).worst;
  expect(labels(graphOf('LockWaitTime', differing))).toBe('"none"');
  expect(graphOf('LockWaitTime', differing)?.properties.title).toMatch(/: ten highest$/);
  // A count is the sum of a period: 50 per minute are 250 in 5 minutes.
  const counts = graphOf('EvictedKeys', boardFor('upstash', tenants(3)).worst);
  expect(counts?.properties.yAxis.left.label).toBe('per 5 minutes');
  expect(counts && queryOf(counts)?.of).toBe('SUM');
  expect(labels(counts)).toContain('"value":250');
  const everyMinute = graphOf('EvictedKeys', boardFor('upstash', tenants(3), { collectionMinutes: 1 }).worst);
  expect(everyMinute?.properties.yAxis.left.label).toBe('per minute');
  expect(labels(everyMinute)).toContain('"value":50');
});

test('there are never more than fit above the database that is chosen', () => {
  const named = collectors('neon', tenants(3)).filter(({ database }) => database !== undefined);
  const [first] = named;
  const row = first?.rows.LockWaitTime;
  if (!row) throw new Error('LockWaitTime is not collected');
  const rows: Table = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`Row${i}`, row]));
  const graphs = worstGraphs(
    named.map((one) => ({ ...one, rows })),
    rows,
  );
  expect(graphs).toHaveLength(MOST_GRAPHS);
  // Rows that share a graph are told apart.
  expect(graphs[1]?.properties.title).toBe(`${row.panel.graph}, Row1: ten highest`);
});

test('two queries in one graph, and one of an unknown form, are problems', () => {
  const { collector, ...several } = boardFor('neon', tenants(3));
  const body = dashboardBody(collector, ACCOUNT, several);
  const changed = (change: (line: Expression) => readonly Expression[]) => ({
    ...body,
    widgets: body.widgets.map((widget) => {
      const line =
        widget.type === 'metric' ? (widget.properties.metrics[0]?.at(-1) as Expression) : undefined;
      if (widget.type !== 'metric' || !line?.expression?.startsWith('SELECT')) return widget;
      const metrics = change(line).map((one) => [one] as const);
      return { ...widget, properties: { ...widget.properties, metrics } } as typeof widget;
    }),
  });
  expect(checkDashboard(changed((line) => [line, { ...line, id: 'q2' }]))[0]).toMatch(/several queries/);
  expect(checkDashboard(changed((line) => [{ ...line, expression: 'SELECT MAX(x)' }]))[0]).toMatch(
    /is "SELECT MAX\(x\)", which is not a query/,
  );
});
