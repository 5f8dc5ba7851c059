/**
 * The fields of a table row. A row is one CloudWatch metric: what it means, how it is counted, when it
 * warns, when it is critical, what missing data means and what to do first.
 *
 * A gauge is read at the moment of sampling. A counter only grows at its source, so the published value is
 * derived from two samples. The types differ: a counter's raw value cannot have a threshold, and a gauge
 * cannot become a rate.
 */

/** The CloudWatch units that this project uses (PutMetricData, MetricDatum.Unit). */
export const units = [
  'None',
  'Count',
  'Count/Second',
  'Percent',
  'Bytes',
  'Bytes/Second',
  'Gigabytes',
  'Milliseconds',
  'Seconds',
] as const;
export type Unit = (typeof units)[number];

export type Category = 'capacity' | 'performance' | 'error';
/**
 * How much is collected. Each level includes the ones before it. Core rows are always collected, those of another level only if
 * its variable is `true`: ENABLE_DETAILED_MONITORING, ENABLE_EXTENDED_MONITORING.
 */
export const levels = ['core', 'detailed', 'extended'] as const;
export type Level = (typeof levels)[number];
/** Whether rows of a level are collected at another. */
export const includes = (at: Level, level: Level): boolean => levels.indexOf(level) <= levels.indexOf(at);
/** From bad to worse, the order used everywhere. */
export const severities = ['warning', 'critical'] as const;
export type Severity = (typeof severities)[number];
/** The alarms that a row may have. The names of alarms end in these words. */
export type AlarmType = Severity | 'anomaly';

/** CloudWatch's TreatMissingData. There is no default here: every alarm decides. */
export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** The sections of a dashboard, in display order. */
export const sections = [
  'connections',
  'performance',
  'size',
  'memory and keys',
  'collector health',
] as const;
export type Section = (typeof sections)[number];
/** The colours of lines. A graph has at most one line of each. */
export const lineColors = ['blue', 'teal', 'purple', 'grey'] as const;
export type LineColor = (typeof lineColors)[number];
/** Where a row is drawn. Rows that name the same graph share its axis and therefore must have the same unit. */
export interface Panel {
  readonly section: Section;
  /** The title of the graph. */
  readonly graph: string;
  /** The colour of the line, blue if there is none. Rows that share a graph need different ones. */
  readonly color?: LineColor;
  /** Whether the row is also one of the numbers at the top of the dashboard, under the title of its graph. */
  readonly tile?: true;
}

/** A number in the row's own unit. */
export interface Absolute {
  readonly value: number;
}
/** A share (0 to 1) of another row in the same table, read live. */
export interface ShareOfRow {
  readonly share: number;
  readonly ofRow: string;
  /** The value can be above that of the other row, and the share above 1. */
  readonly beyond?: true;
}
/** A share (0 to 1) of a limit of the vendor's plan, in the row's own unit. */
export interface ShareOfLimit {
  readonly share: number;
  /** One of the service's limits. An environment may set a different number for it. */
  readonly ofLimit: string;
  /** The value can be above the limit, and the share above 1. */
  readonly beyond?: true;
}
/** Events per minute; the alarm divides the published counts by its period. */
export interface PerMinute {
  readonly perMinute: number;
}
export type GaugeThreshold = Absolute | ShareOfRow | ShareOfLimit;
export type Threshold = GaugeThreshold | PerMinute;

/** `[M, N]`: M of the newest N periods breach (CloudWatch's DatapointsToAlarm and EvaluationPeriods). */
export type Datapoints = readonly [breaching: number, of: number];

export interface Alarm<T extends Threshold, S extends Statistic = Statistic> {
  readonly category: Category;
  /** Which side of the threshold is bad. Both are strict: a value equal to the threshold is healthy. */
  readonly breaches: 'above' | 'below';
  readonly statistic: S;
  readonly warning: T;
  /** A row without it has a warning alarm only. */
  readonly critical?: T;
  /**
   * Length of one evaluation period, in minutes, or `interval`: one run, whatever the collection interval. In an environment
   * that collects more often, the alarm looks at every run, over the same time (`runsPerPeriod` in `model/rows.ts`).
   */
  readonly periodMinutes: 3 | 4 | 5 | 'interval';
  readonly datapoints: { readonly warning: Datapoints; readonly critical?: Datapoints };
  /** Why the critical alarm may come before the warning; without a reason, that is a mistake. */
  readonly criticalFirst?: string;
  readonly missingData: MissingData;
  /** The first thing the person on call does, as an instruction. */
  readonly firstStep: string;
  /**
   * For a share of another row, where one alarm watches many databases: it has one metric. `as`: the row in percent that is this
   * share. `by`: the row whose alarms sound no later at the same share, so that this one needs none.
   */
  readonly grouped?:
    | { readonly as: string; readonly by?: never }
    | { readonly by: string; readonly as?: never };
  /** Which of the service's queries of the log the text of the alarm links to: what shows the cause. By default, `warnings`. */
  readonly query?: string;
}
export type Statistic = 'Average' | 'Maximum' | 'Minimum' | 'Sum';

