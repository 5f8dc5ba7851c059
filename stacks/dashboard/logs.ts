import type { Collector } from '../../model/collector';
import { queryText } from '../../model/links';
import { beside, GRAPH_HEIGHT, type Shelf, spread } from './layout';
import type { LogTable } from './widgets';

/** A table has many columns. */
const MOST_BESIDE = 3;

/** What the runs wrote into the log beside the numbers: a table for each query that has one. */
export function logTables({ environment, logGroupName, queries }: Collector): LogTable[] {
  return queries.flatMap(({ table, commands }) =>
    table === undefined
      ? []
      : {
          type: 'log',
          properties: {
            title: table,
            region: environment.region,
            query: queryText([`SOURCE '${logGroupName}'`, ...commands]),
            view: 'table',
          },
        },
  );
}

export function logShelves(collector: Collector): Shelf[] {
  return spread(logTables(collector), MOST_BESIDE).map((some) => ({
    height: GRAPH_HEIGHT,
    columns: beside(some),
  }));
}
