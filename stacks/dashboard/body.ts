import type { Collector } from '../../model/collector';
import { HOURS } from '../../model/links';
import { type Row, type Section, sections } from '../../thresholds/row';
import { functionGraphs } from './function';
import { rowGraph } from './graph';
import { alarmStates, header, heading } from './head';
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
import { errorTable, evidenceTables } from './logs';
import { rowTile } from './tile';
import type { DashboardBody, Graph } from './widgets';

const TILE_HEIGHT = 3;
const MOST_TILES_BESIDE = 6;
/** A number needs no more, even if there are only one or two. */
const WIDEST_TILE = 8;
/** Columns of the table of errors, beside at most so many graphs of the collector's health. */
const LOG_WIDTH = 8;
const MOST_BESIDE_LOG = 4;
const HEALTH: Section = 'collector health';

/**
 * The dashboard of a collector, built from the rows that it collects: first the numbers and the states of the alarms, then
 * the database's graphs by section, what the runs saw, and the health of the collector. Pure.
 * @param accountId the account of the alarms, part of their ARNs
 */
export function dashboardBody(collector: Collector, accountId: string): DashboardBody {
  const rows = bySection(collector);
  const database = sections.filter((section) => section !== HEALTH);
  return {
    periodOverride: 'inherit',
    start: `-PT${HOURS}H`,
    widgets: place([
      header(collector),
      ...tiles(collector, rows),
      ...alarmStates(
        collector,
        rows.map(([name]) => name),
        accountId,
      ),
      ...shelve(
        database.flatMap((section) =>
          graphsOf(collector, section).map((widget): Member => ({ section, widget })),
        ),
        sectionHeading,
      ),
      ...evidence(collector),
      ...health(collector),
    ]),
  };
}

/** The rows in the order of the sections; within one, in the order of the table. */
function bySection({ rows }: Collector): [name: string, row: Row][] {
  return sections.flatMap((section) =>
    Object.entries(rows).filter(([, { panel }]) => panel.section === section),
  );
}

function tiles(collector: Collector, rows: readonly (readonly [string, Row])[]): Shelf[] {
  const numbers = rows.flatMap(([name, row]) => (row.panel.tile ? [rowTile(collector, name, row)] : []));
  return spread(numbers, MOST_TILES_BESIDE).map((some) => ({
    height: TILE_HEIGHT,
    columns: beside(some, COLUMNS, WIDEST_TILE),
  }));
}

/** What was slow, who blocked whom: what the runs wrote into the log. */
function evidence(collector: Collector): Shelf[] {
  const shelves = evidenceTables(collector);
  return shelves.length === 0 ? [] : [wide(heading('## What the runs saw'), 1), ...shelves];
}

/** One row: the collector's own metrics, Lambda's, and the errors in the log. */
function health(collector: Collector): Shelf[] {
  const graphs = [...graphsOf(collector, HEALTH), ...functionGraphs(collector)];
  const above = graphs.slice(0, -MOST_BESIDE_LOG);
  return [
    wide(sectionHeading(HEALTH), 1),
    ...spread(above, MOST_BESIDE_LOG).map((some) => ({
      height: GRAPH_HEIGHT,
      columns: beside(some, COLUMNS, COLUMNS / 2),
    })),
    {
      height: GRAPH_HEIGHT,
      columns: [
        ...beside(graphs.slice(-MOST_BESIDE_LOG), COLUMNS - LOG_WIDTH),
        ...errorTable(collector).map((widget) => ({ widget, width: LOG_WIDTH })),
      ],
    },
  ];
}

function graphsOf(collector: Collector, section: Section): Graph[] {
  const graphs = new Map<string, string[]>();
  for (const [name, { panel }] of Object.entries(collector.rows))
    if (panel.section === section) graphs.set(panel.graph, [...(graphs.get(panel.graph) ?? []), name]);
  return [...graphs].map(([title, names]) => rowGraph(collector, title, names));
}

function sectionHeading(section: string) {
  return heading(`## ${section.charAt(0).toUpperCase()}${section.slice(1)}`);
}
