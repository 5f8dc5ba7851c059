import type { Kind } from './method/forecast';

/** A row of which a forecast is made. */
export interface Target {
  readonly row: string;
  readonly kind: Kind;
  /** Its limit: a number, or the row that has it. */
  readonly limit: number | string;
}

/** Databases of one service with the same rows and limits. */
export interface Group {
  readonly service: string;
  readonly namespace: string;
  readonly targets: readonly Target[];
  /** Their names; `default` for the unnamed one. */
  readonly databases: readonly string[];
}

/** What the schedule hands to the function: all that it looks at. */
export interface Payload {
  readonly forecast: readonly Group[];
}

/** The metrics that the function publishes beside a row's own, with the row's own dimensions and this one. */
export const ROW = 'Row';
export const DAYS_METRIC = 'DaysUntilLimit';
export const SEVERITY_METRIC = 'ForecastSeverity';
/** All that it publishes of a row. */
export const METRICS: readonly string[] = [DAYS_METRIC, SEVERITY_METRIC];
/** Whether a metric is one that the forecast publishes, and no row. */
export const isForecastMetric = (name: string): boolean => METRICS.includes(name);

/** Days that are read of each metric. */
export const HISTORY_DAYS = 60;
