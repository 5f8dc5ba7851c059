import type { Runbook } from '../../runbook';
import type { neon } from '../rows';
import { activeConnections, databaseSize } from './capacity';
import { apiErrors, up } from './monitoring';
import { lockWaitTime, slowQueries } from './performance';

export const neonRunbook: Runbook<typeof neon> = {
  ActiveConnections: activeConnections,
  DatabaseSize: databaseSize,
  SlowQueries: slowQueries,
  LockWaitTime: lockWaitTime,
  Up: up,
  ApiErrors: apiErrors,
};
