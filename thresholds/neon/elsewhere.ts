import type { Elsewhere } from '../service';

/** Neon suspends a compute after five minutes without use, unless told otherwise (Scale plan). */
const SUSPEND_MINUTES = 5;
/** The smallest compute. */
const COMPUTE_UNITS = 0.25;
/** Neon's website, plans, read 2026-11-12. */
const LAUNCH_USD = 0.106;
const SCALE_USD = 0.222;
const FREE_HOURS = 100;

/** Compute-hours (CU-h) a month for which a compute is awake only because it is looked at, with what they cost. */
function awake(collectionMinutes: number, hoursPerMonth: number, neonApi: boolean): number[] {
  // With a key a suspended compute is never visited, and an idle one not again.
  const share = neonApi ? 0 : Math.min(1, SUSPEND_MINUTES / collectionMinutes);
  const hours = share * hoursPerMonth * COMPUTE_UNITS;
  return [hours, hours / FREE_HOURS, hours * LAUNCH_USD, hours * SCALE_USD];
}

export const elsewhere: Elsewhere = {
  why: `**Neon.** Without an API key every run connects, and a compute stays awake for ${SUSPEND_MINUTES} minutes after it (at ${COMPUTE_UNITS} CU, the smallest size). With the key a sleeping compute is left asleep.`,
  columns: [
    { title: 'Neon API key', format: 'text' },
    { title: 'compute hours', format: 'number', decimals: 1 },
    { title: 'of the Free plan', format: 'percent' },
    { title: 'on Launch, $', format: 'usd' },
    { title: 'on Scale, $', format: 'usd' },
  ],
  lines({ collectionMinutes, hoursPerMonth, options }) {
    const cells = (neonApi: boolean) => awake(collectionMinutes, hoursPerMonth, neonApi);
    return options.neonApi
      ? [
          ['stored', ...cells(true)],
          ['if it were not', ...cells(false)],
        ]
      : [['none', ...cells(false)]];
  },
  prices: `$${LAUNCH_USD} a compute hour on Launch, $${SCALE_USD} on Scale, ${FREE_HOURS} hours a project on Free (Neon website, plans, 2026-11-12).`,
};
