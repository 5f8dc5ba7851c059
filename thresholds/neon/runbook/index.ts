import type { Chapter } from '../../runbook';
import type { neonRows } from '../rows';
import { activeConnections, databaseSize, totalConnections } from './capacity';
import { apiErrors, up } from './monitoring';
import { lockWaitTime, slowQueries } from './performance';

export const neonRunbook: Chapter<typeof neonRows> = {
  hint: 'Run the SQL in psql, connected to the monitored database. To cancel something, use the role that owns the application’s sessions. Connecting wakes a sleeping compute.',
  prepare: ({ environment, function: name, parameter }) => `ENVIRONMENT=${environment}
FUNCTION="${name}"
DATABASE_URL="$(aws ssm get-parameter --name "${parameter('neon-connection-string')}" \\
  --with-decryption --query Parameter.Value --output text)"
psql "$DATABASE_URL"`,
  entries: {
    ActiveConnections: activeConnections,
    TotalConnections: totalConnections,
    DatabaseSize: databaseSize,
    SlowQueries: slowQueries,
    LockWaitTime: lockWaitTime,
    Up: up,
    ApiErrors: apiErrors,
  },
};
