import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../../../preview/servers/redis';
import { makeCertificates } from '../../support/servers/certificates';
import type { Link } from '../../support/servers/link';
import { compete } from './contest';
import { collector, exporter, type Meter } from './contestant';
import { fill } from './redis-load';
import type { Contestants } from './report';

export const FILE = 'prometheus-redis-exporter';
/** `-config-command=-` avoids CONFIG GET. */
export const ALONE = ['-redis-only-metrics', '-set-client-name=false', '-config-command=-'];
const NEEDED = [
  'redis_connected_clients',
  'redis_memory_used_bytes',
  'redis_memory_max_bytes',
  'redis_keyspace_hits_total',
  'redis_keyspace_misses_total',
  'redis_commands_processed_total',
  'redis_evicted_keys_total',
  'redis_expired_keys_total',
  'redis_db_keys',
  'redis_start_time_seconds',
];
const CLIENTS = 20;

export interface Contest {
  readonly rounds: Contestants;
  readonly version: string;
}

/** Lets the collector and the exporter, configured in two ways, take turns on one Redis. */
export async function contest(tls: boolean, rounds: number): Promise<Contest> {
  const certificates = tls ? makeCertificates() : undefined;
  const server = await startRedis({
    config: ['maxmemory 64mb', 'maxmemory-policy volatile-lru'],
    ...(certificates && { tls: certificates }),
  });
  const options = certificates ? { tls: { ca: certificates.ca } } : {};
  const clients = Array.from({ length: CLIENTS }, () => new Redis(server.url, options));
  const admin = clients[0] as Redis;
  try {
    await fill(admin);
    const exporting = (args: readonly string[]) => (link: Link) => {
      const address = [
        `-redis.addr=redis${tls ? 's' : ''}://${link.host}:${link.port}`,
        `-redis.password=${server.password}`,
        ...(certificates ? [`-tls-ca-cert-file=${certificates.caFile}`] : []),
      ];
      return exporter(FILE, [...args, ...address], {}, link, NEEDED);
    };
    const ours = (link: Link) =>
      collector('upstash', link, {
        UPSTASH_REST_URL: server.url.replace(`:${server.port}`, `:${link.port}`),
        ...(certificates && { NODE_EXTRA_CA_CERTS: certificates.caFile }),
      });
    const entries = { ours, installed: exporting([]), tuned: exporting(ALONE) };
    const measured = await compete(server.port, await meterOf(server, admin), entries, rounds);
    const [, version = 'unknown'] = /redis_version:(\S+)/.exec(await admin.info('server')) ?? [];
    return { rounds: measured, version };
  } finally {
    for (const client of clients) client.disconnect();
    await server.stop();
    certificates?.remove();
  }
}

/** Counts commands and their execution time, excluding the cost of reading the counts. */
async function meterOf(server: RedisServer, admin: Redis): Promise<Meter> {
  const raw = async () => {
    const found = [...(await admin.info('commandstats')).matchAll(/cmdstat_\S+:calls=(\d+),usec=(\d+)/g)];
    const sum = (group: number) => found.reduce((total, match) => total + Number(match[group]), 0);
    return { commands: sum(1), execution: sum(2) / 1000 };
  };
  const trials = 20;
  const first = await raw();
  for (let i = 1; i < trials; i++) await raw();
  const own = ((await raw()).execution - first.execution) / trials;
  let reads = 0;
  return {
    pid: server.pid,
    read: async () => {
      const { commands, execution } = await raw();
      reads++;
      return { commands: commands - reads, execution: execution - reads * own };
    },
  };
}
