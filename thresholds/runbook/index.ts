import type { ServiceName, services } from '../services';
import type { Runbook } from './entry';
import { neonRunbook } from './neon';
import { upstashRunbook } from './upstash';

/** The runbook of every registered service. */
export const runbooks: { readonly [S in ServiceName]: Runbook<(typeof services)[S]['rows']> } = {
  neon: neonRunbook,
  upstash: upstashRunbook,
};
