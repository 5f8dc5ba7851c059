import { neon } from './neon';
import type { Service } from './service';
import { upstash } from './upstash';

/** The registered services. A new one is a folder here, a folder in `handlers/`, and a line in this table. */
export const services = { neon, upstash } as const satisfies Readonly<Record<string, Service>>;

export type ServiceName = keyof typeof services;

/** Their names, in the order used everywhere. */
export const serviceNames = Object.keys(services) as readonly ServiceName[];

/** A service in the type common to all, with its rows by name. */
export function serviceOf(name: ServiceName): Service {
  return services[name];
}
