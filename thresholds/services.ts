import { neon } from './neon/rows';
import type { Table } from './row';
import { upstash } from './upstash/rows';

/** The registered services. A new service is one table file, one collector folder and one line here. */
export const services = {
  neon: { title: 'Neon Postgres', namespace: 'Neon/Monitoring', rows: neon },
  upstash: { title: 'Upstash Redis', namespace: 'Upstash/Monitoring', rows: upstash },
} as const satisfies Record<string, { title: string; namespace: string; rows: Table }>;

export type ServiceName = keyof typeof services;
