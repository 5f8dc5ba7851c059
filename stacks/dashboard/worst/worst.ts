import { type InsightsQuery, insightsText } from '../../../model/alarms/insights';
import type { Collector } from '../../../model/collector';
import { unitWords } from '../../../model/format';
import { type AlarmedRow, isAlarmed, type Row, type Table } from '../../../thresholds/row';
import { isCount } from '../graph';
import { fixedThresholds } from '../thresholds';
import type { Graph } from '../widgets';

/** How many databases a graph shows. */
export const WORST = 10;
/** More graphs would push the database that people choose off the second screen. */
export const MOST_GRAPHS = 6;

/**
 * A graph for each important row, with the databases that are worst in it over the time range. A query finds them among all that
 * publish the row, so a database more or less changes none of the graphs.
 * @param named the named databases of a service
 * @param shared their rows, with those thresholds that are the same for all of them
 * @returns nothing where no database has a name. One is enough: then another one changes no dashboard
 */
export function worstGraphs(named: readonly Collector[], shared: Table): Graph[] {
  const [first] = named;
  if (!first) return [];
  const rows = Object.keys(shared).flatMap((name) => {
    const row = named.find((one) => one.rows[name])?.rows[name];
    return row && isImportant(row) ? [{ name, row }] : [];
  });
  const titles = rows.map(({ row }) => row.panel.graph);
  return rows.slice(0, MOST_GRAPHS).map(({ name, row }) => {
    const isAlone = titles.filter((title) => title === row.panel.graph).length === 1;
    const title = isAlone ? row.panel.graph : `${row.panel.graph}, ${name}`;
    return worstGraph(first, { name, row, title }, shared[name] ?? row);
  });
}

/** A row that somebody is woken for, and whose number is at the top of the dashboard. */
const isImportant = (row: Row): row is AlarmedRow =>
  isAlarmed(row) && row.alarm.critical !== undefined && row.panel.tile === true;

interface Important {
  readonly name: string;
  readonly row: AlarmedRow;
  readonly title: string;
}

function worstGraph(
  { environment, namespace, limits }: Collector,
  { name, row, title }: Important,
  shared: Row,
): Graph {
  const { name: of, region, collectionMinutes: minutes } = environment;
  const isHigh = row.alarm.breaches === 'above';
  // Of a count, a query knows only the sum of a period.
  const times = isCount(row) ? minutes : 1;
  const lines = isAlarmed(shared) ? fixedThresholds(shared, limits, times) : [];
  const expression = insightsText({
    of: functionOf(row),
    metric: name,
    namespace,
    environment: of,
    without: [],
    first: isHigh ? 'highest' : 'lowest',
    most: WORST,
  });
  return {
    type: 'metric',
    properties: {
      title: `${title}: ten ${isHigh ? 'highest' : 'lowest'}`,
      region,
      view: 'timeSeries',
      period: minutes * 60,
      stat: 'Average',
      // Without a label, each line has the name of its database.
      metrics: [[{ expression, id: 'q1' }]],
      legend: { position: 'right' },
      yAxis: {
        left: {
          label: isCount(row) ? perPeriod(minutes) : unitWords(row).trim() || 'count',
          showUnits: false,
          min: 0,
          ...(row.unit === 'Percent' && { max: 100 }),
        },
      },
      ...(lines.length > 0 && { annotations: { horizontal: lines } }),
    },
  };
}

/** The worst value of a moment matters, not its average over hours: it puts a short incident first too. */
function functionOf(row: AlarmedRow): InsightsQuery['of'] {
  if (isCount(row)) return 'SUM';
  return row.alarm.breaches === 'above' ? 'MAX' : 'MIN';
}

const perPeriod = (minutes: number): string => (minutes === 1 ? 'per minute' : `per ${minutes} minutes`);
