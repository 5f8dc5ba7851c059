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
