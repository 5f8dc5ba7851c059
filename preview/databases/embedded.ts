import type { ServiceName } from '../../thresholds/services';
import type { Database, StartContext } from './database';
import { embeddedNeon } from './neon';
import { embeddedUpstash } from './upstash';

/** The databases that can be started here. Any other service is watched only if its variables are set. */
export const embedded: Readonly<Partial<Record<ServiceName, (context: StartContext) => Promise<Database>>>> =
  {
    neon: embeddedNeon,
    upstash: embeddedUpstash,
  };
