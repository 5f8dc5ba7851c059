/** What the estimate takes for granted. Generous where a bill would show it. */
export const assumptions = {
  hoursPerMonth: 730,
  /** A run takes some hundred milliseconds; a cold one about a second. */
  runSeconds: 1,
  functionGigabytes: 0.25,
  logBytesPerRun: 2_500,
  /** The previous sample with its statements. */
  stateKilobytes: 4,
} as const;

/** Runs of one collector in a month. */
export function runsPerMonth(collectionMinutes: number): number {
  return (assumptions.hoursPerMonth * 60) / collectionMinutes;
}
