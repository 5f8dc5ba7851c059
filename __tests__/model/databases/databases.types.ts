/** Checked by the compiler (`npm run typecheck`): what a database may set is what its service has. */
import type { Databases } from '../../../model/environment';

export const fine: Databases = {
  neon: [
    {},
    {
      name: 'analytics',
      level: 'extended',
      overrides: { SlowQueries: { warning: 8 }, TotalConnections: { alarm: 'off', reason: 'Scans.' } },
      limits: { databaseGigabytes: 50 },
      slowQueryMs: 500,
      projectId: 'quiet-sun-123456',
    },
  ],
  upstash: [{ name: 'sessions', limits: { monthlyCommands: 500_000 } }],
};
// @ts-expect-error a row of the other service
export const row: Databases = { neon: [{ name: 'a', overrides: { EvictedKeys: { warning: 1 } } }] };
// @ts-expect-error a limit of the other service
export const limit: Databases = { neon: [{ name: 'a', limits: { monthlyCommands: 1 } }] };
// @ts-expect-error an option of the other service
export const option: Databases = { upstash: [{ name: 'a', slowQueryMs: 500 }] };
// @ts-expect-error an option that only databases of Neon have
export const project: Databases = { upstash: [{ name: 'a', projectId: 'quiet-sun-123456' }] };
// @ts-expect-error a flag is the environment's: it decides about secrets, which databases have in common
export const flag: Databases = { neon: [{ name: 'a', neonApi: true }] };
// @ts-expect-error the unnamed database has the values of the environment
export const unnamed: Databases = { neon: [{ level: 'core' }] };
// @ts-expect-error there is no such service
export const service: Databases = { mysql: [{}] };
