import type { Command } from '../../runbook';

export const info = (shows: string, fields: string): Command => ({
  shows,
  shell: `redis-cli -u "$REDIS_URL" INFO | grep -E '^(${fields}):'`,
});

export const neverExpire: Command = {
  shows: 'How many of 200 keys have no expiry (about 400 billed commands)',
  shell: `redis-cli -u "$REDIS_URL" --scan | head -n 200 | sed 's/.*/TTL "&"/' | redis-cli -u "$REDIS_URL" |
  awk '$1 == -1 { n++ } END { print n + 0 " of " NR " keys never expire" }'`,
};
