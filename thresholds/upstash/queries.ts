import { commonQueries } from '../common/queries';
import type { Queries } from '../queries';

export const upstashQueries = {
  clients: {
    title: 'clients and traffic',
    table: 'Clients and traffic, per minute',
    wide: true,
    commands: [
      'fields jsonParse(@message) as r',
      'unnest r.evidence into db',
      'filter ispresent(db.policy)',
      'sort @timestamp desc',
      'display @timestamp, db.newConnectionsPerMinute, db.readsPerMinute, db.writesPerMinute, db.keysWithoutTtl, db.policy',
    ],
  },
  ...commonQueries,
} as const satisfies Queries;
