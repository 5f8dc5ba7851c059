import type { Application, ApplicationRow } from '../../thresholds/application/application';
import { hasAlarm, type Row, type Table } from '../../thresholds/row';

/** What stands for the environment's name in a namespace and in the values of dimensions. */
export const PLACEHOLDER = '{environment}';
export const placed = (text: string, environment: string): string =>
  text.replaceAll(PLACEHOLDER, () => environment);

/** The metric that a row sees, as it is published in an environment. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export function metricOf(
  { namespace, dimensions: usual }: Application,
  name: string,
  { metric = name, dimensions = usual }: Pick<ApplicationRow, 'metric' | 'dimensions'>,
  environment: string,
): Metric {
  return {
    namespace: placed(namespace, environment),
    name: metric,
    dimensions: Object.fromEntries(
      Object.entries(dimensions).map(([key, value]) => [key, placed(value, environment)]),
    ),
  };
}

/** Whether it counts events: then it is drawn and compared per minute. */
const isPerMinute = ({ alarm }: ApplicationRow): boolean =>
  hasAlarm(alarm as Row['alarm']) && 'warning' in alarm && 'perMinute' in alarm.warning;

/** How the row's numbers are read: a sum of counts, a number of things, or an average of one, which may be below 1. */
function kindOfRow({ statistic, ...row }: ApplicationRow): object {
  if (isPerMinute({ statistic, ...row })) return { kind: 'counter', published: 'count' };
  const isWhole = statistic === 'Sum' || statistic === 'SampleCount';
  return isWhole ? { kind: 'gauge' } : { kind: 'counter', published: 'rate', average: true };
}

/**
 * The row in the form of a service's rows, which everything downstream reads: words, graphs, documents, overrides. It is wider than
 * these in three ways that no text and no drawing depends on: any period in minutes, a percentile as its statistic, and a section in
 * the application's own words.
 */
function rowOf(title: string, name: string, row: ApplicationRow): Row {
  const { statistic, periodMinutes, meaning, unit = 'None', panel = {} } = row;
  const { section = title, graph = name, ...look } = panel;
  return {
    ...kindOfRow(row),
    unit,
    level: 'core',
    panel: { section, graph, ...look },
    meaning,
    counted: 'By the application itself.',
    alarm: 'none' in row.alarm ? row.alarm : { ...row.alarm, statistic, periodMinutes },
  } as Row;
}

/** The rows of an application in the form of a service's table. */
export const tableOf = ({ title, rows }: Pick<Application, 'title' | 'rows'>): Table =>
  Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, rowOf(title, name, row)]));
