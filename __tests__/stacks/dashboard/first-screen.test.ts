import { type Collector, collectorOf } from '../../../model/collector';
import { dashboardBody } from '../../../stacks/dashboard/body';
import { checkDashboard } from '../../../stacks/dashboard/check';
import type { Expression, Line, PlacedWidget, Tile } from '../../../stacks/dashboard/widgets';
import { deployedOf } from '../../../stacks/deployed';
import type { Row, Table } from '../../../thresholds/row';
import { type ServiceName, serviceNames } from '../../../thresholds/services';
import { isOfTheDesign } from '../../fixtures/design';
import { environment, project } from '../../fixtures/environments';
import { layoutProblems } from '../../support/stacks/layout';

const ACCOUNT = '123456789012';
/** What a laptop's screen of 900 px shows of a dashboard, in units of the grid. */
const SCREEN = 14;
/** The lowest part of a graph, where the names of its lines are. */
const LEGEND = 1;
const shapes = [
  ...project.environments,
  environment('production', { name: 'fast', collectionMinutes: 1, namespace: 'own' }),
  environment('production', { name: 'a-very-long-name-of-an-environment', region: 'us-gov-west-1' }),
];
const all = shapes.flatMap((e) => serviceNames.map((service) => collectorOf(e, service)));

/** Without rows that users have added. */
function shipped(collector: Collector): Collector {
  const own = ([name]: readonly [string, unknown]) => isOfTheDesign(collector.service, name);
  return {
    ...collector,
    rows: Object.fromEntries(Object.entries(collector.rows).filter(own)),
    alarms: collector.alarms.filter(({ row }) => own([row, undefined])),
  };
}
const widgetsOf = (collector: Collector) => dashboardBody(collector, ACCOUNT).widgets;
const isTile = (widget: PlacedWidget): widget is PlacedWidget & Tile =>
  widget.type === 'metric' && widget.properties.view === 'singleValue';
const tilesOf = (collector: Collector) => widgetsOf(collector).filter(isTile);
const renderOf = (line: Line | undefined) => (line?.at(-1) ?? {}) as Partial<Expression>;
/** Title and label of each number. */
const numbers = (collector: Collector) =>
  tilesOf(collector).map(
    ({ properties: { title, metrics } }) => `${title}: ${renderOf(metrics.at(-1)).label}`,
  );
const at = (name: string, service: ServiceName, change = {}) =>
  collectorOf(environment(name, change), service);
const linksOf = (collector: Collector) => {
  const texts = widgetsOf(collector).flatMap((w) => (w.type === 'text' ? [w.properties.markdown] : []));
  return texts[1] ?? '';
};

test('what people ask first is a number, in the order of the graphs', () => {
  expect(numbers(shipped(at('production', 'neon')))).toEqual([
    'All sessions: % of ConnectionLimit',
    'Average query time: ms',
    'Slow queries: per minute',
    'Waiting for locks: ms',
    'Database size: DatabaseSize, % of DatabaseSizeLimit',
    'Heartbeat: Up',
  ]);
  expect(numbers(shipped(at('production', 'upstash')))).toEqual([
    'Clients: ConnectedClients',
    'Cache hit rate: %',
    'Commands: per second',
    'Data, share of the limit: %',
    'Keys evicted: per minute',
    'Heartbeat: Up',
  ]);
  expect(numbers(shipped(at('staging', 'neon')))).not.toContain('Waiting for locks: ms');
});

test('what a row is called is in its number if other rows share the graph', () => {
  const { KeyspaceHits, KeyspaceMisses } = at('production', 'upstash').rows as Record<string, Row>;
  const tile = (row: Row | undefined) => ({ ...row, panel: { ...row?.panel, tile: true } });
  const rows = { KeyspaceHits: tile(KeyspaceHits), KeyspaceMisses } as Table;
  expect(numbers({ ...at('production', 'upstash'), rows })).toEqual(['Lookups: KeyspaceHits, per minute']);
});

