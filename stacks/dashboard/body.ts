import type { Watcher } from '../../model/applications/application';
import type { Collector } from '../../model/collector';
import { HOURS } from '../../model/links';
import { type Row, type Section, sections } from '../../thresholds/row';
import { forecastGraphs } from '../forecast/graph';
import { uptimeShelves } from '../uptime/shelves';
import type { Board } from './board';
import { functionGraphs } from './function';
import { rowGraph } from './graph';
import { alarmStates, alarmsOf, header, heading } from './head';
import {
  beside,
  COLUMNS,
  GRAPH_HEIGHT,
  type Member,
  place,
  type Shelf,
  shelve,
  spread,
  wide,
} from './layout';
import { logShelves } from './logs';
import { rowTile } from './tile';
import type { DashboardBody, Graph, Tile } from './widgets';

const TILE_HEIGHT = 3;
const MOST_TILES_BESIDE = 6;
/** A number needs no more, even if there are only one or two. */
const WIDEST_TILE = 8;
/** With the names of ten databases beside its lines, a graph needs a third of the width. */
const MOST_WORST_BESIDE = 3;
const MOST_HEALTH_BESIDE = 5;
const HEALTH: Section = 'collector health';

type Several = Pick<Board, 'chooser' | 'worst'>;

/**
 * The dashboard of a collector, built from the rows that it collects: first the numbers and the states of the alarms, then
 * the database's graphs by section, what the runs saw, and the health of the collector. Pure.
 * @param accountId the account of the alarms, part of their ARNs
 * @param several of a dashboard that shows several databases: the choice among them, and which of them are worst
 */
export function dashboardBody(
  collector: Collector,
  accountId: string,
  { chooser, worst = [] }: Several = {},
): DashboardBody {
  const rows = bySection(collector);
  const database = sections.filter((section) => section !== HEALTH);
  return {
    periodOverride: 'inherit',
    start: `-PT${HOURS}H`,
    ...(chooser && { variables: [chooser] }),
    widgets: place([
      header(collector),
      ...worstShelves(worst),
      ...tiles(collector, rows),
      ...alarmStates(
        collector.environment,
        alarmsOf(
          collector,
          rows.map(([name]) => name),
        ),
        accountId,
      ),
      ...uptimeShelves(collector.environment),
      ...shelve(
        database.flatMap((section) =>
          graphsOf(collector, section).map((widget): Member => ({ section, widget })),
        ),
        sectionHeading,
      ),
      ...log(collector),
      ...health(collector),
    ]),
  };
}

/** The worst of all databases come before the one that is chosen. */
function worstShelves(graphs: readonly Graph[]): Shelf[] {
  if (graphs.length === 0) return [];
  return [
    wide(heading('## Worst of all databases'), 1),
    ...spread(graphs, MOST_WORST_BESIDE).map((some) => ({ height: GRAPH_HEIGHT, columns: beside(some) })),
    wide(heading('## The database chosen above'), 1),
  ];
}

/** The rows in the order of the sections; within one, in the order of the table. */
function bySection({ rows }: Collector): [name: string, row: Row][] {
  return sections.flatMap((section) =>
    Object.entries(rows).filter(([, { panel }]) => panel.section === section),
  );
}

/** The numbers of the rows that are tiles. */
export function tiles(watcher: Watcher, rows: readonly (readonly [string, Row])[]): Shelf[] {
  return tileShelves(rows.flatMap(([name, row]) => (row.panel.tile ? [rowTile(watcher, name, row)] : [])));
}

/** Numbers beside each other. */
export function tileShelves(numbers: readonly Tile[]): Shelf[] {
  return spread(numbers, MOST_TILES_BESIDE).map((some) => ({
    height: TILE_HEIGHT,
    columns: beside(some, COLUMNS, WIDEST_TILE),
  }));
}

/** What was slow, who blocked whom, errors: what the runs wrote into the log. */
function log(collector: Collector): Shelf[] {
  const shelves = logShelves(collector);
  return shelves.length === 0 ? [] : [wide(heading('## What the runs saw'), 1), ...shelves];
}

/** The collector's own metrics, and Lambda's. */
function health(collector: Collector): Shelf[] {
  const graphs = [...graphsOf(collector, HEALTH), ...functionGraphs(collector), ...forecastGraphs(collector)];
  return [
    wide(sectionHeading(HEALTH), 1),
    ...spread(graphs, MOST_HEALTH_BESIDE).map((some) => ({ height: GRAPH_HEIGHT, columns: beside(some) })),
  ];
}

function graphsOf(collector: Collector, section: Section): Graph[] {
  const rows = Object.entries(collector.rows).filter(([, { panel }]) => panel.section === section);
  return graphsOfRows(
    collector,
    rows.map(([name]) => name),
  );
}

/** The graphs of rows that are collected, in their order; rows that share a graph are in one. */
export function graphsOfRows(watcher: Watcher, names: readonly string[]): Graph[] {
  const graphs = new Map<string, string[]>();
  for (const name of names) {
    const { graph } = watcher.rows[name]?.panel ?? {};
    if (graph !== undefined) graphs.set(graph, [...(graphs.get(graph) ?? []), name]);
  }
  return [...graphs].map(([title, own]) => rowGraph(watcher, title, own));
}

function sectionHeading(section: string) {
  return heading(`## ${section.charAt(0).toUpperCase()}${section.slice(1)}`);
}
