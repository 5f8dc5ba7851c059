import type { Chapter } from '../../runbook';
import type { upstashRows } from '../rows';
import { connectedClients, memoryUsagePercent } from './capacity';
import { apiErrors, up } from './monitoring';
import { cacheHitRate, evictedKeys } from './performance';

export const upstashRunbook: Chapter<typeof upstashRows> = {
  hint: 'Upstash bills every command, including those below.',
  prepare: ({ environment, function: name, parameter }) => `ENVIRONMENT=${environment}
FUNCTION="${name}"
secret() { aws ssm get-parameter --name "${parameter('$1')}" --with-decryption --query Parameter.Value --output text; }
host="$(secret upstash-rest-url | sed -E 's#^https://([^/]*).*#\\1#')"
REDIS_URL="rediss://default:$(secret upstash-rest-token)@$host:6379"`,
  entries: {
    ConnectedClients: connectedClients,
    MemoryUsagePercent: memoryUsagePercent,
    CacheHitRate: cacheHitRate,
    EvictedKeys: evictedKeys,
    Up: up,
    ApiErrors: apiErrors,
  },
};