describe.each(all.map((collector) => [collector.environment.name, collector.service, collector] as const))(
  '%s, %s',
  (_, service, collector) => {
    test('has a good layout', () => {
      expect(layoutProblems(widgetsOf(collector))).toEqual([]);
    });

    test('shows numbers, states and the first graphs on a laptop', () => {
      if (Object.keys(shipped(collector).rows).length === 0) return;
      const widgets = widgetsOf(shipped(collector));
      const first = widgets.find((w) => w.type === 'metric' && w.properties.view === 'timeSeries');
      expect((first?.y ?? 0) + (first?.height ?? 0) - LEGEND).toBeLessThanOrEqual(SCREEN);
      expect(widgets.slice(0, 2).map(({ type, y }) => [type, y])).toEqual([
        ['text', 0],
        ['text', 0],
      ]);
      expect(tilesOf(shipped(collector)).every(({ y }) => y === 1)).toBe(true);
    });

    test('only rows that are collected have numbers; each shows what its alarms compare', () => {
      const deployed = deployedOf(collector.environment, ACCOUNT).find(
        (one) => one.collector.service === service,
      );
      const tiles = Object.entries<Row>(collector.rows).filter(([, { panel }]) => panel.tile);
      expect(tilesOf(collector)).toHaveLength(tiles.length);
      for (const { properties } of tilesOf(collector)) {
        const metrics = properties.metrics.flatMap((line) =>
          line.length > 1 ? [[String(line[1]), renderOf(line).stat]] : [],
        );
        const [name = ''] = metrics[0] ?? [];
        expect(Object.keys(collector.rows)).toContain(name);
        expect(properties.metrics.filter((line) => renderOf(line).visible !== false)).toHaveLength(1);
        const alarm = deployed?.alarms.find(({ definition }) => definition.row === name)?.resource;
        if (!alarm) continue;
        const queries = alarm.metric_query ?? [];
        const compared =
          queries.length === 0
            ? [[alarm.metric_name, alarm.statistic]]
            : queries.flatMap(({ metric }) => (metric ? [[metric.metric_name, metric.stat]] : []));
        expect(metrics).toEqual(compared);
        expect(renderOf(properties.metrics.at(-1)).expression).toEqual(
          queries.find(({ expression }) => expression !== undefined)?.expression,
        );
      }
    });

    test('the states of critical alarms come first, then those of warnings, both in the order of the numbers', () => {
      const states = widgetsOf(collector).flatMap((w) => (w.type === 'alarm' ? [w] : []));
      expect(states.map(({ properties, x, width }) => [properties.title, x, width])).toEqual([
        ['Critical alarms', 0, 12],
        ['Warning alarms', 12, 12],
      ]);
      const rowsOf = (severity: string) =>
        states.flatMap(({ properties }) =>
          properties.alarms.flatMap((arn) => {
            const found = collector.alarms.find(({ name }) => arn.endsWith(`:${name}`));
            return found?.severity === severity ? [found.row] : [];
          }),
        );
      const [critical, warning] = [rowsOf('critical'), rowsOf('warning')];
      const both = collector.alarms.flatMap(({ severity, row }) => (severity === 'critical' ? [row] : []));
      expect(critical).toEqual(warning.filter((row) => both.includes(row)));
      expect([...warning].sort()).toEqual([...new Set(collector.alarms.map(({ row }) => row))].sort());
      const tiles = tilesOf(collector).map(({ properties }) => String(properties.metrics[0]?.[1]));
      expect(critical.filter((row) => tiles.includes(row))).toEqual(
        tiles.filter((row) => critical.includes(row)),
      );
    });

    test('links to the other dashboards, the runbook and the log', () => {
      const links = linksOf(collector);
      for (const other of all)
        if (other.environment === collector.environment && other.service !== service)
          expect(links).toContain(`[${other.title}](${other.dashboardLink})`);
      expect(links).not.toContain(`[${collector.title}]`);
      expect(links).toContain('Runbook: docs/runbook.md');
      const log = collector.queries.filter(({ table, hours }) => table === undefined || hours > 6);
      expect(log.map(({ key }) => key)).toEqual(expect.arrayContaining(['warnings', 'findings', 'runs']));
      for (const { title, link } of log) expect(links).toContain(`[${title}](${link})`);
      expect(links.match(/\]\(https:\/\/[^()\s]+\)/g)).toHaveLength(serviceNames.length - 1 + log.length);
    });
  },
);

test('a runbook with a URL is a link; a dashboard that does not exist is none', () => {
  const runbookUrl = 'https://git.example.com/docs/runbook.md';
  const settings = { ...environment('production').settings, runbookUrl };
  const production = { ...environment('production'), settings };
  expect(linksOf(collectorOf(production, 'neon'))).toContain(`[Runbook](${runbookUrl})`);
  expect(linksOf(collectorOf({ ...production, dashboards: false }, 'neon'))).not.toContain('Upstash');
});

test('rows without alarms have numbers, too', () => {
  const overrides = {
    neon: { TotalConnections: { alarm: 'off', reason: 'A pool.' } },
    upstash: { EvictedKeys: { alarm: 'off', reason: 'A cache.' } },
  } as const;
  expect(numbers(at('production', 'neon', { overrides }))[0]).toBe('All sessions: TotalConnections');
  const evicted = tilesOf(at('production', 'upstash', { overrides })).find(
    ({ properties }) => properties.title === 'Keys evicted',
  );
  expect(renderOf(evicted?.properties.metrics.at(-1))).toMatchObject({
    expression: 'm1 / (PERIOD(m1) / 60)',
    label: 'per minute',
  });
});

test.each([
  ['no alarms', { alarms: [] }],
  ['a few rows', { rows: { Up: at('staging', 'neon').rows.Up } as Table }],
  ['no rows', { rows: {}, alarms: [] }],
])('a collector with %s has a good dashboard', (_, change) => {
  const body = dashboardBody({ ...at('staging', 'neon'), ...change }, ACCOUNT);
  expect(checkDashboard(body)).toEqual([]);
  expect(layoutProblems(body.widgets)).toEqual([]);
});
