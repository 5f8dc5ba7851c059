import { includes } from '../row';
import type { Elsewhere } from '../service';
import { plans } from './prices';

/** Neon suspends a compute after five idle minutes, unless configured otherwise (Scale plan). */
export const SUSPEND_MINUTES = 5;
/** The smallest compute. */
const COMPUTE_UNITS = 0.25;
const LAUNCH_USD = plans.launch.computeHour;
const SCALE_USD = plans.scale.computeHour;
const FREE_HOURS = 100;
/** From Neon's documentation, API, key concepts, 2026-11. */
const REQUESTS_A_MINUTE = 700;

/** Compute hours (CU-h) per month that only the monitoring causes, and their cost. */
function awake(collectionMinutes: number, hoursPerMonth: number, neonApi: boolean): number[] {
  // With a key, the collector does not connect to a suspended compute, nor again to one that has been idle since.
  const share = neonApi ? 0 : Math.min(1, SUSPEND_MINUTES / collectionMinutes);
  const hours = share * hoursPerMonth * COMPUTE_UNITS;
  return [hours, hours / FREE_HOURS, hours * LAUNCH_USD, hours * SCALE_USD];
}

export const elsewhere: Elsewhere = {
  why: `**Neon.** Without an API key, every run connects, and the compute stays awake for ${SUSPEND_MINUTES} minutes after it (at ${COMPUTE_UNITS} CU, the smallest size). With the key, the collector never wakes a sleeping compute.`,
  columns: [
    { title: 'Neon API key', format: 'text' },
    { title: 'compute hours', format: 'number', decimals: 1 },
    { title: 'of the Free plan', format: 'percent' },
    { title: 'on Launch, $', format: 'usd', plan: 'launch' },
    { title: 'on Scale, $', format: 'usd', plan: 'scale' },
  ],
  lines({ collectionMinutes, hoursPerMonth, options }) {
    const cells = (neonApi: boolean) => awake(collectionMinutes, hoursPerMonth, neonApi);
    return options.neonApi
      ? [
          ['stored', ...cells(true)],
          ['not stored', ...cells(false)],
        ]
      : [['none', ...cells(false)]];
  },
  prices: `$${LAUNCH_USD} per compute hour on Launch, $${SCALE_USD} on Scale, ${FREE_HOURS} hours per project on Free (Neon website, plans, 2026-11-12).`,
  quotas: [
    {
      counted: 'requests a minute that a key of the Neon API may make',
      ...{ per: 'minute', of: 'environment', most: REQUESTS_A_MINUTE, from: 1 },
      // The endpoints of the project; for ComputeQuotaPercent also the project, once an hour, of all in the same run.
      perVisit: (level) => (includes(level, 'extended') ? 2 : 1),
      ...{ oncePer: 'projectId', needs: 'neonApi' },
      advice:
        'Neon refuses the others, and their computes are connected to, asleep or not. Give fewer projects the level extended, or divide them among environments with keys of their own.',
    },
  ],
};
