import type { Alarm, Category, LineColor, NoAlarm, Statistic, Threshold, Unit } from '../row';
import type { Entry } from '../runbook';

/**
 * An application that publishes its own metrics, such as with Powertools or in the embedded metric format. This project only
 * watches them: alarms, a dashboard, the runbook and prices, and no collector.
 */
export interface Application {
  /** For people: `Checkout`. */
  readonly title: string;
  /** The namespace in which it publishes. `{environment}` stands for the environment's name. */
  readonly namespace: string;
  /**
   * Exactly the dimensions of its metrics: CloudWatch takes the same name with more or fewer dimensions for another metric, and an
   * alarm on it never sees a value. A value may have `{environment}` in it. An empty table is a metric without dimensions.
   */
  readonly dimensions: Readonly<Record<string, string>>;
  /** By name in PascalCase, which is part of the names of alarms. */
  readonly rows: Readonly<Record<string, ApplicationRow>>;
}

/** CloudWatch's statistics; of percentiles p1 to p99.9. */
export type ApplicationStatistic = Statistic | 'SampleCount' | `p${number}`;

/** One metric as one statistic sees it. */
export interface ApplicationRow {
  /** The metric's name, where it is not the row's. */
  readonly metric?: string;
  /** In place of the application's dimensions, all of them. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** How its numbers are written; by default they have no unit. */
  readonly unit?: Unit;
  readonly statistic: ApplicationStatistic;
  /** The length of a period, in whole minutes. */
  readonly periodMinutes: number;
  /** One sentence for somebody who sees the number for the first time. */
  readonly meaning: string;
  /** Where it is drawn; by default in a graph of its own, in the section of the application's title. */
  readonly panel?: ApplicationPanel;
  readonly alarm: ApplicationAlarms | NoAlarm;
  /** What the person on call reads, beside the meaning and the first step. */
  readonly runbook?: Entry;
}

export interface ApplicationPanel {
  /** A heading of the dashboard, in one's own words. */
  readonly section?: string;
  /** The title of the graph. Rows with the same one share it, and have the same unit and period. */
  readonly graph?: string;
  readonly color?: LineColor;
  /** Whether it is also one of the numbers at the top of the dashboard. */
  readonly tile?: true;
}

/** A number in the row's unit, or of a sum of counts also events per minute. */
export type ApplicationThreshold = Exclude<Threshold, { readonly share: number }>;

/** As the alarms of the services' rows. */
export interface ApplicationAlarms
  extends Pick<
    Alarm<ApplicationThreshold>,
    'breaches' | 'warning' | 'critical' | 'datapoints' | 'criticalFirst' | 'missingData' | 'firstStep'
  > {
  readonly category: Category;
}
