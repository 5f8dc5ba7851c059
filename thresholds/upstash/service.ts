import type { About } from '../service';
import { elsewhere } from './elsewhere';

export const service = {
  title: 'Upstash Redis',
  namespace: 'Upstash/Monitoring',
  secrets: [
    {
      variable: 'UPSTASH_REST_URL',
      parameter: 'upstash-rest-url',
      description: 'REST URL that Upstash shows: https://<name>.upstash.io',
    },
    {
      variable: 'UPSTASH_REST_TOKEN',
      parameter: 'upstash-rest-token',
      description: 'REST token that Upstash shows beside the URL',
    },
  ],
  variables: [],
  options: {
    /** The plan's memory limit, for a server that does not report it. A smaller number is one of megabytes. */
    upstashMemoryLimitBytes: {
      is: 'number',
      least: 1_000_000,
      most: Number.MAX_SAFE_INTEGER,
      variable: 'UPSTASH_MEMORY_LIMIT_BYTES',
    },
  },
  limits: {
    /** Free has 500,000 (Upstash docs, billing, 2026-08); on pay as you go it is what the budget pays for. Fixed plans have none. */
    monthlyCommands: {
      ...{ least: 1_000, most: 1_000_000_000_000, whole: true, variable: 'UPSTASH_MONTHLY_COMMANDS' },
    },
  },
  notes: () => ({}),
  elsewhere,
} as const satisfies About;
