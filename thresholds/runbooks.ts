import { neonRunbook } from './neon/runbook';
import type { Runbook } from './runbook';
import type { ServiceName, services } from './services';
import { upstashRunbook } from './upstash/runbook';

/** The runbook of every registered service. */
export const runbooks: { readonly [S in ServiceName]: Runbook<(typeof services)[S]['rows']> } = {
  neon: neonRunbook,
  upstash: upstashRunbook,
};
