import type { Runbook } from '../../runbook';
import type { upstash } from '../rows';
import { connectedClients, memoryUsagePercent } from './capacity';
import { apiErrors, up } from './monitoring';
import { cacheHitRate, evictedKeys } from './performance';

export const upstashRunbook: Runbook<typeof upstash> = {
  ConnectedClients: connectedClients,
  MemoryUsagePercent: memoryUsagePercent,
  CacheHitRate: cacheHitRate,
  EvictedKeys: evictedKeys,
  Up: up,
  ApiErrors: apiErrors,
};
