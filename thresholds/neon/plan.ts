import type { Table } from '../row';

/** What the plan of the project allows, from the Neon API. */
export const planRows = {
  ComputeQuotaPercent: {
    kind: 'gauge',
    unit: 'Percent',
    level: 'extended',
    needs: 'neonApi',
    panel: { section: 'size', graph: 'Compute time, share of the quota' },
    forecast: 'quota',
    meaning:
      'How much of the compute time of this billing period the project has used; at 100 % Neon switches it off.',
    counted:
      'compute_time_seconds of the project ÷ its quota, or the 100 hours of the Free plan; from the Neon API, asked once an hour, also while the compute sleeps. All computes of the project count.',
    alarm: {
      category: 'capacity',
      breaches: 'above',
      statistic: 'Maximum',
      warning: { value: 70 },
      critical: { value: 90 },
      periodMinutes: 5,
      // It only grows until the period ends: one value is certain.
      datapoints: { warning: [1, 1], critical: [1, 1] },
      // When the quota is used up the run fails, and Up says so. Nothing has got better until then.
      missingData: 'ignore',
      firstStep:
        'Look at when the period ends. If the rest will not last, raise the quota or the plan, or let the compute sleep.',
      query: 'wakers',
    },
  },
  ComputeLimit: {
    kind: 'gauge',
    unit: 'Count',
    level: 'extended',
    needs: 'neonApi',
    panel: { section: 'performance', graph: 'Load', color: 'grey' },
    meaning: 'How many compute units the compute may scale up to.',
    counted: 'autoscaling_limit_max_cu of the endpoint in the Neon API.',
    alarm: { none: 'A setting, not a condition: it changes only when somebody edits the compute.' },
  },
} as const satisfies Table;
