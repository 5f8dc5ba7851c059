import { bandWords } from '../../model/alarms/anomaly';
import type { Collector } from '../../model/collector';
import { withDatabase } from '../../model/databases/log';
import { thresholdWords } from '../../model/describe';
import { logQueryLink, queryText } from '../../model/links';
import { withoutAlarms } from '../../model/rows';
import { isAlarmed, type Row, type Table, thresholdsOf } from '../../thresholds/row';
import type { Chooser, Graph } from './widgets';
import { worstGraphs } from './worst/worst';

/** What a dashboard shows in place of one database: those among which it lets people choose. */
export interface Board {
  readonly collector: Collector;
  /** Undefined on the dashboard of one database. */
  readonly chooser?: Chooser;
  /** Which of all databases are worst, on a dashboard of several. */
  readonly worst?: readonly Graph[];
}

/** The dashboards of a service: that of its unnamed database, and that of all its named ones, where there are such. */
export function boardsOf(collectors: readonly Collector[]): {
  readonly unnamed?: Board;
  readonly named?: Board;
} {
  const unnamed = collectors.find(({ database }) => database === undefined);
  const named = collectors.filter(({ database }) => database !== undefined);
  return {
    ...(unnamed && { unnamed: { collector: unnamed } }),
    ...(named.length > 0 && { named: boardOf(named) }),
  };
}

/**
 * The dashboard of all named databases of a service, as if it were that of one collector. CloudWatch puts the chosen name in place
 * of the dimension `Database`. Thresholds do not follow the choice, and neither do the states of alarms: so it has those thresholds
 * that are the same for all databases, and no states.
 * @param named at least one
 */
export function boardOf(named: readonly Collector[]): Required<Board> {
  const [first] = named;
  if (!first) throw new Error('A dashboard with a choice of databases needs a database with a name.');
  const { about, environment, namespace, dimensions } = first;
  const rows = rowsOf(named);
  const collector: Collector = {
    ...first,
    title: `${about.title}: named databases`,
    rows,
    alarms: [],
    anomalies: [],
    // What the runs saw of all of them.
    queries: first.queries.map((query) => {
      const commands = withDatabase(about.queries[query.key]?.commands ?? []);
      const search = { logGroup: first.logGroupName, query: queryText(commands), hours: query.hours };
      return { ...query, commands, link: logQueryLink(environment.region, search) };
    }),
  };
  const names = Object.keys(dimensions).join(',');
  return {
    collector,
    worst: worstGraphs(named, rows),
    chooser: {
      type: 'property',
      property: DIMENSION,
      inputType: 'select',
      id: 'database',
      label: 'Database',
      // Every run publishes Up. A database appears here with its first run, and disappears two weeks after its last.
      search: `{${namespace},${names}} MetricName="Up" Environment="${environment.name}"`,
      populateFrom: DIMENSION,
      defaultValue: dimensions[DIMENSION] ?? '',
      visible: true,
    },
  };
}

const DIMENSION = 'Database';

/** The rows that any of them has, in the order of the table. */
function rowsOf(named: readonly Collector[]): Table {
  const [first] = named;
  return Object.fromEntries(
    Object.keys(first?.about.rows ?? {}).flatMap((name) => {
      const having = named.filter(({ rows }) => rows[name]);
      const row = having[0]?.rows[name];
      if (!row) return [];
      const isSame = new Set(having.map((one) => wordsOf(one, name))).size === 1;
      return [[name, isSame ? row : without(row)]];
    }),
  );
}

/** The thresholds of a row in words. */
const wordsOf = ({ rows, limits }: Collector, name: string): string => {
  const row = rows[name];
  if (!row) return '';
  const thresholds = isAlarmed(row)
    ? thresholdsOf(row.alarm).map(([severity]) => `${severity} ${thresholdWords(row, severity, limits)}`)
    : [];
  return [...thresholds, ...(row.anomaly ? [bandWords(row.anomaly)] : [])].join(', ');
};

const without = (row: Row): Row => withoutAlarms(row, 'Its thresholds differ from database to database.');
