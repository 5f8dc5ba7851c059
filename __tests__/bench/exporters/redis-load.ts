import type { Redis } from 'ioredis';

/** 10,000 keys of several types, some with an expiry, and as many different commands as an application uses. */
export async function fill(admin: Redis): Promise<void> {
  for (let i = 0; i < 10_000; i += 100) {
    const batch = admin.pipeline();
    for (let key = i; key < i + 100; key++) {
      if (key % 3 === 0) batch.set(`session:${key}`, 'x'.repeat(200), 'EX', 86_400);
      else if (key % 3 === 1) batch.hset(`user:${key}`, { name: 'somebody', visits: key });
      else batch.incr(`counter:${key}`).zadd('ranking', key, `user:${key}`);
      batch.get(`session:${key}`).exists(`user:${key}`).ttl(`session:${key}`);
    }
    await batch.exec();
  }
  const many = Array.from({ length: 100 }, String);
  await admin.lpush('queue', ...many);
  await admin.sadd('tags', ...many);
  await admin.multi().smembers('tags').lrange('queue', 0, 9).zrange('ranking', '0', '9').exec();
}
