import type { Collector, CollectorQuery } from '../../model/collector';
import { queryText } from '../../model/links';
import { beside, GRAPH_HEIGHT, type Shelf, spread, wide } from './layout';
import type { LogTable } from './widgets';

/** A table has one column with sentences beside a few short ones. More tables side by side would cut them. */
const MOST_BESIDE = 2;

/** What the runs wrote into the log beside the numbers: a table for each query that has one. */
export function logTables(collector: Collector): LogTable[] {
  return collector.queries.flatMap((query) => tableOf(collector, query));
}

function tableOf({ environment, logGroupName }: Collector, { table, commands }: CollectorQuery): LogTable[] {
  if (table === undefined) return [];
  const query = queryText([`SOURCE '${logGroupName}'`, ...commands]);
  return [{ type: 'log', properties: { title: table, region: environment.region, query, view: 'table' } }];
}

/** Tables side by side, and below them those that need the full width. */
export function logShelves(collector: Collector): Shelf[] {
  const tables = (isWide: boolean) =>
    collector.queries.filter((query) => query.wide === isWide).flatMap((query) => tableOf(collector, query));
  return [
    ...spread(tables(false), MOST_BESIDE).map((some) => ({ height: GRAPH_HEIGHT, columns: beside(some) })),
    ...tables(true).map((table) => wide(table, GRAPH_HEIGHT)),
  ];
}
