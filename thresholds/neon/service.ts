import type { About } from '../service';
import { elsewhere, SUSPEND_MINUTES } from './elsewhere';

const DAY_MS = 24 * 3_600_000;

/** Shown after every deployment, because the cost is on Neon's bill, not on AWS's. */
const AWAKE =
  'Without the Neon API every collection wakes the compute: it never scales to zero (docs/cost.md). ' +
  'Set neonApi in environments.ts and store NEON_API_KEY and NEON_PROJECT_ID.';

export const service = {
  title: 'Neon Postgres',
  namespace: 'Neon/Monitoring',
  secrets: [
    {
      variable: 'NEON_CONNECTION_STRING',
      parameter: 'neon-connection-string',
      description:
        'connection string that Neon shows: postgresql://user:password@host/database?sslmode=require',
    },
    {
      variable: 'NEON_API_KEY',
      parameter: 'neon-api-key',
      description: 'API key of the Neon project or organization',
      needs: 'neonApi',
      shared: true,
    },
    {
      variable: 'NEON_PROJECT_ID',
      parameter: 'neon-project-id',
      description: 'id of the Neon project, as in the URL of its console',
      needs: 'neonApi',
      shared: true,
    },
  ],
  variables: ['NEON_API_URL'],
  options: {
    /** Whether a Neon API key is stored, so that the collector does not wake a suspended compute. */
    neonApi: { is: 'flag' },
    /** The duration in milliseconds from which a statement counts as slow; the collector's default is 1000. */
    slowQueryMs: { is: 'number', least: 0.001, most: DAY_MS, variable: 'SLOW_QUERY_MS' },
  },
  databaseOptions: {
    /** The Neon project of a database that is in another one than the rest of its environment. */
    projectId: {
      variable: 'NEON_PROJECT_ID',
      form: /^[a-z0-9-]{1,60}$/,
      advice:
        'use the id of the Neon project, as in the URL of its console: up to 60 lowercase letters, digits and hyphens',
      needs: 'neonApi',
      // They may have one compute: a visit of another invocation would look as if somebody else used it.
      together: true,
    },
  },
  // Neon's Free plan: 1 GB per project since October 2026.
  limits: {
    databaseGigabytes: {
      ...{ least: 0.001, most: 1_000_000, default: 1 },
      ...{ row: 'DatabaseSizeLimit', variable: 'NEON_DATABASE_LIMIT_GIGABYTES' },
    },
    /** The largest size of the compute, in CU. */
    computeUnits: { least: 0.25, most: 10_000, row: 'ComputeLimit', variable: 'NEON_COMPUTE_UNITS' },
  },
  sleeps: {
    with: 'neonApi',
    known: ['ComputeActive', 'ComputeLimit', 'ComputeQuotaPercent'],
    afterMinutes: SUSPEND_MINUTES,
  },
  notes: ({ neonApi }) => (neonApi ? {} : { neon_compute: AWAKE }),
  elsewhere,
} as const satisfies About;
