import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const recorded = (file: string) =>
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'recorded', file), 'utf8');

/** INFO of a real Redis 7, recorded by `npm run record`. */
export const redisInfo = recorded('redis-info.txt');

/** The field names of a real Upstash database (reference on Upstash, §1); the values are made up. */
export const upstashInfo = [
  '# Server',
  'upstash_version:1.13.3',
  'redis_version:6.2.6',
  '# Clients',
  'connected_clients:3',
  'maxclients:10000',
  '# Memory',
  'used_memory:1000',
  'maxmemory:67108864',
  '# Persistence',
  'total_keys:15',
  'total_data_size:2000',
  'max_data_size:268435456',
  '# Stats',
  'total_connections_received:9',
  'total_commands_processed:4711',
  'keyspace_hits:70',
  'keyspace_misses:30',
  'evicted_keys:0',
  'expired_keys:4',
  '# Keyspace',
  'db0:keys=15,expires=5,avg_ttl=3600',
  '# Cluster',
  'local_member:10.0.0.1:7000',
].join('\r\n');

/** Two results of the statement on a real PostgreSQL 17, a second and two slow statements apart (`npm run record`). */
export const [postgresSample, laterSample] = JSON.parse(recorded('postgres-samples.json')) as [
  Record<string, unknown>,
  Record<string, unknown>,
];

/** The listing of a project's endpoints, in the shape of Neon's OpenAPI (@neondatabase/api-client 2.7.3). */
export const endpointListing = {
  endpoints: [
    {
      host: 'ep-cool-1.us-east-2.aws.neon.tech',
      id: 'ep-cool-1',
      project_id: 'quiet-sun-1',
      branch_id: 'br-old-sea-1',
      autoscaling_limit_min_cu: 0.25,
      autoscaling_limit_max_cu: 2,
      region_id: 'aws-us-east-2',
      type: 'read_write',
      current_state: 'active',
      pending_state: 'idle',
      settings: { pg_settings: {} },
      pooler_enabled: false,
      pooler_mode: 'transaction',
      disabled: false,
      passwordless_access: true,
      last_active: '2026-11-23T12:00:00Z',
      creation_source: 'console',
      created_at: '2026-05-01T09:00:00Z',
      updated_at: '2026-11-23T12:00:05Z',
      started_at: '2026-11-23T11:00:00Z',
      suspended_at: '2026-11-23T10:00:00Z',
      proxy_host: 'us-east-2.aws.neon.tech',
      suspend_timeout_seconds: 0,
      provisioner: 'k8s-neonvm',
    },
  ],
};

/** The event of a schedule (EventBridge user guide). */
export const scheduledEvent = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-11-23T12:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:events:us-east-1:123456789012:rule/collect'],
  detail: {},
};
