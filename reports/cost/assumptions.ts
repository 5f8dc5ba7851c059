/** Assumptions of the estimate. Where they matter to the bill, they are on the high side. */
export const assumptions = {
  hoursPerMonth: 730,
  /** A run takes a few hundred milliseconds; a cold start takes about a second. */
  runSeconds: 1,
  functionGigabytes: 0.25,
  logBytesPerRun: 2_500,
  /** The previous sample, including its statements: up to 100 of the largest, and the slow ones. */
  stateKilobytes: 8,
} as const;

/** Runs of one collector per month. */
export function runsPerMonth(collectionMinutes: number): number {
  return (assumptions.hoursPerMonth * 60) / collectionMinutes;
}
