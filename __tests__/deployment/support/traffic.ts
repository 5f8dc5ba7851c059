import { Redis } from 'ioredis';
import type { Client } from 'pg';
import type { RedisServer } from '../../../preview/servers/redis';

/** A little of what an application does: reads of Redis that hit and miss, and statements of Postgres. */
export async function traffic(
  redis: Pick<RedisServer, 'url'>,
  postgres: Pick<Client, 'query'>,
): Promise<void> {
  const client = new Redis(redis.url);
  await client.set('key', 'value');
  for (const key of ['key', 'key', 'none']) await client.get(key);
  client.disconnect();
  for (let i = 0; i < 5; i++) await postgres.query('SELECT 1');
}
