import { createHandler, type Log } from '../../../handlers/driver/handler';
import { service } from '../../../handlers/neon';

/** The collector for Postgres in this process, with all rows; without a log, unless one is given. */
export function neonCollector(url: string, env: Readonly<Record<string, string>> = {}, log: Log = () => {}) {
  const variables = {
    ENVIRONMENT: 'test',
    ENABLE_DETAILED_MONITORING: 'true',
    ENABLE_EXTENDED_MONITORING: 'true',
    NEON_CONNECTION_STRING: url,
    ...env,
  };
  return createHandler(service, variables, log);
}

/** A reading that is absent for a reason that contains this text. */
export const absent = (text: string) => ({ absent: expect.stringContaining(text) });

/** What a visit knows of a compute that runs, without a sample. */
export const runningCompute = { computeActive: 1, computeLimit: 2, computeQuota: 50, connectMs: 12 } as const;