/** The sides of the usual band that are bad. */
export const sides = ['above', 'below', 'both'] as const;
/**
 * A warning alarm beside those of the thresholds: CloudWatch learns from up to two weeks of values which ones are usual at an hour
 * of a day of the week.
 */
export interface Anomaly {
  /** The half width of the usual band, in standard deviations of CloudWatch's model: a wider one fires less often. */
  readonly band: number;
  readonly side: (typeof sides)[number];
}

export interface NoAlarm {
  readonly none: string;
}

interface Described {
  readonly unit: Unit;
  readonly level: Level;
  /** A flag among the service's options: the row is collected only in environments that set it. */
  readonly needs?: string;
  /** One of the service's limits: the row is collected only in environments for which it is known. */
  readonly needsLimit?: string;
  /** Published once a day: CloudWatch bills a metric only for the hours in which it receives values. */
  readonly daily?: true;
  /** An alarm on what is unusual, also of a row without thresholds. */
  readonly anomaly?: Anomaly;
  readonly panel: Panel;
  /** One sentence for somebody who sees the number for the first time. */
  readonly meaning: string;
  /** Exactly how the number is computed. */
  readonly counted: string;
}

/** Where a value that grows comes to an end: at a number, at a limit of the vendor's plan, or at another row. In its own unit. */
export type ForecastEnd =
  | { readonly value: number }
  | { readonly ofLimit: string }
  | { readonly ofRow: string };
/** A value that grows until it is at its limit. */
export interface Trend {
  readonly to: ForecastEnd;
}
/** How a daily forecast sees a row; a quota is used up at 100 %, and starts over every month. */
export type Forecast = Trend | 'quota';

interface Gauge extends Described {
  readonly kind: 'gauge';
  readonly alarm: Alarm<GaugeThreshold> | NoAlarm;
}
/** Only what is read can be forecast, and only a share of a quota as one. */
export type GaugeRow = Gauge &
  ({ readonly forecast?: Trend } | { readonly unit: 'Percent'; readonly forecast: 'quota' });

/** Published as the number of events since the previous sample. Only its sum over time is meaningful. */
export interface CountRow extends Described {
  readonly kind: 'counter';
  readonly published: 'count';
  readonly unit: 'Count';
  readonly alarm: Alarm<PerMinute, 'Sum'> | NoAlarm;
}

/** Published as a quotient: events per second or minute, or one counter's growth divided by another's. */
export interface RateRow extends Described {
  readonly kind: 'counter';
  readonly published: 'rate';
  /** An average of how many there are at each moment; other rates of unit Count are events per minute. */
  readonly average?: true;
  readonly alarm: Alarm<GaugeThreshold> | NoAlarm;
}

export type CounterRow = CountRow | RateRow;
export type Row = GaugeRow | CounterRow;
export type Table = Readonly<Record<string, Row>>;

/** The names of the rows that have alarms. */
export type AlarmedName<Rows extends Table> = {
  [Name in keyof Rows]: Rows[Name]['alarm'] extends NoAlarm ? never : Name;
}[keyof Rows];

/** Whether the row has alarms. */
export function hasAlarm(alarm: Row['alarm']): alarm is Exclude<Row['alarm'], NoAlarm> {
  return !('none' in alarm);
}

/** A row that has alarms. */
export type AlarmedRow = Row & { readonly alarm: Exclude<Row['alarm'], NoAlarm> };
export function isAlarmed(row: Row): row is AlarmedRow {
  return hasAlarm(row.alarm);
}

/** How often the alarm of a severity must breach. */
export function datapointsOf(
  { datapoints }: Pick<Alarm<Threshold>, 'datapoints'>,
  severity: Severity,
): Datapoints {
  return datapoints[severity] ?? datapoints.warning;
}

/** The severities for which the row has an alarm, with their thresholds. */
export function thresholdsOf(alarm: Alarm<Threshold>): readonly (readonly [Severity, Threshold])[] {
  return severities.flatMap((severity) => {
    const threshold = alarm[severity];
    return threshold === undefined ? [] : [[severity, threshold] as const];
  });
}
