import { type ServiceName, serviceNames } from '../../thresholds/services';
import type { Database, StartContext } from './database';
import type { Names } from './names';
import { embeddedNeon } from './neon';
import { embeddedUpstash } from './upstash';

/** Starts a database for each of these names, all at once. Each has a server of its own, so that it is sick alone. */
export type Embed = (context: StartContext, names: Names) => Promise<Database[]>;

/** The databases that can be started here. Any other service is watched only if its variables are set. */
export const embedded: Readonly<Partial<Record<ServiceName, Embed>>> = {
  neon: embeddedNeon,
  upstash: embeddedUpstash,
};

/** The services of which a database can be started here. */
export const startable: readonly ServiceName[] = serviceNames.filter((service) => embedded[service]);
