import type { Environment } from '../../environments';
import { assumptions, runsPerMonth } from './assumptions';
import { causedPrices } from './prices';

/** What the monitoring makes Neon and Upstash bill, a month. */
export interface Caused {
  /** Compute-hours (CU-h) that a compute is awake only because it is looked at, if nothing else uses it. */
  readonly neonComputeHours: number;
  readonly neonLaunchUsd: number;
  readonly neonScaleUsd: number;
  /** Of the Free plan's compute-hours, 0 to more than 1. */
  readonly neonShareOfFree: number;
  readonly upstashCommands: number;
  /** On pay as you go; the fixed plans do not count commands. */
  readonly upstashUsd: number;
  readonly upstashShareOfFree: number;
}

/**
 * The worst case: databases that nobody else uses. With a Neon API key a suspended compute is never visited, and an
 * idle one not again, so nothing is caused.
 */
export function caused({ neonApi, collectionMinutes }: Environment): Caused {
  const { neonSuspendMinutes, hoursPerMonth, neonComputeUnits, upstashCommandsPerRun } = assumptions;
  const awake = neonApi ? 0 : Math.min(1, neonSuspendMinutes / collectionMinutes);
  const neonComputeHours = awake * hoursPerMonth * neonComputeUnits;
  const upstashCommands = runsPerMonth(collectionMinutes) * upstashCommandsPerRun;
  return {
    neonComputeHours,
    neonLaunchUsd: neonComputeHours * causedPrices.neon.launchUsdPerComputeHour,
    neonScaleUsd: neonComputeHours * causedPrices.neon.scaleUsdPerComputeHour,
    neonShareOfFree: neonComputeHours / causedPrices.neon.freeComputeHours,
    upstashCommands,
    upstashUsd: (upstashCommands / 100_000) * causedPrices.upstash.usdPer100kCommands,
    upstashShareOfFree: upstashCommands / causedPrices.upstash.freeCommands,
  };
}
