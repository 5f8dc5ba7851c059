import {
  type Alarm,
  type Anomaly,
  hasAlarm,
  type Row,
  type Section,
  type Statistic,
  type Table,
  type Threshold,
} from '../../thresholds/row';
import { rounded } from '../format';

/** What an anomaly alarm takes over from the alarm of its row. */
export type Watching = Pick<
  Alarm<Threshold>,
  'category' | 'statistic' | 'periodMinutes' | 'datapoints' | 'missingData' | 'firstStep' | 'query'
>;
/** A row with an anomaly alarm, and how that alarm looks at it. */
export type UnusualRow = Omit<Row, 'alarm'> & { readonly alarm: Watching };

/** The ids in the metric math of an anomaly alarm. */
export const METRIC_ID = 'm1';
export const BAND_ID = 'band';
/** CloudWatch gives wider bands, too; with one of ten deviations nothing is unusual. */
export const WIDEST_BAND = 10;
/** In a narrower band nothing is usual; and metric math knows no numbers such as 1e-7. */
export const NARROWEST_BAND = 0.1;
/** CloudWatch bills the metric and both bounds of its band (aws.amazon.com/cloudwatch/pricing). */
export const BILLED_METRICS = 3;

/** CloudWatch's function for a usual band. @param id that of the metric in the same metric math */
export const bandExpression = (id: string, { band }: Pick<Anomaly, 'band'>): string =>
  `ANOMALY_DETECTION_BAND(${id}, ${band})`;

/** The half width in an expression; CloudWatch's default is 2. Undefined if it has no band. */
export function bandIn(expression: string): number | undefined {
  const found = /ANOMALY_DETECTION_BAND\(\s*\w+\s*(?:,\s*([\d.]+)\s*)?\)/.exec(expression);
  return found ? Number(found[1] ?? 2) : undefined;
}

export const operators: Readonly<Record<Anomaly['side'], string>> = {
  above: 'GreaterThanUpperThreshold',
  below: 'LessThanLowerThreshold',
  both: 'LessThanLowerOrGreaterThanUpperThreshold',
};
const positions: Readonly<Record<Anomaly['side'], string>> = {
  above: 'above',
  below: 'below',
  both: 'outside',
};

/** `above its usual band of ± 2 standard deviations`. */
export const bandWords = ({ band, side }: Anomaly): string =>
  `${positions[side]} its usual band of ± ${rounded(band)} standard deviation${band === 1 ? '' : 's'}`;

const categories: Readonly<Record<Section, Watching['category']>> = {
  connections: 'capacity',
  performance: 'performance',
  size: 'capacity',
  'memory and keys': 'capacity',
  'collector health': 'error',
};

/** How many of one kind there were is a sum; everything else is a value at each run. */
const statisticOf = (row: Row): Statistic =>
  row.kind === 'counter' && row.published === 'count' ? 'Sum' : 'Average';

/** The first step where that of the row's thresholds is for something else. */
const firstStepOf = ({ panel }: Row): string =>
  `Compare the graph '${panel.graph}' with the same hours of the days before, and look at what was deployed or started when it left its band.`;

/** How an anomaly alarm looks at a row: as the row's own alarms do, if it has some. */
export function watchingOf(row: Row, { side }: Anomaly): Watching {
  const { alarm } = row;
  if (!hasAlarm(alarm))
    return {
      category: categories[row.panel.section],
      statistic: statisticOf(row),
      periodMinutes: 5,
      datapoints: { warning: [2, 3] },
      missingData: 'notBreaching',
      firstStep: firstStepOf(row),
    };
  // On the other side, the row's first step would be for the opposite of what happened.
  return side === 'both' || side === alarm.breaches ? alarm : { ...alarm, firstStep: firstStepOf(row) };
}

/** The rows that have an anomaly alarm, each with how that looks at it. */
export function unusualRows(rows: Table): [name: string, row: UnusualRow, anomaly: Anomaly][] {
  return Object.entries(rows).flatMap(([name, row]): [string, UnusualRow, Anomaly][] =>
    row.anomaly ? [[name, { ...row, alarm: watchingOf(row, row.anomaly) }, row.anomaly]] : [],
  );
}
