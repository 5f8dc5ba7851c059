import type { neon } from '../../neon';
import type { Runbook } from '../entry';
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
