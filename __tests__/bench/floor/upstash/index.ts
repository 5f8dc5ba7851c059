import { Redis } from 'ioredis';
import { deliver, load } from '../aws';

const FIELDS =
  /^(connected_clients|used_memory|maxmemory|total_commands_processed|keyspace_(?:hits|misses)|(?:evicted|expired)_keys|total_connections_received|instantaneous_ops_per_sec|uptime_in_seconds|blocked_clients):(\d+)/gm;

/** The minimal Redis collector: connect, INFO, publish, write. It checks nothing. */
export async function handler(): Promise<unknown> {
  const loading = load();
  const options = {
    protocol: 2,
    disableClientInfo: true,
    enableReadyCheck: false,
    lazyConnect: true,
  } as const;
  const client = new Redis(process.env.UPSTASH_REST_URL ?? '', options);
  const info = await client.info();
  client.disconnect();
  const values = Object.fromEntries([...info.matchAll(FIELDS)].map(([, name, n]) => [name, Number(n)]));
  await loading;
  await deliver('Floor', values);
  return values;
}
