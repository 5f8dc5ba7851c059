import type { Collector, CollectorQuery } from '../../model/collector';
import { queryText } from '../../model/links';
import type { CommonQuery } from '../../thresholds/queries';
import { beside, GRAPH_HEIGHT, type Shelf, spread } from './layout';
import type { LogTable } from './widgets';

/** Its table stands beside the health of the collector. */
const ERRORS: CommonQuery = 'errors';
/** A table has many columns. */
const MOST_BESIDE = 2;

const tableOf = (
  { environment: { region }, logGroupName }: Collector,
  { commands }: CollectorQuery,
  title: string,
): LogTable => ({
  type: 'log',
  properties: { title, region, query: queryText([`SOURCE '${logGroupName}'`, ...commands]), view: 'table' },
});

const tables = (collector: Collector, pick: (query: CollectorQuery) => boolean): LogTable[] =>
  collector.queries
    .filter(pick)
    .flatMap((query) => (query.table === undefined ? [] : [tableOf(collector, query, query.table)]));

/** The newest errors: the collector's own, and runs that Lambda ended. */
export const errorTable = (collector: Collector): LogTable[] =>
  tables(collector, ({ key }) => key === ERRORS);

/** What the runs saw beside the numbers: a table for each query that has one. */
export function evidenceTables(collector: Collector): Shelf[] {
  return spread(
    tables(collector, ({ key }) => key !== ERRORS),
    MOST_BESIDE,
  ).map((some) => ({ height: GRAPH_HEIGHT, columns: beside(some) }));
}
