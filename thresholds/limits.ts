import type { PlanLimit } from './row';

/** Limits of the plan where an environment names no other. */
export const defaultLimits: Readonly<Record<PlanLimit, number>> = {
  // Neon's Free plan holds 1 GB a project since October 2026.
  databaseGigabytes: 1,
};
