/** Assumptions of the estimate. Where they matter to the bill, they are on the high side. */
export const assumptions = {
  hoursPerMonth: 730,
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
  /** The previous sample, including its statements: up to 100 of the largest, and the slow ones. */
  stateKilobytes: 8,
} as const;

/** Runs of one collector per month. */
export function runsPerMonth(collectionMinutes: number): number {
  return (assumptions.hoursPerMonth * 60) / collectionMinutes;
}
