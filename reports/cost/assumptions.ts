import { HOURS_PER_MONTH } from '../../thresholds/service';

/** Assumptions of the estimate. Where they matter to the bill, they are on the high side. */
export const assumptions = {
  hoursPerMonth: HOURS_PER_MONTH,
  /**
   * CloudWatch bills a custom metric by the hour, and only while values are sent (aws.amazon.com/cloudwatch/pricing; measured in
   * github.com/CMSgov/beneficiary-fhir-data/issues/1340): a row that is published once a day, for one hour of 24.
   */
  hoursOfDailyRow: 1,
  /** A run takes a few hundred milliseconds; a cold start takes about a second. */
  runSeconds: 1,
  functionGigabytes: 0.25,
  /** What each further database adds to an invocation that visits several, concurrently. */
  secondsPerFurtherDatabase: 0.1,
  /** A request to CloudWatch holds 1,000 values. */
  databasesPerRequest: 25,
  logBytesPerRun: 2_500,
  /** Where the pace adapts: how many minutes of a day every run visits, because of signs of trouble. */
  alertMinutesPerDay: 60,
  /** A run that is not due reads the state and publishes the heartbeat. */
  waitingSeconds: 0.2,
  logBytesPerWaitingRun: 800,
  /** A run of the forecast: it waits for two months of metrics. */
  forecastSeconds: 5,
  /** What a run of the forecast logs of a row. */
  logBytesPerForecast: 250,
  /** The previous sample, including its statements: up to 100 of the largest, and the slow ones. */
  stateKilobytes: 8,
} as const;

/** How often a function runs, and how often it visits a database while all is well; minutes. The same, unless the pace adapts. */
export interface Rhythm {
  readonly runMinutes: number;
  readonly visitMinutes: number;
}

/** Runs of one function per month. */
export function runsPerMonth({ runMinutes }: Rhythm): number {
  return (assumptions.hoursPerMonth * 60) / runMinutes;
}

/** Visits to one database per month. */
export function visitsPerMonth({ runMinutes, visitMinutes }: Rhythm): number {
  const every = (minutes: number) => runsPerMonth({ runMinutes: minutes, visitMinutes: minutes });
  const alert = runMinutes === visitMinutes ? 0 : assumptions.alertMinutesPerDay / (24 * 60);
  return every(runMinutes) * alert + every(visitMinutes) * (1 - alert);
}

/** From one visit to the next, on average. */
export const averageMinutes = (rhythm: Rhythm): number =>
  (assumptions.hoursPerMonth * 60) / visitsPerMonth(rhythm);
