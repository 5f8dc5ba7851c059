import { Redis } from 'ioredis';
import { findRedis } from '../../../preview/servers/binaries';
import { describeWith } from '../project/tools';

const there = (() => {
  try {
    return Boolean(findRedis());
  } catch {
    return false;
  }
})();
export const describeWithRedis = describeWith('redis-server', there, 'npm run setup');

/**
 * A client. Its mode is named for the compiler: inferred where a variable has the type `Redis`, it takes 7 s, because all commands of
 * two forms of the client are compared (ioredis 6.0).
 */
export const redisClient = (url: string): Redis => new Redis<'legacy'>(url);
