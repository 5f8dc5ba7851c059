import type { FaultCase } from '../case';
import { awsAnswers } from './aws';
import { neonApi } from './neon-api';
import { network } from './network';
import { postgres } from './postgres';
import { redis } from './redis';
import { secrets } from './secrets';
import { postgresTexts, redisTexts } from './texts';
import { twoAtOnce } from './two';

/** The table of faults: what is broken, and what must then be true. */
export const cases: readonly FaultCase[] = [
  ...network,
  ...postgres,
  ...postgresTexts,
  ...redis,
  ...redisTexts,
  ...neonApi,
  ...secrets,
  ...awsAnswers,
  ...twoAtOnce,
];
